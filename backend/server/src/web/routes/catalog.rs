//! The public catalog: pages, calls, feeds and files that anybody may read.

use actix_web::web;

use super::{at, read};
use crate::web::{api, files, health, pages, syndication};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
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
        .service(read("/files/{key}/{size}", files::picture::get))
        .service(at("/api/v1/files").post(api::files::post))
        .service(read("/brand.css", files::brand::get))
        .service(read("/assets/{file}", files::assets::get))
        .service(read("/favicon.svg", files::assets::favicon))
        .service(read("/favicon.ico", files::assets::favicon))
        .service(read("/healthz", health::alive))
        .service(read("/readyz", health::ready))
        .service(read("/metrics", health::metrics));
}
