//! Dashed lines: a dash of a thousandth on a long line is a million dashes.

use resvg::tiny_skia::{PathSegment, Point};
use resvg::usvg::{Group, Node, Path, Tree};

use super::SvgFault;

/// Most dashes of a whole drawing.
const MOST: f32 = 20_000.0;

/// Refuses a drawing with too many dashes. The tree is small by now, and parts that are used more
/// than once stand in it as often.
pub(super) fn check(tree: &Tree) -> Result<(), SvgFault> {
    if dashes_of(tree.root()) > MOST {
        Err(SvgFault::TooMany {
            what: "dashes",
            most: 20_000,
        })
    } else {
        Ok(())
    }
}

fn dashes_of(group: &Group) -> f32 {
    let mut dashes = 0.0;
    for node in group.children() {
        dashes += match node {
            Node::Group(group) => dashes_of(group),
            Node::Path(path) => dashes_in(path),
            Node::Image(_) | Node::Text(_) => 0.0,
        };
        node.subroots(|part| dashes += dashes_of(part));
    }
    dashes
}

fn dashes_in(path: &Path) -> f32 {
    let Some(pattern) = path.stroke().and_then(|stroke| stroke.dasharray()) else {
        return 0.0;
    };
    let period: f32 = pattern.iter().sum();
    if period <= 0.0 {
        return 0.0;
    }
    let (mut length, mut start, mut at) = (0.0, Point::zero(), Point::zero());
    for segment in path.data().segments() {
        let end = match segment {
            PathSegment::MoveTo(to) => {
                start = to;
                at = to;
                to
            }
            PathSegment::LineTo(to) => to,
            // The way over the control points is longer than the curve.
            PathSegment::QuadTo(by, to) => {
                length += at.distance(by);
                at = by;
                to
            }
            PathSegment::CubicTo(first, second, to) => {
                length += at.distance(first) + first.distance(second);
                at = second;
                to
            }
            PathSegment::Close => start,
        };
        length += at.distance(end);
        at = end;
    }
    let dashes = length / period * pattern.len() as f32;
    if dashes.is_finite() { dashes } else { f32::MAX }
}
