//! The public API, `/api/v1`.

pub mod admin;
pub mod call;
pub mod changes;
pub mod cursor;
pub mod desk;
pub mod evidence;
pub mod export;
pub mod files;
pub mod guide;
pub mod items;
pub mod listing;
pub mod lists;
pub mod notice;
pub mod openapi;
pub mod org;
pub mod provisioning;
pub mod refusals;
pub mod reviews;
pub mod search;
pub mod settings_schema;
pub mod submissions;
pub mod tokens;
pub mod verifications;
pub mod webhooks;

use serde::Serialize;

use crate::actions::Failure;

pub use call::{Call, FormCall};

/// The media type of most answers.
pub const JSON: &str = "application/json";

/// Writes a body.
///
/// # Errors
/// A value that JSON cannot hold, which is a mistake of ours.
pub fn json(body: &impl Serialize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::with_capacity(16 * 1024);
    serde_json::to_writer(&mut bytes, body).map_err(|error| Failure::Broken(anyhow::Error::new(error)))?;
    Ok(bytes)
}
