//! Writing pictures: pixels only, no metadata.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageError, RgbaImage};
use oin_domain::integration::{PictureForm, PictureKind, largest_upload};

use super::{PictureError, Rendition};

/// The quality of JPEG from sources that were lossy already.
const QUALITY: u8 = 85;

/// Writes PNG.
pub(super) fn png(form: PictureForm, picture: &RgbaImage) -> Result<Rendition, PictureError> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive);
    write(encoder, picture, ExtendedColorType::Rgba8).map_err(|_| PictureError::Broken(PictureKind::Logo))?;
    Ok(rendition(form, picture, "image/png", bytes))
}

/// Writes what suits: JPEG for what was lossy and has no clear pixels, else WebP without loss, or
/// JPEG after all when that would be larger than an upload may be.
pub(super) fn encode(form: PictureForm, picture: &RgbaImage, lossy: bool) -> Result<Rendition, PictureError> {
    let opaque = picture.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    if !(lossy && opaque) {
        let mut bytes = Vec::new();
        let written = if opaque {
            let encoder = WebPEncoder::new_lossless(&mut bytes);
            encoder.write_image(
                &on_white(picture),
                picture.width(),
                picture.height(),
                ExtendedColorType::Rgb8,
            )
        } else {
            write(
                WebPEncoder::new_lossless(&mut bytes),
                picture,
                ExtendedColorType::Rgba8,
            )
        };
        written.map_err(broken)?;
        if bytes.len() <= largest_upload(PictureKind::Screenshot) {
            return Ok(rendition(form, picture, "image/webp", bytes));
        }
    }
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .write_image(
            &on_white(picture),
            picture.width(),
            picture.height(),
            ExtendedColorType::Rgb8,
        )
        .map_err(broken)?;
    Ok(rendition(form, picture, "image/jpeg", bytes))
}

fn broken(_: ImageError) -> PictureError {
    PictureError::Broken(PictureKind::Screenshot)
}

fn write(
    encoder: impl ImageEncoder,
    picture: &RgbaImage,
    colours: ExtendedColorType,
) -> Result<(), ImageError> {
    encoder.write_image(picture.as_raw(), picture.width(), picture.height(), colours)
}

/// The colours alone, as they look on white.
fn on_white(picture: &RgbaImage) -> Vec<u8> {
    let on_white = |channel: u8, alpha: u8| {
        let seen = u16::from(channel) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
        u8::try_from((seen + 127) / 255).unwrap_or(u8::MAX)
    };
    picture
        .pixels()
        .flat_map(|pixel| {
            let [red, green, blue, alpha] = pixel.0;
            [red, green, blue].map(|channel| on_white(channel, alpha))
        })
        .collect()
}

fn rendition(form: PictureForm, picture: &RgbaImage, media_type: &'static str, bytes: Vec<u8>) -> Rendition {
    Rendition {
        form,
        media_type,
        width: picture.width(),
        height: picture.height(),
        bytes,
    }
}
