//! `/brand.css`: the configured accent colour.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::actions::Ctx;

/// `GET /brand.css`.
pub async fn get(ctx: web::Data<Ctx>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/css; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(format!(":root{{--oin-accent:{}}}\n", ctx.brand().accent))
}
