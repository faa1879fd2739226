//! Making pictures smaller (or logos larger) without dark fringes.

use image::RgbaImage;
use image::imageops::{self, FilterType};

/// Fits a picture into a square of `side` pixels, centred on a clear ground.
pub(super) fn square(picture: &RgbaImage, side: u32) -> RgbaImage {
    let (width, height) = fit(picture.width(), picture.height(), side);
    let fitted = resize(picture, width, height);
    if width == height {
        return fitted;
    }
    let mut square = RgbaImage::new(side, side);
    let (left, top) = ((side - width) / 2, (side - height) / 2);
    imageops::replace(&mut square, &fitted, left.into(), top.into());
    square
}

/// Makes a picture at most `longest` pixels a side; a smaller one stays as it is.
pub(super) fn within(picture: RgbaImage, longest: u32) -> RgbaImage {
    if picture.width().max(picture.height()) <= longest {
        return picture;
    }
    let (width, height) = fit(picture.width(), picture.height(), longest);
    resize(&picture, width, height)
}

/// The size of a picture whose longer side becomes `longest`.
fn fit(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let long = u64::from(width.max(height)).max(1);
    let side = |side: u32| {
        let scaled = (u64::from(side) * u64::from(longest) + long / 2) / long;
        u32::try_from(scaled).unwrap_or(longest).clamp(1, longest)
    };
    (side(width), side(height))
}

/// Resizes with the colours weighed by their opacity: what a clear pixel would be has no say.
fn resize(picture: &RgbaImage, width: u32, height: u32) -> RgbaImage {
    if (width, height) == picture.dimensions() {
        return picture.clone();
    }
    let opaque = picture.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    // A quick box filter does the bulk of a large reduction, a good one the rest.
    let roughly = picture.width() / 4 > width && picture.height() / 4 > height;
    let mut resized = match (opaque, roughly) {
        (true, false) => imageops::resize(picture, width, height, FilterType::Lanczos3),
        (true, true) => reduce(picture, width, height),
        (false, false) => imageops::resize(&weighed(picture.clone()), width, height, FilterType::Lanczos3),
        (false, true) => reduce(&weighed(picture.clone()), width, height),
    };
    if !opaque {
        unweigh(&mut resized);
    }
    resized
}

fn reduce(picture: &RgbaImage, width: u32, height: u32) -> RgbaImage {
    let half_way = imageops::thumbnail(picture, width * 2, height * 2);
    imageops::resize(&half_way, width, height, FilterType::Lanczos3)
}

fn weighed(mut picture: RgbaImage) -> RgbaImage {
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let weigh = |channel: u8| {
            let weighed = (u16::from(channel) * u16::from(alpha) + 127) / 255;
            u8::try_from(weighed).unwrap_or(u8::MAX)
        };
        pixel.0 = [weigh(red), weigh(green), weigh(blue), alpha];
    }
    picture
}

fn unweigh(picture: &mut RgbaImage) {
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let unweigh = |channel: u8| match alpha {
            0 => 0,
            _ => {
                let full = (u16::from(channel) * 255 + u16::from(alpha) / 2) / u16::from(alpha);
                u8::try_from(full).unwrap_or(u8::MAX)
            }
        };
        pixel.0 = [unweigh(red), unweigh(green), unweigh(blue), alpha];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    #[test]
    fn clear_pixels_lend_no_colour() {
        // Left half white, right half clear black.
        let picture = RgbaImage::from_fn(512, 512, |x, _| {
            if x < 256 {
                Rgba([255; 4])
            } else {
                Rgba([0, 0, 0, 0])
            }
        });
        for pixel in square(&picture, 64).pixels().filter(|pixel| pixel.0[3] > 8) {
            assert!(pixel.0[0] > 240, "{pixel:?}");
        }
    }

    #[test]
    fn what_is_not_square_is_centred() {
        let wide = RgbaImage::from_pixel(300, 100, Rgba([9, 9, 9, 255]));
        let square = square(&wide, 64);
        assert_eq!(square.dimensions(), (64, 64));
        assert_eq!(square.get_pixel(32, 32).0, [9, 9, 9, 255]);
        assert_eq!(square.get_pixel(32, 4).0[3], 0);
        assert_eq!(square.get_pixel(32, 60).0[3], 0);
    }

    #[test]
    fn a_line_stays_a_line() {
        let line = RgbaImage::from_pixel(8_000, 1, Rgba([1, 2, 3, 255]));
        assert_eq!(within(line.clone(), 480).dimensions(), (480, 1));
        assert_eq!(within(line, 9_000).dimensions(), (8_000, 1));
    }
}
