//! `/assets/…`: what the front-end build made.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::actions::Failure;
use crate::assets;
use crate::web::encoding;
use crate::web::error::api::ApiError;

/// `GET /assets/{file}`. Names hold a hash of the content, so that a file never
/// changes and may be kept for a year; compressed forms lie beside it.
///
/// # Errors
/// `not_found`.
pub async fn get(req: HttpRequest, file: web::Path<String>) -> Result<HttpResponse, ApiError> {
    serve(
        &req,
        &format!("assets/{file}"),
        "public, max-age=31536000, immutable",
    )
}

/// `GET /favicon.svg`.
///
/// # Errors
/// When the front end was built without it.
pub async fn favicon(req: HttpRequest) -> Result<HttpResponse, ApiError> {
    serve(&req, "favicon.svg", "public, max-age=86400")
}

fn serve(req: &HttpRequest, path: &str, life: &'static str) -> Result<HttpResponse, ApiError> {
    let missing = || ApiError::new(req, Failure::NotFound("file"));
    let kind = kind(path).ok_or_else(missing)?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CACHE_CONTROL, life))
        .insert_header((header::VARY, "accept-encoding"));
    for (coding, ending) in [("br", "br"), ("gzip", "gz")] {
        if encoding::takes(req.headers(), coding)
            && let Some(file) = assets::file(&format!("{path}.{ending}"))
        {
            return Ok(response
                .insert_header((header::CONTENT_ENCODING, coding))
                .body(file.data.into_owned()));
        }
    }
    let file = assets::file(path).ok_or_else(missing)?;
    Ok(response.body(file.data.into_owned()))
}

fn kind(path: &str) -> Option<&'static str> {
    match path.rsplit('.').next()? {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some(super::SVG),
        "png" => Some("image/png"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}
