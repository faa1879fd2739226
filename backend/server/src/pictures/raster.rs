//! Pictures made of pixels.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, Limits, guess_format};
use oin_domain::integration::PictureKind;

use super::{Decoded, LONGEST_SIDE, MOST_PIXELS, PictureError};

/// Memory of one decoder beside the picture itself: 16 bits a channel need twice the 64 MiB.
const MEMORY: u64 = 160 * 1024 * 1024;

/// Decodes the first (or only) image of `bytes`. Its size is judged before any pixel is decoded.
pub(super) fn decode(kind: PictureKind, bytes: &[u8]) -> Result<Decoded, PictureError> {
    let format = guess_format(bytes).map_err(|_| PictureError::NoPicture(kind))?;
    let source = Cursor::new(bytes);
    let broken = |error: ImageError| match error {
        // The size was judged before, so only metadata can ask for that much.
        ImageError::Limits(_) | ImageError::Decoding(_) | ImageError::IoError(_) => {
            PictureError::Broken(kind)
        }
        _ => PictureError::NoPicture(kind),
    };
    match format {
        ImageFormat::Png => {
            // Text chunks and colour profiles may be compressed a thousandfold.
            let decoder = PngDecoder::with_limits(source, limits()).map_err(broken)?;
            finish(kind, decoder, false)
        }
        ImageFormat::Jpeg if has_end(bytes) => finish(kind, JpegDecoder::new(source).map_err(broken)?, true),
        // The decoder would fill the missing half with grey.
        ImageFormat::Jpeg => Err(PictureError::Broken(kind)),
        ImageFormat::WebP if !is_whole_webp(bytes) => Err(PictureError::Broken(kind)),
        ImageFormat::WebP => finish(
            kind,
            WebPDecoder::new(source).map_err(broken)?,
            is_lossy_webp(bytes),
        ),
        _ => Err(PictureError::NoPicture(kind)),
    }
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MEMORY);
    limits
}

fn finish(kind: PictureKind, mut decoder: impl ImageDecoder, lossy: bool) -> Result<Decoded, PictureError> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width > LONGEST_SIDE || height > LONGEST_SIDE || pixels > MOST_PIXELS {
        return Err(PictureError::TooManyPixels { width, height });
    }
    let broken = |_: ImageError| PictureError::Broken(kind);
    decoder.set_limits(limits()).map_err(broken)?;
    // Metadata goes, and with it the note that a photograph lies on its side: so turn it first.
    let orientation = decoder.orientation().map_err(broken)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(orientation);
    let (width, height) = (image.width(), image.height());
    Ok(Decoded {
        pixels: image.into_rgba8(),
        lossy,
        width,
        height,
        left_out: Vec::new(),
    })
}

/// Whether an end-of-image marker follows the last start of a scan. Inside a scan's data every FF
/// is followed by 00 or a restart marker, so that this FF D9 is the real one.
fn has_end(bytes: &[u8]) -> bool {
    let last = |marker: [u8; 2]| bytes.windows(2).rposition(|pair| pair == marker);
    match (last([0xff, 0xda]), last([0xff, 0xd9])) {
        (Some(scan), Some(end)) => scan < end,
        _ => false,
    }
}

/// Whether all the bytes are there of which the file speaks (RIFF: size of what follows).
fn is_whole_webp(bytes: &[u8]) -> bool {
    let size = bytes.get(4..8).and_then(|size| size.try_into().ok());
    size.is_some_and(|size| u64::from(u32::from_le_bytes(size)) + 8 <= bytes.len() as u64)
}

/// Whether the picture's data is a lossy frame (RFC 9649: chunk `VP8 ` instead of `VP8L`).
fn is_lossy_webp(bytes: &[u8]) -> bool {
    bytes.windows(4).any(|chunk| chunk == b"VP8 ")
}
