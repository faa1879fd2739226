//! `/review/submissions/{id}/decide/{action}`: a decision as a form, with its letter before it is
//! sent.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::ids::SubmissionId;
use oin_domain::submission::Action;
use serde::Serialize;

use super::super::portal::submission;
use super::form::{Group, groups};
use super::letter::about;
use super::{Desk, PageError};
use crate::actions::reviews::{self, DECISIONS, Sent, Typed};
use crate::actions::{Failure, FieldError, reasons};
use crate::templates::Page;
use crate::web::form::{Fields, ShownError};
use crate::web::letter::{LetterView, view};
use crate::web::pages::moment::Moment;
use crate::web::pages::{Shell, go_to};
use crate::web::pairs::Pairs;
use crate::web::urls;

#[derive(Serialize)]
struct Decide {
    shell: Shell,
    token: String,
    back: String,
    here: String,
    name: String,
    action: &'static str,
    about: &'static str,
    groups: Vec<Group>,
    kept: Option<Moment>,
    letter: Option<LetterView>,
    /// Whether the letter was asked for; a decision may send none.
    previewed: bool,
    errors: Vec<ShownError>,
}

impl Page for Decide {
    const TEMPLATE: &'static str = "pages/review/decide";
}

fn decision(text: &str) -> Result<Action, Failure> {
    Action::parse(text)
        .filter(|action| DECISIONS.contains(action))
        .ok_or(Failure::NotFound("page"))
}

/// `GET /review/submissions/{id}/decide/{action}`; with `?preview=yes` the letter stands beside
/// the form.
///
/// # Errors
/// `not_found`, `own_org`; `wrong_stage` and `forbidden` for what may not be done now.
pub async fn get(desk: Desk, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let (id, action) = (submission(&path.0)?, decision(&path.1)?);
        let pairs = Pairs::parse(desk.req.query_string())?;
        let draft = reviews::draft(&desk.ctx, desk.who(), id, action).await?;
        let mut typed = draft.fields;
        if let (Action::Announce, Some(cause), None) = (action, pairs.first("cause"), draft.at) {
            typed.insert("cause".to_owned(), cause.to_owned());
        }
        let asked = pairs.first("preview").is_some();
        let (letter, errors) = if asked {
            match reviews::preview(&desk.ctx, desk.who(), id, action, &typed).await {
                Ok(letter) => (letter, Vec::new()),
                Err(Failure::Invalid(errors)) => (None, errors),
                Err(failure) => return Err(failure),
            }
        } else {
            (None, Vec::new())
        };
        let letter = letter.map(|letter| view(&desk.ctx, &letter)).transpose()?;
        let status = if errors.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        let mut page = page(&desk, id, action, &typed, errors).await?;
        page.previewed = asked && status == StatusCode::OK;
        page.letter = letter;
        page.kept = draft.at.map(|at| desk.moment(at));
        desk.show(status, &page)
    })
    .await
}

/// `POST /review/submissions/{id}/decide/{action}`: keeps what was typed, and then shows the
/// letter or decides, as the button says.
///
/// # Errors
/// As [`reviews::decide`]; what was refused is shown at its field, what was typed stays.
pub async fn post(
    desk: Desk,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let (id, action) = (submission(&path.0)?, decision(&path.1)?);
        let (ctx, who) = (&desk.ctx, desk.who());
        let here = format!("{}/decide/{action}", urls::review(id));
        let typed: Typed = fields
            .iter()
            .filter(|(name, _)| *name != "then")
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect();
        let then = fields.text("then");
        let done = match reviews::keep_draft(ctx, who, id, action, &typed).await {
            Ok(()) if then == "send" => reviews::decide(ctx, who, id, action, &typed, Sent::default())
                .await
                .map(Some),
            Ok(()) => Ok(None),
            Err(failure) => Err(failure),
        };
        match done {
            Ok(Some(_)) => Ok(go_to(&urls::review(id))),
            Ok(None) if then == "preview" => Ok(go_to(&format!("{here}?preview=yes#letter"))),
            Ok(None) if desk.req.headers().contains_key("hx-request") => Ok(HttpResponse::NoContent()
                .insert_header((header::CACHE_CONTROL, "no-store"))
                .finish()),
            Ok(None) => Ok(go_to(&here)),
            Err(Failure::Invalid(errors)) => {
                let page = page(&desk, id, action, &typed, errors).await?;
                desk.show(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
            Err(failure) => Err(failure),
        }
    })
    .await
}

async fn page(
    desk: &Desk,
    id: SubmissionId,
    action: Action,
    typed: &Typed,
    errors: Vec<FieldError>,
) -> Result<Decide, Failure> {
    let shown = reviews::show(&desk.ctx, desk.who(), id).await?;
    let words = reasons::words(&desk.ctx, desk.who()).await?;
    let back = urls::review(id);
    Ok(Decide {
        shell: desk.shell(action.label()),
        token: desk.token(),
        here: format!("{back}/decide/{action}"),
        back,
        action: action.label(),
        about: about(action),
        groups: groups(action, typed, &shown, &words, &errors),
        kept: None,
        letter: None,
        previewed: false,
        errors: errors.into_iter().map(ShownError::from).collect(),
        name: shown.name,
    })
}
