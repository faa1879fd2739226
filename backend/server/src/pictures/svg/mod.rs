//! Drawings: SVG becomes pixels here, and only the pixels are kept. Nothing is fetched, no script
//! runs, no font is needed, and the work is bounded before it begins.

mod guard;
mod styles;
mod weight;
mod work;

use image::RgbaImage;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree, roxmltree};

use super::{Decoded, LeftOut, PictureError, SvgFault};

/// The side of the drawn picture, in pixels: the largest size of a logo.
const SIDE: u16 = 256;

impl From<SvgFault> for PictureError {
    fn from(fault: SvgFault) -> Self {
        Self::Svg(fault)
    }
}

/// Whether `bytes` are meant to be an SVG: XML whose first element is `svg`.
pub(super) fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else if rest
            .get(..9)
            .is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"))
        {
            let name = rest[9..].trim_start();
            match guard::doctype(rest) {
                // `<!DOCTYPE html>` begins a web page.
                _ if name.starts_with("html") => return false,
                Some(length) => {
                    rest = rest[length..].trim_start();
                    continue;
                }
                // With entities; drawing it says that they are not read.
                None => return name.starts_with("svg"),
            }
        } else {
            break;
        };
        let Some(at) = rest.find(end) else { return false };
        rest = rest[at + end.len()..].trim_start();
    }
    let name: &str = rest.strip_prefix('<').unwrap_or_default();
    let name = name
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next();
    name.is_some_and(|name| name.rsplit(':').next() == Some("svg"))
}

/// Draws an SVG so that its longer side has 256 pixels.
pub(super) fn draw(bytes: &[u8]) -> Result<Decoded, PictureError> {
    let text = std::str::from_utf8(bytes).map_err(|_| SvgFault::Malformed)?;
    let text = guard::check(text.trim_start_matches('\u{feff}'))?;
    let options = roxmltree::ParsingOptions {
        allow_dtd: false,
        ..Default::default()
    };
    let document =
        roxmltree::Document::parse_with_options(&text, options).map_err(|_| SvgFault::Malformed)?;
    weight::check(&document)?;
    let left_out = left_out(&document);
    let tree = Tree::from_xmltree(&document, &no_resources()).map_err(|_| SvgFault::Malformed)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let zoom = f32::from(SIDE) / width.max(height);
    work::check(&tree, zoom)?;
    let side = |length: f32| pixels(length * zoom);
    let mut canvas = Pixmap::new(side(width), side(height)).ok_or(SvgFault::Malformed)?;
    resvg::render(&tree, Transform::from_scale(zoom, zoom), &mut canvas.as_mut());
    let (drawn_width, drawn_height) = (canvas.width(), canvas.height());
    let pixels = RgbaImage::from_raw(drawn_width, drawn_height, canvas.take_demultiplied())
        .ok_or(SvgFault::Malformed)?;
    Ok(Decoded {
        pixels,
        lossy: false,
        width: drawn_width,
        height: drawn_height,
        left_out,
    })
}

/// A length as whole pixels, 1 to [`SIDE`].
fn pixels(length: f32) -> u32 {
    (1..u32::from(SIDE))
        .find(|whole| f64::from(*whole) >= f64::from(length.round()))
        .unwrap_or(SIDE.into())
}

/// Options under which neither files nor addresses nor embedded pictures are read.
fn no_resources() -> Options<'static> {
    Options {
        resources_dir: None,
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

fn left_out(document: &roxmltree::Document<'_>) -> Vec<LeftOut> {
    let has = |name: &str| {
        document
            .descendants()
            .any(|node| node.is_element() && node.tag_name().name() == name)
    };
    [
        (LeftOut::Text, "text"),
        (LeftOut::Picture, "image"),
        (LeftOut::Foreign, "foreignObject"),
    ]
    .into_iter()
    .filter(|(_, name)| has(name))
    .map(|(what, _)| what)
    .collect()
}

#[cfg(test)]
mod tests;
