//! Pictures that strangers upload: what they are is found by decoding them, and nothing of what
//! was uploaded is ever served, only what was drawn anew from its pixels (SECURITY rows 39-41).

mod encode;
mod error;
mod raster;
mod scale;
mod svg;

use std::time::Duration;

use image::RgbaImage;
use oin_domain::integration::{PictureForm, PictureKind, largest_upload};
use tokio::sync::Semaphore;

use encode::encode;
pub use error::{LeftOut, PictureError, SvgFault};

/// The longest side of a picture that is decoded, in pixels.
pub const LONGEST_SIDE: u32 = 8_192;
/// The most pixels that are decoded: 64 MiB of memory.
pub const MOST_PIXELS: u64 = 16_777_216;
/// The longest side of a stored screenshot, in pixels.
const FULL: u32 = 2_560;
/// The longest side of a screenshot's thumbnail, in pixels.
const THUMBNAIL: u32 = 480;

/// How many pictures are worked on at a time: each may take 64 MiB and a core.
const AT_ONCE: usize = 2;
/// How long an uploader waits. Drawing cannot be interrupted, so what takes longer keeps its
/// place until it ends; the limits of [`svg`] keep that to seconds.
const PATIENCE: Duration = Duration::from_secs(15);

static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// A picture in every size in which it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its width in pixels, before it was made smaller.
    pub width: u32,
    /// Its height in pixels, before it was made smaller.
    pub height: u32,
    /// The sizes, the largest first.
    pub renditions: Vec<Rendition>,
    /// What a drawing held that is not shown.
    pub left_out: Vec<LeftOut>,
}

/// A picture in one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// Which size.
    pub form: PictureForm,
    /// Its media type.
    pub media_type: &'static str,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// The encoded bytes: pixels and no metadata.
    pub bytes: Vec<u8>,
}

/// What was decoded.
struct Decoded {
    pixels: RgbaImage,
    /// Whether the source had lost detail already, as photographs do.
    lossy: bool,
    width: u32,
    height: u32,
    left_out: Vec<LeftOut>,
}

/// Reads and draws a picture on a thread of its own, at most two at a time.
///
/// # Errors
/// [`PictureError`]; never a panic of a decoder.
pub async fn read(kind: PictureKind, bytes: Vec<u8>) -> Result<Picture, PictureError> {
    let draw = async {
        // The semaphore is never closed.
        let place = PLACES.acquire().await.map_err(|_| PictureError::Slow)?;
        let drawing = tokio::task::spawn_blocking(move || {
            let _place = place;
            match kind {
                PictureKind::Logo => logo(&bytes),
                PictureKind::Screenshot => screenshot(&bytes),
            }
        });
        drawing.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a decoder of pictures failed");
            Err(PictureError::Broken(kind))
        })
    };
    tokio::time::timeout(PATIENCE, draw)
        .await
        .unwrap_or(Err(PictureError::Slow))
}

/// Reads a logo: PNG, JPEG, WebP or SVG. What is not square is centred on a clear ground.
///
/// # Errors
/// [`PictureError`], with the limit and the fix.
pub fn logo(bytes: &[u8]) -> Result<Picture, PictureError> {
    let kind = PictureKind::Logo;
    check_length(kind, bytes)?;
    let decoded = if svg::is_svg(bytes) {
        svg::draw(bytes)?
    } else {
        raster::decode(kind, bytes)?
    };
    if decoded.pixels.pixels().all(|pixel| pixel.0[3] == 0) {
        return Err(PictureError::Empty);
    }
    let mut renditions = Vec::with_capacity(3);
    let mut largest = decoded.pixels;
    for (form, side) in [
        (PictureForm::Large, 256),
        (PictureForm::Medium, 128),
        (PictureForm::Small, 64),
    ] {
        largest = scale::square(&largest, side);
        renditions.push(encode::png(form, &largest)?);
    }
    Ok(Picture {
        width: decoded.width,
        height: decoded.height,
        renditions,
        left_out: decoded.left_out,
    })
}

/// Reads a screenshot: PNG, JPEG or WebP.
///
/// # Errors
/// [`PictureError`], with the limit and the fix.
pub fn screenshot(bytes: &[u8]) -> Result<Picture, PictureError> {
    let kind = PictureKind::Screenshot;
    check_length(kind, bytes)?;
    let decoded = raster::decode(kind, bytes)?;
    let full = scale::within(decoded.pixels, FULL);
    let thumbnail = scale::within(full.clone(), THUMBNAIL);
    Ok(Picture {
        width: decoded.width,
        height: decoded.height,
        renditions: vec![
            encode(PictureForm::Full, &full, decoded.lossy)?,
            encode(PictureForm::Thumbnail, &thumbnail, decoded.lossy)?,
        ],
        left_out: decoded.left_out,
    })
}

fn check_length(kind: PictureKind, bytes: &[u8]) -> Result<(), PictureError> {
    if bytes.len() > largest_upload(kind) {
        Err(PictureError::TooManyBytes(kind))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
