//! The OpenAPI document, made from the code.

use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::OpenApi;

use crate::actions::Ctx;
use crate::web::Parts;
use crate::web::ready::Answer;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Integration network API",
        version = "1.0.0",
        description = "The public catalog of app integrations: search, listings, setup guides, and feeds to keep a copy. No key is needed. Errors are problem+json (RFC 9457) with stable codes; answers carry an ETag; unknown parameters are refused.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags((name = "catalog", description = "Find integrations and read what the catalog knows of them.")),
    paths(
        super::search::search,
        super::listing::get,
        super::guide::get,
        super::settings_schema::get,
        super::search::suggest,
        super::lists::categories,
        super::lists::collections,
        super::changes::list,
        super::export::export,
    )
)]
struct Document;

/// The document for an installation at `base_url`.
pub fn document(base_url: &str) -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.servers = Some(vec![utoipa::openapi::Server::new(base_url)]);
    document
}

/// `GET /api/v1/openapi.json`.
///
/// # Errors
/// A document that JSON cannot hold, which is a mistake of ours.
pub async fn get(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, crate::web::error::api::ApiError> {
    let body = super::json(&document(ctx.base_url()))
        .map_err(|failure| crate::web::error::api::ApiError::new(&req, failure))?;
    Ok(parts.keep(&req, Some(ctx.live().version()), Answer::new(super::JSON, body)))
}
