//! Why a picture was not taken.

use oin_domain::integration::{PictureKind, largest_upload};

use super::{LONGEST_SIDE, MOST_PIXELS};

/// Why a picture was not taken: what is wrong, the limit, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// The upload is too long.
    #[error(
        "The {} is larger than {} MB. Make it smaller and upload it again.",
        kind(*.0), megabytes(*.0)
    )]
    TooManyBytes(PictureKind),
    /// It is none of the formats that are read, whatever its name says.
    #[error("This is no {} file, whatever its name says. Export the {} in one of these formats.", formats(*.0), kind(*.0))]
    NoPicture(PictureKind),
    /// It has too many pixels.
    #[error(
        "The picture is {width} × {height} pixels; at most {LONGEST_SIDE} a side and {} million in all are read. Make it smaller and upload it again.",
        MOST_PIXELS / 1_000_000
    )]
    TooManyPixels {
        /// Its width, as it says.
        width: u32,
        /// Its height, as it says.
        height: u32,
    },
    /// It begins like a picture and is damaged.
    #[error("The {} file is damaged or ends early. Export it again and upload it again.", kind(*.0))]
    Broken(PictureKind),
    /// Nothing is to be seen.
    #[error(
        "Nothing is to be seen on this picture: every pixel is transparent. In an SVG, convert text to outlines and draw embedded pictures as shapes, or upload a PNG."
    )]
    Empty,
    /// The drawing would take too much work, or holds what is not drawn.
    #[error("{0} Simplify the drawing, or upload a PNG.")]
    Svg(SvgFault),
    /// It took too long.
    #[error(
        "The picture could not be drawn in time. Try again in a moment; simplify the picture if it stays so."
    )]
    Slow,
}

/// What is wrong with a drawing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SvgFault {
    /// Entities are declared.
    #[error(
        "The SVG declares entities in its DOCTYPE, which are not read (in Illustrator, save without editing capabilities)."
    )]
    Entities,
    /// It is no well-formed XML in UTF-8 with an `svg` element.
    #[error("The SVG cannot be read: it is not well-formed, not UTF-8, or has no size.")]
    Malformed,
    /// Too much of something.
    #[error("The SVG has too many {what}: at most {most} are drawn.")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The limit.
        most: u64,
    },
    /// Something that refers to itself.
    #[error("The SVG has a part that refers to itself.")]
    Loop,
    /// A filter that costs too much.
    #[error("The SVG uses the filter {0}, which is not drawn.")]
    Filter(String),
    /// Markers.
    #[error("The SVG uses markers (arrow heads), which are not drawn.")]
    Marker,
}

/// What a drawing holds and a logo does not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// Text: there are no fonts.
    Text,
    /// Embedded or linked pictures.
    Picture,
    /// HTML and other foreign content.
    Foreign,
}

impl LeftOut {
    /// A sentence for the uploader.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Text => "The SVG's text is not shown. Convert it to outlines and upload the logo again.",
            Self::Picture => {
                "Pictures inside the SVG are not shown. Draw them as shapes, or upload a PNG instead."
            }
            Self::Foreign => {
                "Foreign content of the SVG (HTML) is not shown. Draw it as shapes and upload the logo again."
            }
        }
    }
}

fn kind(kind: PictureKind) -> &'static str {
    match kind {
        PictureKind::Logo => "logo",
        PictureKind::Screenshot => "screenshot",
    }
}

fn formats(kind: PictureKind) -> &'static str {
    match kind {
        PictureKind::Logo => "PNG, JPEG, WebP or SVG",
        PictureKind::Screenshot => "PNG, JPEG or WebP",
    }
}

fn megabytes(kind: PictureKind) -> usize {
    largest_upload(kind) / (1024 * 1024)
}
