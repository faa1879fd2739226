//! `/portal/verification/{slug}`: what an integration still needs for the second tier, what it
//! brings, and applying for it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::verification::Action;
use serde::Serialize;

use super::view::{PastView, RequirementView, RunView, StageView, Tally, requirements};
use crate::actions::verifications::{self, Decision};
use crate::actions::{Failure, benefits};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::portal::Portal;
use crate::web::pages::{PageError, Shell, go_to};
use crate::web::urls;

#[derive(Serialize)]
struct Become {
    shell: Shell,
    form: FormView,
    url: String,
    name: String,
    listing: String,
    badge: String,
    submission: Option<String>,
    verified: String,
    stage: StageView,
    tally: Tally,
    requirements: Vec<RequirementView>,
    can: Can,
    benefits: Vec<String>,
    runs: Vec<RunView>,
    history: Vec<PastView>,
}

impl Page for Become {
    const TEMPLATE: &'static str = "pages/verification/become";
}

#[derive(Serialize)]
struct Can {
    apply: bool,
    withdraw: bool,
    appeal: bool,
}

/// `GET /portal/verification/{slug}`.
///
/// # Errors
/// `not_found` for other orgs' integrations and for what is not live.
pub async fn get(portal: Portal, slug: web::Path<String>) -> Result<HttpResponse, PageError> {
    let form = portal.form(&["message"]);
    portal.answer(show(&portal, &slug, form, StatusCode::OK)).await
}

/// `POST /portal/verification/{slug}/{what}`.
///
/// # Errors
/// As the action; what is not met is shown on the page.
pub async fn post(
    portal: Portal,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let (slug, what) = path.into_inner();
    portal
        .answer(async {
            fields.only(&["message"])?;
            let action = Action::parse(&what).ok_or(Failure::NotFound("page"))?;
            let who = Decision::Isv(portal.who());
            let done = verifications::decide(&portal.ctx, who, &slug, action, fields.text("message")).await;
            match done {
                Ok(()) => Ok(go_to(&urls::portal_verification(&slug))),
                Err(failure) => {
                    let form = portal.retyped(&["message"], &fields, failure)?;
                    show(&portal, &slug, form, StatusCode::UNPROCESSABLE_ENTITY).await
                }
            }
        })
        .await
}

async fn show(
    portal: &Portal,
    slug: &str,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let shown = verifications::theirs(&portal.ctx, portal.who(), slug).await?;
    let now = portal.ctx.now();
    let (tally, requirements) = requirements(&shown);
    let verified = portal.ctx.brand().verified.clone();
    let page = Become {
        shell: portal.shell(&format!("{}: {verified}", shown.name)),
        form,
        url: urls::portal_verification(&shown.slug),
        listing: urls::listing(&shown.slug),
        badge: urls::badge(&shown.slug),
        submission: shown.submission.map(urls::submission),
        verified,
        stage: StageView::new(&shown.verification, now),
        tally,
        requirements,
        can: Can {
            apply: shown.actions.contains(&Action::Apply),
            withdraw: shown.actions.contains(&Action::Withdraw),
            appeal: shown.actions.contains(&Action::Appeal),
        },
        benefits: benefits::shown(&portal.ctx).await,
        runs: shown.runs.iter().map(|run| RunView::new(run, now)).collect(),
        history: shown
            .history
            .iter()
            .map(|past| PastView::new(past, now))
            .collect(),
        name: shown.name,
    };
    portal.show(status, &page)
}
