//! A QR code (ISO/IEC 18004) as one path of an inline SVG.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

use crate::actions::Failure;

/// The empty border that readers need, in modules (ISO/IEC 18004 5.3.8).
const QUIET: usize = 4;

/// A drawn code.
#[derive(Debug, Serialize)]
pub(super) struct Qr {
    /// The whole width and height, in modules.
    size: usize,
    /// The dark modules, as the data of an SVG path.
    path: String,
}

impl Qr {
    /// Draws `content`.
    pub(super) fn of(content: &[u8]) -> Result<Self, Failure> {
        let code = QrCode::with_error_correction_level(content, EcLevel::M)
            .map_err(|error| Failure::Broken(anyhow::Error::msg(error.to_string())))?;
        let width = code.width();
        let mut path = String::new();
        for (at, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let (x, y) = (at % width + QUIET, at / width + QUIET);
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
        Ok(Self {
            size: width + 2 * QUIET,
            path,
        })
    }
}
