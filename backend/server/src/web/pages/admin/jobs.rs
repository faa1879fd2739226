//! `/admin/jobs`: promised work.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use uuid::Uuid;

use super::{Desk, Frame, PageError, counted, moment};
use crate::actions::Failure;
use crate::actions::queues::{self, Wish};
use crate::templates::Page;
use crate::web::form::Fields;
use crate::web::pages::go_to;

#[derive(Serialize)]
struct JobsPage {
    #[serde(flatten)]
    frame: Frame,
    counts: Vec<Count>,
    parked: Vec<Parked>,
}

impl Page for JobsPage {
    const TEMPLATE: &'static str = "pages/admin/jobs";
}

#[derive(Serialize)]
struct Count {
    class: String,
    open: i64,
    parked: i64,
    oldest: Option<String>,
}

#[derive(Serialize)]
struct Parked {
    id: String,
    class: String,
    reason: String,
    since: String,
    attempts: i32,
    payload: String,
}

/// `GET /admin/jobs`.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn get(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(show(&desk)).await
}

async fn show(desk: &Desk) -> Result<HttpResponse, Failure> {
    let jobs = queues::jobs(&desk.ctx, desk.admin()).await?;
    let mut frame = desk.frame("Jobs");
    frame.notice = told(desk, "job");
    let page = JobsPage {
        frame,
        counts: jobs
            .counts
            .into_iter()
            .map(|count| Count {
                class: count.class,
                open: count.open,
                parked: count.parked,
                oldest: count.oldest.map(moment),
            })
            .collect(),
        parked: jobs
            .parked
            .into_iter()
            .map(|job| Parked {
                id: job.id.to_string(),
                class: job.class,
                reason: job.reason,
                since: moment(job.parked_at),
                attempts: job.attempts,
                payload: job.payload.to_string(),
            })
            .collect(),
    };
    desk.show(StatusCode::OK, &page)
}

/// What was just done, as the address says.
pub(super) fn told(desk: &Desk, noun: &str) -> Option<String> {
    let count = desk.asked("count").parse().unwrap_or(1);
    match desk.asked("after").as_str() {
        "retry" | "retry-all" => Some(format!("{} will be tried again now.", counted(count, noun))),
        "give-up" => Some(format!("The {noun} is gone.")),
        _ => None,
    }
}

/// What a button of the page wishes.
pub(super) fn wish(what: &str, fields: &Fields) -> Result<Wish, Failure> {
    let id = || Uuid::parse_str(fields.text("id")).map_err(|_| Failure::NotFound("parked work"));
    match what {
        "retry" => Ok(Wish::Retry(id()?)),
        "give-up" => Ok(Wish::GiveUp(id()?)),
        "retry-all" => Ok(Wish::RetryAll(fields.text("class").to_owned())),
        _ => Err(Failure::NotFound("page")),
    }
}

/// `POST /admin/jobs/{what}`.
///
/// # Errors
/// `not_found` for who is no administrator, and for what is parked no more; `step_up_required`.
pub async fn change(desk: Desk, what: web::Path<String>, fields: Fields) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let wish = wish(&what, &fields)?;
        let count = queues::move_jobs(&desk.ctx, desk.admin(), &wish, &desk.visit).await?;
        Ok(go_to(&format!("/admin/jobs?after={what}&count={count}")))
    })
    .await
}
