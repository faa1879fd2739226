//! `/admin/outbox`: letters on their way, and those that were given up.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::jobs::{told, wish};
use super::{Desk, Frame, PageError, moment};
use crate::actions::Failure;
use crate::actions::queues;
use crate::templates::Page;
use crate::web::form::Fields;
use crate::web::pages::go_to;

#[derive(Serialize)]
struct OutboxPage {
    #[serde(flatten)]
    frame: Frame,
    counts: Vec<Count>,
    parked: Vec<Parked>,
}

impl Page for OutboxPage {
    const TEMPLATE: &'static str = "pages/admin/outbox";
}

#[derive(Serialize)]
struct Count {
    state: &'static str,
    count: i64,
    oldest: Option<String>,
}

#[derive(Serialize)]
struct Parked {
    id: String,
    kind: String,
    to: String,
    since: String,
    reason: String,
}

/// `GET /admin/outbox`.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn get(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(show(&desk)).await
}

async fn show(desk: &Desk) -> Result<HttpResponse, Failure> {
    let letters = queues::letters(&desk.ctx, desk.admin()).await?;
    let mut frame = desk.frame("Outbox");
    frame.notice = told(desk, "letter");
    let page = OutboxPage {
        frame,
        counts: letters
            .counts
            .into_iter()
            .map(|count| Count {
                state: match count.state.as_str() {
                    "pending" => "Waiting",
                    "sending" => "Being sent",
                    "sent" => "Sent in the last 30 days",
                    _ => "Given up",
                },
                count: count.count,
                oldest: count.oldest.map(moment),
            })
            .collect(),
        parked: letters
            .parked
            .into_iter()
            .map(|letter| Parked {
                id: letter.id.to_string(),
                kind: letter.kind.replace('_', " "),
                to: letter.to_mail,
                since: moment(letter.created_at),
                reason: letter.problem.unwrap_or_default(),
            })
            .collect(),
    };
    desk.show(StatusCode::OK, &page)
}

/// `POST /admin/outbox/{what}`.
///
/// # Errors
/// As of the jobs.
pub async fn change(desk: Desk, what: web::Path<String>, fields: Fields) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let wish = wish(&what, &fields)?;
        let count = queues::move_letters(&desk.ctx, desk.admin(), &wish, &desk.visit).await?;
        Ok(go_to(&format!("/admin/outbox?after={what}&count={count}")))
    })
    .await
}
