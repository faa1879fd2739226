//! `/feeds/{new,updated,retired}.atom` (RFC 4287).

use std::fmt::Write as _;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::choice::Choice as _;

use crate::actions::catalog::{self, FeedEntry, FeedKind};
use crate::actions::{Ctx, Failure};
use crate::web::api::items::time;
use crate::web::error::api::ApiError;
use crate::web::urls;
use crate::web::xml::escape;

/// How many entries a feed holds.
const ENTRIES: u32 = 50;

/// `GET /feeds/{feed}.atom`.
///
/// # Errors
/// `not_found` for another feed; what the database says.
pub async fn get(
    req: HttpRequest,
    name: web::Path<String>,
    ctx: web::Data<Ctx>,
) -> Result<HttpResponse, ApiError> {
    let fail = |failure: Failure| ApiError::new(&req, failure);
    let feed = FeedKind::parse(&name)
        .ok_or_else(|| fail(Failure::NotFound("feed; there are new, updated and retired")))?;
    let entries = catalog::feed(&ctx, feed, ENTRIES).await.map_err(fail)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .body(write(&ctx, feed, &entries)))
}

fn write(ctx: &Ctx, feed: FeedKind, entries: &[FeedEntry]) -> String {
    let base = ctx.base_url();
    let own = format!("{base}/feeds/{feed}.atom");
    let updated = entries
        .iter()
        .map(|entry| entry.at)
        .max()
        .unwrap_or_else(|| ctx.now());
    let mut out = String::with_capacity(32 * 1024);
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>{own}</id>\n<title>{network}: {title}</title>\n<updated>{updated}</updated>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{base}/integrations?sort=newest\"/>\n<author><name>{network}</name></author>\n",
        own = escape(&own),
        network = escape(&ctx.brand().network),
        title = feed.label(),
        updated = time(updated),
    );
    for entry in entries {
        let link = format!("{base}{}", urls::listing(entry.slug.as_str()));
        let _ = write!(
            out,
            "<entry>\n<id>urn:uuid:{id}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n<published>{published}</published>\n<link rel=\"alternate\" type=\"text/html\" href=\"{link}\"/>\n<summary>{summary}</summary>\n{categories}</entry>\n",
            id = entry.id,
            title = escape(entry.name.as_str()),
            updated = time(entry.at),
            published = time(entry.published_at),
            link = escape(&link),
            summary = escape(entry.summary.as_str()),
            categories = entry.categories.iter().fold(String::new(), |all, slug| format!(
                "{all}<category term=\"{slug}\"/>\n"
            )),
        );
    }
    out.push_str("</feed>\n");
    out
}
