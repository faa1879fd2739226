//! `/admin`: how things stand.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::{Desk, Frame, PageError, moment};
use crate::actions::{Failure, audit, queues};
use crate::templates::Page;

#[derive(Serialize)]
struct Index {
    #[serde(flatten)]
    frame: Frame,
    open_jobs: i64,
    parked_jobs: i64,
    waiting_letters: i64,
    parked_letters: i64,
    head: Option<String>,
    now: String,
}

impl Page for Index {
    const TEMPLATE: &'static str = "pages/admin/index";
}

/// `GET /admin`.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn get(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(show(&desk)).await
}

async fn show(desk: &Desk) -> Result<HttpResponse, Failure> {
    let jobs = queues::jobs(&desk.ctx, desk.admin()).await?;
    let letters = queues::letters(&desk.ctx, desk.admin()).await?;
    let head = audit::head(&desk.ctx).await?;
    let of = |states: &[&str]| -> i64 {
        let counts = letters.counts.iter();
        let wanted = counts.filter(|count| states.contains(&count.state.as_str()));
        wanted.map(|count| count.count).sum()
    };
    let page = Index {
        frame: desk.frame("Administration"),
        open_jobs: jobs.counts.iter().map(|count| count.open).sum(),
        parked_jobs: jobs.counts.iter().map(|count| count.parked).sum(),
        waiting_letters: of(&["pending", "sending"]),
        parked_letters: of(&["parked"]),
        head: head.map(|head| head.to_string()),
        now: moment(desk.ctx.now()),
    };
    desk.show(StatusCode::OK, &page)
}
