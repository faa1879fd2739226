//! The public API, `/api/v1`.

pub mod changes;
pub mod export;
pub mod files;
pub mod guide;
pub mod items;
pub mod listing;
pub mod lists;
pub mod openapi;
pub mod org;
pub mod refusals;
pub mod search;
pub mod settings_schema;
pub mod submissions;
pub mod tokens;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde::Serialize;
use uuid::Uuid;

use crate::actions::Failure;

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

/// An answer for one caller alone, which nothing on the way keeps.
fn own(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(body)
}

/// The answer to what was done and says nothing.
fn done() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// An id out of an address; one that is none is a thing that is not there.
fn id(text: &str, what: &'static str) -> Result<Uuid, Failure> {
    Uuid::parse_str(text).map_err(|_| Failure::NotFound(what))
}
