//! Hostile pictures, made by hand.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{ExtendedColorType, ImageEncoder as _, ImageFormat};

/// The formats of pictures made of pixels.
pub(super) const FORMATS: [ImageFormat; 3] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP];

/// What a test looks for in what is served.
pub(super) const MARK: &[u8] = b"<script>alert(1)</script>";

/// A sound picture whose left half is red and whose right half is blue.
pub(super) fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let pixels: Vec<u8> = (0..height)
        .flat_map(|_| 0..width)
        .flat_map(|x| if x < width / 2 { [250, 0, 0] } else { [0, 0, 250] })
        .collect();
    let mut bytes = Vec::new();
    let (colours, out) = (ExtendedColorType::Rgb8, &mut bytes);
    match format {
        ImageFormat::Png => {
            image::codecs::png::PngEncoder::new(out).write_image(&pixels, width, height, colours)
        }
        ImageFormat::Jpeg => {
            image::codecs::jpeg::JpegEncoder::new(out).write_image(&pixels, width, height, colours)
        }
        ImageFormat::WebP => {
            image::codecs::webp::WebPEncoder::new_lossless(out).write_image(&pixels, width, height, colours)
        }
        other => panic!("{other:?}"),
    }
    .unwrap();
    bytes
}

/// A picture that says it has 30,000 by 30,000 pixels.
pub(super) fn flood(format: ImageFormat) -> Vec<u8> {
    let side = 30_000_u32;
    match format {
        ImageFormat::Png => png(&[
            (b"IHDR", header(side, side)),
            (b"IDAT", zlib(&[0; 64])),
            (b"IEND", vec![]),
        ]),
        ImageFormat::Jpeg => {
            let mut bytes = picture(format, 16, 16);
            // The frame header (SOF0): length, precision, height, width.
            let frame = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
            let side = u16::try_from(side).unwrap().to_be_bytes();
            bytes[frame + 5..frame + 7].copy_from_slice(&side);
            bytes[frame + 7..frame + 9].copy_from_slice(&side);
            bytes
        }
        ImageFormat::WebP => {
            let mut canvas = vec![0; 4];
            canvas.extend_from_slice(&(side - 1).to_le_bytes()[..3]);
            canvas.extend_from_slice(&(side - 1).to_le_bytes()[..3]);
            webp(&[(b"VP8X", canvas), (b"VP8L", pixels_of_webp())])
        }
        other => panic!("{other:?}"),
    }
}

/// A picture whose metadata holds [`MARK`], a place on earth and a colour profile.
pub(super) fn with_metadata(format: ImageFormat) -> Vec<u8> {
    match format {
        ImageFormat::Png => {
            let whole = picture(format, 64, 64);
            let mut profile = b"p\0\0".to_vec();
            profile.extend(zlib(MARK));
            let extra = [
                (b"iCCP", profile),
                (b"eXIf", exif()),
                (b"tEXt", [b"GPS\0", MARK].concat()),
            ];
            // Behind the header (8 + 25 bytes); and the mark again behind the end.
            let mut bytes = whole[..33].to_vec();
            for (name, data) in &extra {
                bytes.extend(chunk(name, data));
            }
            bytes.extend(&whole[33..]);
            bytes.extend(MARK);
            bytes
        }
        ImageFormat::Jpeg => {
            let whole = picture(format, 64, 64);
            let mut bytes = whole[..2].to_vec();
            let segments = [
                (0xe1, [b"Exif\0\0", exif().as_slice()].concat()),
                (0xe1, [b"http://ns.adobe.com/xap/1.0/\0", MARK].concat()),
                (0xe2, [b"ICC_PROFILE\0\x01\x01", MARK].concat()),
                (0xfe, MARK.to_vec()),
            ];
            for (name, data) in &segments {
                bytes.extend([0xff, *name]);
                bytes.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
                bytes.extend(data);
            }
            bytes.extend(&whole[2..]);
            bytes.extend(MARK);
            bytes
        }
        ImageFormat::WebP => {
            // Flags: ICC, EXIF, XMP.
            let canvas = vec![0b0010_1100, 0, 0, 0, 63, 0, 0, 63, 0, 0];
            webp(&[
                (b"VP8X", canvas),
                (b"ICCP", MARK.to_vec()),
                (b"VP8L", pixels_of_webp()),
                (b"EXIF", exif()),
                (b"XMP ", MARK.to_vec()),
            ])
        }
        other => panic!("{other:?}"),
    }
}

/// A PNG with a colour profile of 10 MB that takes 10 KB.
pub(super) fn with_a_large_profile() -> Vec<u8> {
    let whole = picture(ImageFormat::Png, 64, 64);
    let mut profile = b"p\0\0".to_vec();
    profile.extend(zlib(&vec![0; 10_000_000]));
    [&whole[..33], &chunk(b"iCCP", &profile), &whole[33..]].concat()
}

/// An animated PNG of 10,000 frames, the first of them red and blue.
pub(super) fn apng() -> Vec<u8> {
    let whole = picture(ImageFormat::Png, 64, 64);
    let control = |sequence: u32| {
        let mut data = sequence.to_be_bytes().to_vec();
        for number in [64_u32, 64, 0, 0] {
            data.extend(number.to_be_bytes());
        }
        data.extend([0, 1, 0, 10, 0, 0]);
        chunk(b"fcTL", &data)
    };
    let mut bytes = whole[..33].to_vec();
    let frames = 10_000_u32;
    bytes.extend(chunk(
        b"acTL",
        &[frames.to_be_bytes(), 0_u32.to_be_bytes()].concat(),
    ));
    bytes.extend(control(0));
    bytes.extend(&whole[33..whole.len() - 12]);
    let green = zlib(&[[0].as_slice(), &[0, 250, 0].repeat(64)].concat().repeat(64));
    for frame in 1..frames {
        bytes.extend(control(2 * frame - 1));
        bytes.extend(chunk(
            b"fdAT",
            &[(2 * frame).to_be_bytes().as_slice(), &green].concat(),
        ));
    }
    bytes.extend(chunk(b"IEND", &[]));
    bytes
}

/// An EXIF block (TIFF) that says "turn me" and names a place.
fn exif() -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0\x01\0".to_vec();
    // Orientation (0x0112), one SHORT: 3, upside down.
    bytes.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend(b"GPSLatitude 52.5");
    bytes.extend(MARK);
    bytes
}

fn pixels_of_webp() -> Vec<u8> {
    // RIFF, size, WEBP, name, size: 20 bytes before the data.
    picture(ImageFormat::WebP, 64, 64)[20..].to_vec()
}

fn webp(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (name, data) in chunks {
        body.extend(*name);
        body.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        body.extend(data);
        if data.len() % 2 == 1 {
            body.push(0);
        }
    }
    let size = u32::try_from(body.len()).unwrap().to_le_bytes();
    [b"RIFF".as_slice(), &size, &body].concat()
}

fn png(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in chunks {
        bytes.extend(chunk(name, data));
    }
    bytes
}

fn header(width: u32, height: u32) -> Vec<u8> {
    let mut data = width.to_be_bytes().to_vec();
    data.extend(height.to_be_bytes());
    data.extend([8, 2, 0, 0, 0]);
    data
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend(name);
    bytes.extend(data);
    let mut crc = flate2::Crc::new();
    crc.update(&bytes[4..]);
    bytes.extend(crc.sum().to_be_bytes());
    bytes
}

fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}
