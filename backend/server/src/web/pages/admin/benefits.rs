//! `/admin/benefits`: what the second tier brings, as vendors read it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::verification::{BENEFITS, LONGEST_BENEFIT, MOST_BENEFITS};
use serde::Serialize;

use super::{Desk, Frame, PageError};
use crate::actions::{Failure, benefits};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::go_to;

#[derive(Serialize)]
struct BenefitsPage {
    #[serde(flatten)]
    frame: Frame,
    form: FormView,
    most: usize,
    longest: usize,
    changed: bool,
    own: Vec<&'static str>,
}

impl Page for BenefitsPage {
    const TEMPLATE: &'static str = "pages/admin/benefits";
}

/// `GET /admin/benefits`.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn get(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let lines = benefits::all(&desk.ctx, desk.admin()).await?.lines;
        let form = desk.form(&["benefits"]).with("benefits", lines.join("\n"));
        show(&desk, StatusCode::OK, form).await
    })
    .await
}

async fn show(desk: &Desk, status: StatusCode, form: FormView) -> Result<HttpResponse, Failure> {
    let mut frame = desk.frame("Benefits");
    if !desk.asked("after").is_empty() {
        frame.notice = Some("Saved. Vendors read it within a minute.".to_owned());
    }
    let page = BenefitsPage {
        frame,
        form,
        most: MOST_BENEFITS,
        longest: LONGEST_BENEFIT,
        changed: benefits::all(&desk.ctx, desk.admin()).await?.is_changed,
        own: BENEFITS.to_vec(),
    };
    desk.show(status, &page)
}

/// `POST /admin/benefits`.
///
/// # Errors
/// `not_found` for who is no administrator; `step_up_required`.
pub async fn post(desk: Desk, fields: Fields) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let lines = fields.text("benefits").lines();
        match benefits::change(&desk.ctx, desk.admin(), lines, &desk.visit).await {
            Ok(()) => Ok(go_to("/admin/benefits?after=save")),
            Err(failure) => {
                let form = desk.retyped(&["benefits"], &fields, failure)?;
                show(&desk, StatusCode::UNPROCESSABLE_ENTITY, form).await
            }
        }
    })
    .await
}

/// `POST /admin/benefits/reset`: lets the program's own words stand again.
///
/// # Errors
/// As [`post`].
pub async fn reset(desk: Desk, _: Fields) -> Result<HttpResponse, PageError> {
    let done = benefits::reset(&desk.ctx, desk.admin(), &desk.visit).await;
    desk.page(done.map(|()| go_to("/admin/benefits?after=reset")))
}
