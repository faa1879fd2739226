//! Files: built assets, logos, badges and the brand's colour.

pub mod assets;
pub mod badge;
pub mod brand;
pub mod host;
pub mod logo;
pub mod picture;

/// The media type of drawings.
const SVG: &str = "image/svg+xml";
