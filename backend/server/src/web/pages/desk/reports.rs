//! `/review/reports`: the problems that people reported, and their answers.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::ids::ReportId;
use serde::Serialize;
use uuid::Uuid;

use super::{Desk, shell};
use crate::actions::Failure;
use crate::actions::reports::{self, Row};
use crate::templates::Page;
use crate::web::form::Fields;
use crate::web::pages::moment::Moment;
use crate::web::pages::{PageError, Shell, go_to};
use crate::web::urls;

#[derive(Serialize)]
struct Reports {
    shell: Shell,
    token: String,
    rows: Vec<RowView>,
    count: usize,
}

impl Page for Reports {
    const TEMPLATE: &'static str = "pages/desk/reports";
}

#[derive(Serialize)]
struct RowView {
    id: String,
    name: String,
    listing: String,
    desk: String,
    topic: &'static str,
    text: String,
    at: Moment,
    from: String,
    known: bool,
    /// What was typed and refused; empty otherwise.
    typed: String,
    error: String,
}

/// `GET /review/reports`.
///
/// # Errors
/// `not_found`, for all but staff.
pub async fn get(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(show(&desk, StatusCode::OK, None)).await
}

/// `POST /review/reports/{id}`: answers one.
///
/// # Errors
/// As the action; what was refused is shown at its report.
pub async fn post(desk: Desk, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let id = Uuid::parse_str(&id)
            .map(ReportId)
            .map_err(|_| Failure::NotFound("report"))?;
        let typed = fields.text("answer");
        match reports::answer(&desk.ctx, desk.who(), id, typed).await {
            Ok(()) => Ok(go_to(urls::REPORTS)),
            Err(Failure::Invalid(errors)) => {
                let message = errors
                    .into_iter()
                    .next()
                    .map(|error| error.message)
                    .unwrap_or_default();
                show(
                    &desk,
                    StatusCode::UNPROCESSABLE_ENTITY,
                    Some((id, typed, message)),
                )
                .await
            }
            Err(failure) => Err(failure),
        }
    })
    .await
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    refused: Option<(ReportId, &str, String)>,
) -> Result<HttpResponse, Failure> {
    let rows = reports::list(&desk.ctx, desk.who()).await?;
    let now = desk.ctx.now();
    let rows = rows.into_iter().map(|row: Row| {
        let refused = refused.as_ref().filter(|(id, ..)| *id == row.id);
        RowView {
            id: row.id.to_string(),
            listing: urls::listing(row.slug.as_str()),
            desk: urls::admin_listing(row.slug.as_str()),
            name: row.name,
            topic: row.topic.label(),
            text: row.text.to_string(),
            at: Moment::new(row.at, now),
            from: row.from.0,
            known: row.from.1,
            typed: refused
                .map(|(_, typed, _)| (*typed).to_owned())
                .unwrap_or_default(),
            error: refused.map(|(.., error)| error.clone()).unwrap_or_default(),
        }
    });
    let rows: Vec<RowView> = rows.collect();
    let page = Reports {
        shell: shell(desk, "Reported problems"),
        token: desk.token(),
        count: rows.len(),
        rows,
    };
    desk.show(status, &page)
}
