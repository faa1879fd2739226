//! `/review/provisioning`: what leads make of wishes.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::provisioning::{Action, Effort, Stage};
use serde::Serialize;

use super::view::{Details, Option as Choice, WishView, options};
use crate::actions::Failure;
use crate::actions::provisioning_requests::{self, TypedDecision};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::verification::{Desk, shell};
use crate::web::pages::{PageError, Shell, go_to};

#[derive(Serialize)]
struct Board {
    shell: Shell,
    stages: Vec<AtStage>,
}

/// The wishes of one stage.
#[derive(Serialize)]
struct AtStage {
    value: &'static str,
    label: &'static str,
    wishes: Vec<WishView>,
}

impl Page for Board {
    const TEMPLATE: &'static str = "pages/provisioning/desk";
}

#[derive(Serialize)]
struct One {
    shell: Shell,
    form: FormView,
    url: String,
    details: Details,
    efforts: Vec<Choice>,
    needs_effort: bool,
    needs_when: bool,
    buttons: Vec<Button>,
}

#[derive(Serialize)]
struct Button {
    action: &'static str,
    label: &'static str,
    main: bool,
}

impl Page for One {
    const TEMPLATE: &'static str = "pages/provisioning/decide";
}

const FIELDS: [&str; 3] = ["message", "effort", "when"];

fn url_of(id: &str) -> String {
    format!("/review/provisioning/{id}")
}

/// `GET /review/provisioning`.
///
/// # Errors
/// `not_found` for all but leads.
pub async fn list(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let rows = provisioning_requests::desk(&desk.ctx, desk.who()).await?;
        let now = desk.ctx.now();
        let stages = Stage::ALL.iter().map(|stage| AtStage {
            value: stage.as_str(),
            label: stage.label(),
            wishes: rows
                .iter()
                .filter(|row| row.request.stage() == *stage)
                .map(|row| WishView {
                    url: url_of(&row.request.id.to_string()),
                    ..WishView::new(row, now)
                })
                .collect(),
        });
        let page = Board {
            stages: stages.filter(|stage| !stage.wishes.is_empty()).collect(),
            shell: shell(&desk, "Provisioning"),
        };
        desk.show(StatusCode::OK, &page)
    })
    .await
}

/// `GET /review/provisioning/{id}`.
///
/// # Errors
/// `not_found` for all but leads.
pub async fn get(desk: Desk, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let form = desk.form(&FIELDS);
    desk.answer(show(&desk, &id, form, StatusCode::OK)).await
}

/// `POST /review/provisioning/{id}/{what}`.
///
/// # Errors
/// As the action; what was typed wrongly is shown at its field.
pub async fn post(
    desk: Desk,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let (id, what) = path.into_inner();
    desk.answer(async {
        fields.only(&FIELDS)?;
        let action = Action::parse(&what).ok_or(Failure::NotFound("page"))?;
        let typed = TypedDecision {
            message: fields.text("message").to_owned(),
            effort: fields.text("effort").to_owned(),
            when: fields.text("when").to_owned(),
        };
        match provisioning_requests::decide(&desk.ctx, desk.who(), &id, action, &typed).await {
            Ok(()) => Ok(go_to(&url_of(&id))),
            Err(failure) => {
                let form = desk.retyped(&FIELDS, &fields, failure)?;
                show(&desk, &id, form, StatusCode::UNPROCESSABLE_ENTITY).await
            }
        }
    })
    .await
}

async fn show(desk: &Desk, id: &str, form: FormView, status: StatusCode) -> Result<HttpResponse, Failure> {
    let shown = provisioning_requests::reviewed(&desk.ctx, desk.who(), id).await?;
    let details = Details::new(&shown.row, &shown.history, true, desk.ctx.now());
    let mut chosen: Vec<String> = form.values.get("effort").cloned().into_iter().collect();
    chosen.retain(|value| !value.is_empty());
    if let (true, Some(effort)) = (chosen.is_empty(), shown.row.request.facts.effort()) {
        chosen.push(effort.as_str().to_owned());
    }
    let further = |action: &Action| {
        matches!(
            action,
            Action::Score | Action::Plan | Action::Build | Action::Try | Action::Ship
        )
    };
    let main = shown.actions.iter().rfind(|action| further(action)).copied();
    let page = One {
        shell: shell(desk, &format!("Provisioning of {}", details.wish.app)),
        url: url_of(&details.wish.id),
        efforts: options::<Effort>(&chosen),
        needs_effort: shown.actions.contains(&Action::Score),
        needs_when: shown.actions.contains(&Action::Plan),
        buttons: shown
            .actions
            .iter()
            .map(|action| Button {
                action: action.as_str(),
                label: action.label(),
                main: Some(*action) == main,
            })
            .collect(),
        form,
        details,
    };
    desk.show(status, &page)
}
