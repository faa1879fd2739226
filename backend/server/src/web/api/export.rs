//! `GET /api/v1/integrations.ndjson`: the whole catalog.

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream;

use oin_search::NameKey;

use crate::actions::catalog::Shown;
use crate::actions::{Ctx, Failure};
use crate::search::State;
use crate::web::api::listing::Detail;
use crate::web::error::api::{ApiError, Problem};
use crate::web::pairs::Pairs;

/// How many listings are written at once; the catalog is readable by others in between.
const BATCH: usize = 200;

/// Export the whole catalog
///
/// One listing a line, by name, then a last line with the catalog's version to
/// go on with at `/api/v1/changes`. A listing that changes meanwhile is as it
/// was or as it is; reading the changes after the version mends both.
#[utoipa::path(
    get,
    path = "/api/v1/integrations.ndjson",
    tag = "catalog",
    operation_id = "export_integrations",
    responses(
        (status = 200, description = "Newline-delimited JSON", body = String, content_type = "application/x-ndjson"),
        (status = 400, description = "A parameter that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is still loading", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn export(req: HttpRequest, ctx: web::Data<Ctx>) -> Result<HttpResponse, ApiError> {
    let fail = |failure: Failure| ApiError::new(&req, failure);
    Pairs::parse(req.query_string())
        .and_then(|pairs| pairs.only(&[]))
        .map_err(fail)?;
    if ctx.live().state() == State::Warming {
        return Err(fail(Failure::Unavailable));
    }
    let version = ctx.live().version();
    let lines = stream::unfold(Walk::Start, move |walk| {
        let ctx = ctx.clone();
        async move { walk.step(&ctx, version) }
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/x-ndjson"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .streaming(lines))
}

/// Where the walk over the catalog stands.
enum Walk {
    Start,
    After(NameKey),
    Done,
}

impl Walk {
    fn step(self, ctx: &Ctx, version: u64) -> Option<(Result<Bytes, actix_web::Error>, Self)> {
        let after = match &self {
            Self::Start => None,
            Self::After(place) => Some(place),
            Self::Done => return None,
        };
        let mut lines = Vec::with_capacity(BATCH * 1024);
        let last = ctx.live().with(|index| {
            let mut last = None;
            for entry in index.in_name_order(after).take(BATCH) {
                last = Some(entry.name_key());
                let Ok(content) = serde_json::from_str(&entry.content()) else {
                    tracing::error!(
                        slug = entry.slug(),
                        "the stored content cannot be read; left out of the export"
                    );
                    continue;
                };
                let shown = Shown {
                    index,
                    entry,
                    content,
                };
                if let Ok(line) = super::json(&Detail::new(&shown, ctx.base_url())) {
                    lines.extend(line);
                    lines.push(b'\n');
                }
            }
            last
        });
        match last {
            Some(place) => Some((Ok(lines.into()), Self::After(place))),
            None => Some((Ok(format!("{{\"version\":{version}}}\n").into()), Self::Done)),
        }
    }
}
