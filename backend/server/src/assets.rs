//! What the front-end build made: styles, scripts and logos, embedded.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context as _;
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../frontend/dist"]
struct Built;

/// Which file stands behind a logical name: `app.css` → `app.1a2b3c.css`.
#[derive(Debug, Clone, Default)]
pub struct Manifest(Arc<HashMap<String, String>>);

impl Manifest {
    /// Reads the manifest of the front-end build.
    ///
    /// # Errors
    /// When the front end was not built, with the command that builds it.
    pub fn load() -> anyhow::Result<Self> {
        let file = Built::get("assets/manifest.json")
            .context("the front end is not built: run `npm ci && npm run build` in frontend/")?;
        let names = serde_json::from_slice(&file.data).context("frontend/dist/assets/manifest.json")?;
        Ok(Self(Arc::new(names)))
    }

    /// The address of a built file.
    pub fn url(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|file| format!("/assets/{file}"))
    }
}

/// A built file by its path under `frontend/dist`.
pub fn file(path: &str) -> Option<EmbeddedFile> {
    Built::get(path)
}

/// The logo of the icon package named `icon`, as SVG.
pub fn logo(icon: &str) -> Option<EmbeddedFile> {
    let plain = icon.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if plain {
        Built::get(&format!("logos/{icon}.svg"))
    } else {
        None
    }
}
