//! `/healthz`, `/readyz`, `/metrics`: for those who run oin.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::actions::{Ctx, operations};
use crate::search::State;
use crate::web::Parts;
use crate::web::error::api::ApiError;

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header(("cache-control", "no-store"))
        .body("ok\n")
}

#[derive(Serialize)]
struct Readiness {
    status: &'static str,
    database: &'static str,
    catalog: &'static str,
    listings: usize,
    version: u64,
}

/// `GET /readyz`: whether this process can take requests. 503 while it starts
/// and while it shuts down; `degraded`, still 200, when the database is away
/// and the catalog answers from memory.
pub async fn ready(ctx: web::Data<Ctx>) -> HttpResponse {
    let database = operations::database_answers(&ctx).await;
    let state = ctx.live().state();
    let catalog = match state {
        State::Warming => "warming",
        State::Following => "following",
        State::Cut => "cut",
    };
    let status = match (operations::is_stopping(), state, database) {
        (true, ..) => "stopping",
        (_, State::Warming, _) => "starting",
        (_, State::Following, true) => "ready",
        _ => "degraded",
    };
    let body = Readiness {
        status,
        database: if database { "ok" } else { "away" },
        catalog,
        listings: ctx.live().with(oin_search::Index::len),
        version: ctx.live().version(),
    };
    let mut response = if matches!(status, "ready" | "degraded") {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    response.insert_header(("cache-control", "no-store")).json(body)
}

/// `GET /metrics`: Prometheus's text format.
///
/// # Errors
/// A figure that cannot be written, which is a mistake of ours.
pub async fn metrics(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, ApiError> {
    let following = ctx.live().state() == State::Following;
    let text = parts
        .metrics
        .text(
            ctx.live().with(oin_search::Index::len),
            ctx.live().version(),
            following,
            operations::statements(&ctx),
        )
        .map_err(|error| ApiError::new(&req, crate::actions::Failure::Broken(error)))?;
    Ok(HttpResponse::Ok()
        .insert_header(("content-type", "text/plain; version=0.0.4; charset=utf-8"))
        .insert_header(("cache-control", "no-store"))
        .body(text))
}
