//! `/portal`: what needs me first, then everything.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::choice::Choice as _;
use oin_domain::submission::{Side, Stage};
use serde::Serialize;

use super::{PageError, Portal};
use crate::actions::Failure;
use crate::actions::submissions::{self, Row};
use crate::templates::Page;
use crate::web::form::Fields;
use crate::web::pages::moment::{Moment, end_of, whose_turn};
use crate::web::pages::{Shell, go_to};
use crate::web::urls;

#[derive(Serialize)]
struct Overview {
    shell: Shell,
    token: String,
    org: String,
    mine: Vec<Line>,
    others: Vec<Line>,
    deleted: Vec<Line>,
    news: Vec<News>,
    unread: usize,
    last: i64,
    empty: bool,
}

impl Page for Overview {
    const TEMPLATE: &'static str = "pages/portal/overview";
}

/// A submission in the list.
#[derive(Serialize)]
struct Line {
    url: String,
    name: String,
    stage: &'static str,
    who: &'static str,
    why: &'static str,
    since: Moment,
    until: Option<Moment>,
    ends: &'static str,
    changed: Moment,
    /// How complete it is; nothing while it is not the org's to write.
    percent: Option<u8>,
    button: &'static str,
    go_to: String,
    update: bool,
}

#[derive(Serialize)]
struct News {
    url: String,
    name: String,
    text: &'static str,
    at: Moment,
    read: bool,
}

/// `GET /portal`.
///
/// # Errors
/// Nobody is signed in.
pub async fn get(portal: Portal) -> Result<HttpResponse, PageError> {
    portal.answer(show(&portal)).await
}

async fn show(portal: &Portal) -> Result<HttpResponse, Failure> {
    let (ctx, who) = (&portal.ctx, portal.who());
    let rows = submissions::list(ctx, who).await?;
    let deleted = submissions::deleted(ctx, who).await?;
    let news = submissions::notifications(ctx, who).await?;
    let now = ctx.now();
    let (mine, others): (Vec<Row>, Vec<Row>) = rows
        .into_iter()
        .partition(|row| row.turn.who == Side::Isv && row.stage.is_open());
    let lines = |rows: Vec<Row>| rows.into_iter().map(|row| line(row, now)).collect::<Vec<_>>();
    let page = Overview {
        shell: portal.shell("Portal"),
        token: portal.token(),
        org: who.org_name.clone(),
        empty: mine.is_empty() && others.is_empty(),
        mine: lines(mine),
        others: lines(others),
        deleted: lines(deleted),
        unread: news.iter().filter(|one| !one.read).count(),
        last: news.iter().map(|one| one.id).max().unwrap_or_default(),
        news: news
            .into_iter()
            .take(10)
            .map(|one| News {
                url: urls::submission(one.submission),
                name: one.name.unwrap_or_else(|| "Untitled".to_owned()),
                text: one.action.told(),
                at: Moment::new(one.at, now),
                read: one.read,
            })
            .collect(),
    };
    portal.show(StatusCode::OK, &page)
}

fn line(row: Row, now: chrono::DateTime<chrono::Utc>) -> Line {
    let url = urls::submission(row.id);
    let writing = matches!(row.stage, Stage::Draft);
    Line {
        go_to: if writing {
            format!("{url}/general")
        } else {
            url.clone()
        },
        button: match row.stage {
            Stage::Draft => "Go on writing",
            Stage::NeedsFixes => "See what to mend",
            Stage::AwaitingIsv => "Answer",
            Stage::DiscardNotice => "Mend the cause",
            _ => "Look at it",
        },
        name: row.name,
        stage: row.stage.label(),
        who: whose_turn(row.turn.who),
        ends: end_of(row.turn.who),
        why: row.turn.why,
        since: Moment::new(row.turn.since, now),
        until: row
            .restorable_until
            .or(row.turn.until)
            .map(|at| Moment::new(at, now)),
        changed: Moment::new(row.updated_at, now),
        percent: row.percent,
        update: row.is_update,
        url,
    }
}

/// `POST /portal/notifications/read`.
///
/// # Errors
/// Nobody is signed in.
pub async fn read(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let last = fields.text("last").parse().unwrap_or_default();
    let done = submissions::read_notifications(&portal.ctx, portal.who(), last).await;
    portal.page(done.map(|()| go_to(urls::PORTAL)))
}
