use std::time::{Duration, Instant};

use image::{ImageFormat, RgbaImage};
use oin_domain::integration::{PictureForm, PictureKind, largest_upload};

use super::samples::{FORMATS, MARK, apng, flood, picture, with_a_large_profile, with_metadata};
use super::{Picture, PictureError, logo, screenshot};

fn first(picture: &Picture) -> RgbaImage {
    image::load_from_memory(&picture.renditions[0].bytes)
        .unwrap()
        .into_rgba8()
}

fn is_red(picture: &RgbaImage, x: u32, y: u32) -> bool {
    let [red, _, blue, alpha] = picture.get_pixel(x, y).0;
    red > 200 && blue < 60 && alpha == 255
}

fn both(bytes: &[u8]) -> [Result<Picture, PictureError>; 2] {
    let started = Instant::now();
    let read = [logo(bytes), screenshot(bytes)];
    assert!(started.elapsed() < Duration::from_secs(4));
    read
}

#[test]
fn every_format_becomes_a_logo_and_a_screenshot() {
    for format in FORMATS {
        let bytes = picture(format, 800, 400);
        let [logo, screenshot] = both(&bytes).map(Result::unwrap);
        assert_eq!((logo.width, logo.height), (800, 400));
        let forms: Vec<(PictureForm, u32, u32)> = logo
            .renditions
            .iter()
            .map(|one| (one.form, one.width, one.height))
            .collect();
        assert_eq!(
            forms,
            [
                (PictureForm::Large, 256, 256),
                (PictureForm::Medium, 128, 128),
                (PictureForm::Small, 64, 64)
            ]
        );
        assert!(logo.renditions.iter().all(|one| one.media_type == "image/png"));
        assert!(is_red(&first(&logo), 20, 128));
        assert_eq!(first(&logo).get_pixel(20, 20).0[3], 0);

        let suits = if format == ImageFormat::Jpeg {
            "image/jpeg"
        } else {
            "image/webp"
        };
        let forms: Vec<(PictureForm, u32, u32, &str)> = screenshot
            .renditions
            .iter()
            .map(|one| (one.form, one.width, one.height, one.media_type))
            .collect();
        assert_eq!(
            forms,
            [
                (PictureForm::Full, 800, 400, suits),
                (PictureForm::Thumbnail, 480, 240, suits)
            ]
        );
        assert!(is_red(&first(&screenshot), 20, 200));
    }
}

#[test]
fn the_same_pixels_make_the_same_bytes() {
    let bytes = picture(ImageFormat::Png, 300, 200);
    assert_eq!(screenshot(&bytes), screenshot(&bytes));
    assert_eq!(logo(&bytes), logo(&bytes));
}

#[test]
fn row_40_floods_are_refused_before_a_pixel_is_decoded() {
    for format in FORMATS {
        for read in both(&flood(format)) {
            let expected = PictureError::TooManyPixels {
                width: 30_000,
                height: 30_000,
            };
            assert_eq!(read.unwrap_err(), expected, "{format:?}");
        }
    }
    let message = logo(&flood(ImageFormat::Png)).unwrap_err().to_string();
    assert!(
        message.contains("8192 a side") && message.contains("16 million"),
        "{message}"
    );
}

#[test]
fn row_40_truncated_pictures_are_refused() {
    for format in FORMATS {
        let whole = picture(format, 64, 64);
        // A PNG's last 12 bytes are its end mark alone: without them every pixel is there.
        let most = if format == ImageFormat::Png {
            whole.len() - 13
        } else {
            whole.len() - 1
        };
        for length in [16, whole.len() / 2, most] {
            for read in both(&whole[..length]) {
                assert!(
                    matches!(read, Err(PictureError::Broken(_))),
                    "{format:?} {length} {read:?}"
                );
            }
        }
    }
}

#[test]
fn row_40_metadata_is_gone_and_its_orientation_applied() {
    for format in FORMATS {
        let bytes = with_metadata(format);
        assert!(bytes.windows(MARK.len()).any(|part| part == MARK));
        for read in both(&bytes) {
            let read = read.unwrap_or_else(|error| panic!("{format:?} {error}"));
            for one in &read.renditions {
                for word in [
                    MARK,
                    b"GPS",
                    b"Exif",
                    b"EXIF",
                    b"eXIf",
                    b"ICC_PROFILE",
                    b"ICCP",
                    b"iCCP",
                    b"XMP",
                ] {
                    let found = one.bytes.windows(word.len()).any(|part| part == word);
                    assert!(
                        !found,
                        "{format:?} {:?} {:?}",
                        one.form,
                        String::from_utf8_lossy(word)
                    );
                }
                bare(&one.bytes);
            }
            // It said "upside down": red is on the right now.
            let drawn = first(&read);
            assert!(is_red(&drawn, drawn.width() - 2, 10), "{format:?}");
        }
    }
}

/// Checks that a picture has no part but those that hold its pixels.
#[track_caller]
fn bare(bytes: &[u8]) {
    match image::guess_format(bytes).unwrap() {
        ImageFormat::Png => {
            let (mut at, mut names) = (8, Vec::new());
            while at < bytes.len() {
                let length = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
                names.push(String::from_utf8_lossy(&bytes[at + 4..at + 8]).into_owned());
                at += 12 + length as usize;
            }
            names.dedup();
            assert_eq!(names, ["IHDR", "IDAT", "IEND"]);
        }
        ImageFormat::WebP => {
            let length = u32::from_le_bytes(bytes[16..20].try_into().unwrap());
            assert_eq!(&bytes[12..16], b"VP8L");
            assert!(bytes.len() - 20 <= length as usize + 1);
        }
        ImageFormat::Jpeg => {
            let mut at = 2;
            while bytes[at + 1] != 0xda {
                // APP0 (JFIF) is the only segment of applications.
                assert!(!(0xe1..=0xef).contains(&bytes[at + 1]) && bytes[at + 1] != 0xfe);
                at += 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
            }
            assert!(bytes.ends_with(&[0xff, 0xd9]));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn row_40_large_profiles_and_many_frames_cost_nothing() {
    for read in both(&with_a_large_profile()) {
        assert!(
            read.unwrap()
                .renditions
                .iter()
                .all(|one| one.bytes.len() < 10_000)
        );
    }
    let animated = apng();
    assert!(animated.len() < largest_upload(PictureKind::Screenshot));
    let read = screenshot(&animated).unwrap();
    assert!(is_red(&first(&read), 4, 4), "the first frame is shown");
    read.renditions.iter().for_each(|one| bare(&one.bytes));
}

#[test]
fn rows_40_and_41_what_it_is_is_found_by_decoding() {
    let gif_and_script: &[u8] = b"GIF89a/*\0\0\0\0\0\0*/=1;alert(1)//;";
    for (what, bytes) in [
        ("empty", &b""[..]),
        ("HTML", b"<!doctype html><html><script>alert(1)</script></html>"),
        (
            "HTML with an svg",
            b"<html><svg xmlns='http://www.w3.org/2000/svg'/></html>",
        ),
        ("PDF", b"%PDF-1.7\n1 0 obj"),
        ("ELF", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"),
        ("ZIP", b"PK\x03\x04\x14\0\0\0"),
        ("script", b"alert(1)"),
        ("GIF and script", gif_and_script),
        ("BMP", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0"),
        ("TIFF", b"II*\0\x08\0\0\0"),
        ("SVG in gzip", b"\x1f\x8b\x08\0\0\0\0\0"),
        ("not UTF-8", b"\xff\xfe<\0s\0v\0g\0"),
    ] {
        for read in both(bytes) {
            assert!(matches!(read, Err(PictureError::NoPicture(_))), "{what} {read:?}");
        }
    }
    let drawing = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    let error = screenshot(drawing).unwrap_err();
    assert_eq!(error, PictureError::NoPicture(PictureKind::Screenshot));
    assert!(error.to_string().contains("PNG, JPEG or WebP"), "{error}");
}

#[test]
fn what_is_too_long_or_not_to_be_seen_is_refused() {
    let long = vec![0; largest_upload(PictureKind::Logo) + 1];
    let error = logo(&long).unwrap_err();
    assert_eq!(error, PictureError::TooManyBytes(PictureKind::Logo));
    assert!(error.to_string().contains("1 MB"));
    assert!(matches!(screenshot(&long), Err(PictureError::NoPicture(_))));
    let clear = RgbaImage::new(64, 64);
    let mut bytes = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut bytes, ImageFormat::Png).unwrap();
    assert_eq!(logo(bytes.get_ref()).unwrap_err(), PictureError::Empty);
}

#[test]
fn noise_stays_within_what_may_be_stored() {
    // Noise does not compress: WebP without loss would be larger than the upload may be.
    let mut state = 1_u32;
    let noise = RgbaImage::from_fn(1_400, 1_300, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, red, green, blue] = state.to_be_bytes();
        image::Rgba([red, green, blue, 255])
    });
    let full = super::encode(PictureForm::Full, &noise, false).unwrap();
    assert_eq!(full.media_type, "image/jpeg");
    assert!(full.bytes.len() < largest_upload(PictureKind::Screenshot));
}
