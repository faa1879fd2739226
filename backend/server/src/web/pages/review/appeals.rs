//! `/review/appeals`: what waits to be heard.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::choice::Choice as _;
use serde::Serialize;

use super::{Desk, PageError};
use crate::actions::reviews;
use crate::templates::Page;
use crate::web::pages::Shell;
use crate::web::pages::moment::Moment;
use crate::web::urls;

#[derive(Serialize)]
struct Appeals {
    shell: Shell,
    rows: Vec<Row>,
}

impl Page for Appeals {
    const TEMPLATE: &'static str = "pages/review/appeals";
}

#[derive(Serialize)]
struct Row {
    url: String,
    name: String,
    org: String,
    stage: &'static str,
    since: Moment,
    decided_by: String,
    may: bool,
}

/// `GET /review/appeals`.
///
/// # Errors
/// `not_found` for whoever is none of the staff.
pub async fn get(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let open = reviews::appeals(&desk.ctx, desk.who()).await?;
        let rows = open.into_iter().map(|(appeal, may)| Row {
            url: urls::review(appeal.id),
            name: appeal.name,
            org: appeal.org_name,
            stage: appeal.stage.label(),
            since: desk.moment(appeal.since),
            decided_by: appeal
                .decided_by_name
                .unwrap_or_else(|| "Somebody who has left".to_owned()),
            may,
        });
        let page = Appeals {
            shell: desk.shell("Appeals"),
            rows: rows.collect(),
        };
        desk.show(StatusCode::OK, &page)
    })
    .await
}
