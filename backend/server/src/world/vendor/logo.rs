//! A vendor's logo: a disc with a bar, in the vendor's colour.

use std::io::Cursor;

use image::{ImageFormat, Rgba, RgbaImage};

use super::super::hosts::Vendor;

/// Width and height, in pixels.
const SIDE: u32 = 256;

pub(super) fn svg(vendor: &Vendor) -> String {
    let [red, green, blue] = vendor.colour;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 256 256\" width=\"256\" height=\"256\">\
         <title>{}</title><circle cx=\"128\" cy=\"128\" r=\"120\" fill=\"#{red:02x}{green:02x}{blue:02x}\"/>\
         <rect x=\"64\" y=\"112\" width=\"128\" height=\"32\" fill=\"#fff\"/></svg>\n",
        vendor.name
    )
}

/// One that must not survive an upload as it is.
pub(super) fn hostile_svg(vendor: &Vendor) -> String {
    svg(vendor).replace(
        "</svg>",
        "<script>fetch('https://faults.world.example/script')</script>\
         <image href=\"https://faults.world.example/picture.png\" width=\"10\" height=\"10\"/>\
         <rect width=\"1\" height=\"1\" onload=\"alert(1)\"/></svg>",
    )
}

/// The same picture as PNG.
pub(super) fn png(vendor: &Vendor) -> anyhow::Result<Vec<u8>> {
    let [red, green, blue] = vendor.colour;
    let middle = i64::from(SIDE / 2);
    let picture = RgbaImage::from_fn(SIDE, SIDE, |x, y| {
        let (right, down) = (i64::from(x) - middle, i64::from(y) - middle);
        if right.abs() < 64 && down.abs() < 16 {
            Rgba([255, 255, 255, 255])
        } else if right * right + down * down < 120 * 120 {
            Rgba([red, green, blue, 255])
        } else {
            Rgba([0, 0, 0, 0])
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png)?;
    Ok(bytes.into_inner())
}
