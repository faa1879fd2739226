//! How much work a drawing is once it has been resolved: long and many lines, dashes, filters.
//!
//! The tree is small by now ([`super::weight`] saw to that), and parts that are used more than
//! once are looked at as often.

use resvg::tiny_skia::{PathSegment, Point, Transform};
use resvg::usvg::{Group, Node, Path, Tree};

use super::{SIDE, SvgFault};

/// Most dashes.
const MOST_DASHES: f32 = 20_000.0;
/// Most pixels of outlines: a detailed logo has a hundredth of it.
const MOST_OUTLINES: f32 = 2_000_000.0;
/// Most pixels that filters go over, step by step: a drop shadow of the whole logo has a fiftieth.
const MOST_FILTERED: f32 = 40_000_000.0;
/// An outline leaves the picture beyond this many pixels, and a filter's canvas ends with five
/// times the picture's side.
const FURTHEST: f32 = 5.0 * SIDE as f32;

#[derive(Debug, Default)]
struct Work {
    dashes: f32,
    outlines: f32,
    filtered: f32,
}

/// Refuses a drawing that would be too much work at `zoom` pixels a unit.
pub(super) fn check(tree: &Tree, zoom: f32) -> Result<(), SvgFault> {
    let mut work = Work::default();
    work.add(tree.root(), zoom);
    for (found, most, what) in [
        (work.dashes, MOST_DASHES, "dashes"),
        (work.outlines, MOST_OUTLINES, "pixels of outlines"),
        (work.filtered, MOST_FILTERED, "pixels under filters"),
    ] {
        if found > most || found.is_nan() {
            return Err(SvgFault::TooMany {
                what,
                most: most as u64,
            });
        }
    }
    Ok(())
}

impl Work {
    fn add(&mut self, group: &Group, zoom: f32) {
        let scale = zoom * scale(group.abs_transform());
        for filter in group.filters() {
            let side = |length: f32| (length * scale).clamp(1.0, FURTHEST);
            let area = side(filter.rect().width()) * side(filter.rect().height());
            self.filtered += area * (filter.primitives().len() + 1) as f32;
        }
        for node in group.children() {
            match node {
                Node::Group(group) => self.add(group, zoom),
                Node::Path(path) => self.add_path(path, zoom),
                Node::Image(_) | Node::Text(_) => {}
            }
            node.subroots(|part| self.add(part, zoom));
        }
    }

    fn add_path(&mut self, path: &Path, zoom: f32) {
        let scale = zoom * scale(path.abs_transform());
        let line = Line::of(path, scale);
        if path.fill().is_some() {
            self.outlines += line.pixels;
        }
        let Some(stroke) = path.stroke() else { return };
        // Both sides of the line, and a join as wide as the line at every corner.
        let join = (stroke.width().get() * scale * 4.0).min(FURTHEST);
        self.outlines += 2.0 * line.pixels + join * line.segments;
        let Some(pattern) = stroke.dasharray() else { return };
        let period: f32 = pattern.iter().sum();
        if period > 0.0 {
            self.dashes += line.length / period * pattern.len() as f32;
        }
    }
}

fn scale(transform: Transform) -> f32 {
    let (x, y) = transform.get_scale();
    x.max(y)
}

/// How long a path is.
#[derive(Debug, Default)]
struct Line {
    segments: f32,
    /// In its own units.
    length: f32,
    /// In pixels, no segment longer than what can be seen of it.
    pixels: f32,
}

impl Line {
    fn of(path: &Path, scale: f32) -> Self {
        let mut line = Self::default();
        let (mut start, mut at) = (Point::zero(), Point::zero());
        for segment in path.data().segments() {
            // The way over the control points is longer than the curve.
            let (length, end) = match segment {
                PathSegment::MoveTo(to) => {
                    (start, at) = (to, to);
                    continue;
                }
                PathSegment::LineTo(to) => (at.distance(to), to),
                PathSegment::QuadTo(by, to) => (at.distance(by) + by.distance(to), to),
                PathSegment::CubicTo(first, second, to) => {
                    let middle = first.distance(second);
                    (at.distance(first) + middle + second.distance(to), to)
                }
                PathSegment::Close => (at.distance(start), start),
            };
            line.segments += 1.0;
            line.length += length;
            line.pixels += (length * scale).clamp(1.0, FURTHEST);
            at = end;
        }
        line
    }
}
