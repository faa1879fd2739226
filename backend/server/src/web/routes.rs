//! Every address there is.

use actix_web::guard::{self, GuardContext};
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{
    Handler, HttpMessage as _, HttpRequest, HttpResponse, Resource, Responder, ResponseError as _, web,
};

use super::request_id::RequestId;
use super::{api, error, files, health, pages, syndication};
use crate::actions::{Code, Failure};

/// Declares the routes.
pub fn declare(app: &mut web::ServiceConfig) {
    app.service(read("/", pages::home::get))
        .service(read("/integrations", pages::integrations::get))
        .service(read("/integrations/{slug}", pages::listing::get))
        .service(read("/integrations/{slug}/guide", pages::guide::get))
        .service(read("/collections", pages::collections::list))
        .service(read("/collections/{slug}", pages::collections::get))
        .service(read("/guide", pages::explaining::index))
        .service(read("/guide/{page}", pages::explaining::get))
        .service(read("/api/docs", pages::reference::get))
        .service(read("/api/v1/integrations", api::search::search))
        .service(read("/api/v1/integrations.ndjson", api::export::export))
        .service(read("/api/v1/integrations/{slug}", api::listing::get))
        .service(read("/api/v1/integrations/{slug}/guide", api::guide::get))
        .service(read(
            "/api/v1/integrations/{slug}/settings-schema",
            api::settings_schema::get,
        ))
        .service(read("/api/v1/suggest", api::search::suggest))
        .service(read("/api/v1/categories", api::lists::categories))
        .service(read("/api/v1/collections", api::lists::collections))
        .service(read("/api/v1/changes", api::changes::list))
        .service(read("/api/v1/openapi.json", api::openapi::get))
        .service(read("/feeds/{feed}.atom", syndication::feeds::get))
        .service(read("/sitemap.xml", syndication::sitemap::get))
        .service(read("/robots.txt", syndication::sitemap::robots))
        .service(read("/badge/{slug}.svg", files::badge::get))
        .service(read("/logos/{slug}.svg", files::logo::get))
        .service(read("/brand.css", files::brand::get))
        .service(read("/assets/{file}", files::assets::get))
        .service(read("/favicon.svg", files::assets::favicon))
        .service(read("/favicon.ico", files::assets::favicon))
        .service(read("/healthz", health::alive))
        .service(read("/readyz", health::ready))
        .service(read("/metrics", health::metrics))
        .default_service(web::to(missing));
}

/// A resource that can only be read: any other method is 405 with what is allowed.
fn read<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: actix_web::FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::route().guard(guard::fn_guard(is_read)).to(handler))
        .default_service(web::to(not_allowed))
}

fn is_read(ctx: &GuardContext<'_>) -> bool {
    matches!(ctx.head().method, Method::GET | Method::HEAD)
}

async fn missing(req: HttpRequest) -> HttpResponse {
    let failure = Failure::NotFound("page");
    if is_for_programs(&req) {
        error::api::ApiError::new(&req, failure).error_response()
    } else {
        pages::PageError::new(&req, failure).error_response()
    }
}

async fn not_allowed(req: HttpRequest) -> HttpResponse {
    let detail = format!("{} is not possible here; GET and HEAD are.", req.method());
    let id = req
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string)
        .unwrap_or_default();
    let mut response = error::api::problem(Code::MethodNotAllowed, detail, Vec::new(), &id);
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

fn is_for_programs(req: &HttpRequest) -> bool {
    ["/api/", "/feeds/", "/badge/", "/logos/", "/assets/"]
        .iter()
        .any(|start| req.path().starts_with(start))
}
