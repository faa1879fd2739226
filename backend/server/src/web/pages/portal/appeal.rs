//! `/portal/submissions/{id}/appeal`: against a rejection or a discard.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::ids::SubmissionId;
use oin_domain::submission::Action;
use serde::Serialize;

use super::{PageError, Portal, submission};
use crate::actions::Failure;
use crate::actions::submissions;
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::moment::Moment;
use crate::web::pages::{Shell, go_to};
use crate::web::urls;

#[derive(Serialize)]
struct AppealPage {
    shell: Shell,
    form: FormView,
    url: String,
    name: String,
    stage: &'static str,
    why: &'static str,
    until: Option<Moment>,
    /// The reasons and words of the decision.
    reasons: Vec<&'static str>,
    said: String,
    may: bool,
    open: bool,
}

impl Page for AppealPage {
    const TEMPLATE: &'static str = "pages/portal/appeal";
}

/// `GET /portal/submissions/{id}/appeal`.
///
/// # Errors
/// `not_found`.
pub async fn get(portal: Portal, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let form = portal.form(&["message"]);
            show(&portal, submission(&id)?, form, StatusCode::OK).await
        })
        .await
}

/// `POST /portal/submissions/{id}/appeal`.
///
/// # Errors
/// As [`submissions::appeal`].
pub async fn post(portal: Portal, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let id = submission(&id)?;
            match submissions::appeal(&portal.ctx, portal.who(), id, fields.text("message")).await {
                Ok(_) => Ok(go_to(&urls::submission(id))),
                Err(failure) => {
                    let form = portal.retyped(&["message"], &fields, failure)?;
                    show(&portal, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
                }
            }
        })
        .await
}

async fn show(
    portal: &Portal,
    id: SubmissionId,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let shown = submissions::show(&portal.ctx, portal.who(), id).await?;
    let decision = shown.events.iter().rev().find(|event| {
        matches!(
            event.action,
            Action::Reject | Action::Discard | Action::DiscardSpam
        )
    });
    // An announced discard was explained when it was announced.
    let announced = shown
        .events
        .iter()
        .rev()
        .find(|event| event.action == Action::Announce);
    let said = decision
        .and_then(|event| event.message.as_ref())
        .or_else(|| announced.and_then(|event| event.message.as_ref()));
    let page = AppealPage {
        shell: portal.shell("Appeal"),
        form,
        url: urls::submission(id),
        stage: shown.stage.label(),
        why: shown.turn.why,
        until: shown.turn.until.map(|at| Moment::new(at, portal.ctx.now())),
        reasons: decision
            .map(|event| event.reasons.iter().map(|reason| reason.label()).collect())
            .unwrap_or_default(),
        said: said.map(ToString::to_string).unwrap_or_default(),
        may: shown.actions.contains(&Action::Appeal),
        open: shown.actions.contains(&Action::WithdrawAppeal),
        name: shown.name,
    };
    portal.show(status, &page)
}
