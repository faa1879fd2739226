//! `/admin/reasons`: the words for reasons, and canned texts.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::review::Reason;
use serde::Serialize;
use uuid::Uuid;

use super::{Desk, Frame, PageError};
use crate::actions::Failure;
use crate::actions::reasons::{self, CannedText, ReasonText};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::go_to;

const FIELDS: [&str; 5] = ["sentence", "policy", "fix", "title", "text"];

#[derive(Serialize)]
struct ReasonsPage {
    #[serde(flatten)]
    frame: Frame,
    reasons: Vec<Line>,
}

impl Page for ReasonsPage {
    const TEMPLATE: &'static str = "pages/admin/reasons";
}

#[derive(Serialize)]
struct Line {
    code: &'static str,
    sentence: String,
    changed: bool,
    canned: usize,
}

#[derive(Serialize)]
struct ReasonPage {
    #[serde(flatten)]
    frame: Frame,
    form: FormView,
    code: &'static str,
    changed: bool,
    own: Own,
    canned: Vec<Canned>,
}

/// The program's own words.
#[derive(Serialize)]
struct Own {
    sentence: &'static str,
    policy: &'static str,
    fix: &'static str,
}

#[derive(Serialize)]
struct Canned {
    id: String,
    title: String,
    text: String,
}

impl Page for ReasonPage {
    const TEMPLATE: &'static str = "pages/admin/reason";
}

fn reason(code: &str) -> Result<Reason, Failure> {
    Reason::parse(code).ok_or(Failure::NotFound("reason"))
}

/// `GET /admin/reasons`.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn list(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let words = reasons::all(&desk.ctx, desk.admin()).await?;
        let line = |reason: &Reason| Line {
            code: reason.as_str(),
            sentence: words.of(*reason).sentence,
            changed: words.is_changed(*reason),
            canned: words.canned(*reason).count(),
        };
        let page = ReasonsPage {
            frame: desk.frame("Reasons"),
            reasons: Reason::ALL.iter().map(line).collect(),
        };
        desk.show(StatusCode::OK, &page)
    })
    .await
}

/// `GET /admin/reasons/{code}`.
///
/// # Errors
/// `not_found` for who is no administrator, and for an unknown code.
pub async fn get(desk: Desk, code: web::Path<String>) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let reason = reason(&code)?;
        let form = desk.form(&FIELDS);
        show(&desk, StatusCode::OK, reason, form, true).await
    })
    .await
}

/// `fill`: with the words as they are kept; else as they were typed.
async fn show(
    desk: &Desk,
    status: StatusCode,
    reason: Reason,
    mut form: FormView,
    fill: bool,
) -> Result<HttpResponse, Failure> {
    let words = reasons::all(&desk.ctx, desk.admin()).await?;
    if fill {
        let text = words.of(reason);
        form = form
            .with("sentence", text.sentence)
            .with("policy", text.policy)
            .with("fix", text.fix);
    }
    let mut frame = desk.frame(reason.as_str());
    if !desk.asked("after").is_empty() {
        frame.notice = Some("Saved. Letters say it from now on.".to_owned());
    }
    let page = ReasonPage {
        frame,
        form,
        code: reason.as_str(),
        changed: words.is_changed(reason),
        own: Own {
            sentence: reason.label(),
            policy: reason.policy(),
            fix: reason.fix(),
        },
        canned: words
            .canned(reason)
            .map(|text| Canned {
                id: text.id.to_string(),
                title: text.title.clone(),
                text: text.text.clone(),
            })
            .collect(),
    };
    desk.show(status, &page)
}

/// `POST /admin/reasons/{code}/{what}`.
///
/// # Errors
/// `not_found` for who is no administrator, and for what is not there; `step_up_required`.
pub async fn change(
    desk: Desk,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let (code, what) = path.into_inner();
    desk.answer(do_change(&desk, &code, &what, &fields)).await
}

async fn do_change(desk: &Desk, code: &str, what: &str, fields: &Fields) -> Result<HttpResponse, Failure> {
    let reason = reason(code)?;
    let text = |name: &str| fields.text(name).trim().to_owned();
    let id = || Uuid::parse_str(fields.text("id")).map_err(|_| Failure::NotFound("text"));
    let (ctx, who, visit) = (&desk.ctx, desk.admin(), &desk.visit);
    let words = what == "words";
    let done = match what {
        "words" => {
            let changed = ReasonText {
                reason,
                sentence: text("sentence"),
                policy: text("policy"),
                fix: text("fix"),
            };
            reasons::change(ctx, who, &changed, visit).await
        }
        "reset" => reasons::reset(ctx, who, reason, visit).await,
        "canned" => {
            let new = fields.text("id").is_empty();
            let canned = CannedText {
                id: if new { Uuid::now_v7() } else { id()? },
                reason,
                title: text("title"),
                text: text("text"),
            };
            reasons::put_canned(ctx, who, &canned, new, visit).await
        }
        "remove-canned" => reasons::drop_canned(ctx, who, (reason, id()?), visit).await,
        _ => Err(Failure::NotFound("page")),
    };
    match done {
        Ok(()) => Ok(go_to(&format!("/admin/reasons/{code}?after={what}"))),
        Err(failure) => {
            let form = desk.retyped(&FIELDS, fields, failure)?;
            show(desk, StatusCode::UNPROCESSABLE_ENTITY, reason, form, !words).await
        }
    }
}
