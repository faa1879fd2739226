//! `GET /api/v1/changes`.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::choice::Choice as _;
use serde::Serialize;
use utoipa::ToSchema;

use super::items::time;
use crate::actions::catalog::{self, CatalogChange, ChangeKind};
use crate::actions::{Code, Ctx, Failure, FieldError};
use crate::web::error::api::{ApiError, Problem};
use crate::web::pairs::Pairs;
use crate::web::urls;

/// The most changes in one answer.
const MOST: u32 = 1_000;

/// What changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changes {
    /// In the order in which they were committed.
    pub items: Vec<ChangeBody>,
    /// The cursor for the next call; the same as before when nothing changed.
    #[schema(example = "4586")]
    pub next: String,
    /// Whether there is more to read right now.
    pub more: bool,
}

/// One change.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeBody {
    /// The catalog's version after it.
    pub version: i64,
    /// `upsert`: read the listing again. `removed`: it is gone (a tombstone).
    /// `categories`, `collections`: those lists changed.
    #[schema(example = "upsert")]
    pub kind: &'static str,
    /// The integration; null for lists.
    pub slug: Option<String>,
    /// Where to read it again; null for tombstones and lists.
    pub url: Option<String>,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
}

/// Follow the catalog
///
/// What changed after a cursor, tombstones included. Start without a cursor, or
/// with `version` of the last line of the export.
#[utoipa::path(
    get,
    path = "/api/v1/changes",
    tag = "catalog",
    operation_id = "list_changes",
    params(("after" = Option<i64>, Query, description = "`next` of the answer before; 0 for the beginning", minimum = 0, example = 0)),
    responses(
        (status = 200, description = "The changes", body = Changes),
        (status = 400, description = "A parameter that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "A cursor ahead of the catalog", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is away", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(req: HttpRequest, ctx: web::Data<Ctx>) -> Result<HttpResponse, ApiError> {
    let fail = |failure: Failure| ApiError::new(&req, failure);
    let pairs = Pairs::parse(req.query_string()).map_err(fail)?;
    pairs.only(&["after"]).map_err(fail)?;
    let after = pairs.single("after").and_then(cursor).map_err(fail)?;
    let (changes, version) = catalog::changes(&ctx, after, MOST).await.map_err(fail)?;
    if after > version {
        return Err(fail(Failure::refused(
            Code::CursorAhead,
            "This catalog is younger than the cursor: it was restored from a backup. Read the export anew and go on with its version.",
        )));
    }
    let next = changes.last().map_or(after, |change| change.version);
    let body = Changes {
        items: changes
            .into_iter()
            .map(|change| ChangeBody::new(change, ctx.base_url()))
            .collect(),
        next: next.to_string(),
        more: next < version,
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .json(body))
}

fn cursor(text: Option<&str>) -> Result<i64, Failure> {
    match text {
        None | Some("") => Ok(0),
        Some(text) => text
            .parse()
            .ok()
            .filter(|version| *version >= 0)
            .ok_or_else(bad_cursor),
    }
}

fn bad_cursor() -> Failure {
    let message = "`after` is not a cursor of the change feed; take it from `next` of the answer before, or start with 0.";
    Failure::field(FieldError::new("after", Code::BadCursor, message))
}

impl ChangeBody {
    fn new(change: CatalogChange, base: &str) -> Self {
        let readable = change.slug.as_ref().filter(|_| change.kind == ChangeKind::Upsert);
        Self {
            version: change.version,
            kind: change.kind.as_str(),
            url: readable.map(|slug| format!("{base}{}", urls::api_listing(slug.as_str()))),
            slug: change.slug.map(String::from),
            at: time(change.at),
        }
    }
}
