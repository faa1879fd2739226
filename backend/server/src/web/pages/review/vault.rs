//! `/review/submissions/{id}/vault/{login}`: opening a test login. It stands in this one answer
//! and nowhere else.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::ids::SubmissionId;
use serde::Serialize;

use super::super::portal::submission;
use super::{Desk, PageError};
use crate::actions::Failure;
use crate::actions::reviews::{self, Revealed};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::Shell;
use crate::web::urls;

#[derive(Serialize)]
struct VaultPage {
    shell: Shell,
    form: FormView,
    back: String,
    name: String,
    number: usize,
    opened: Option<Opened>,
}

impl Page for VaultPage {
    const TEMPLATE: &'static str = "pages/review/vault";
}

#[derive(Serialize)]
struct Opened {
    url: String,
    user_name: String,
    password: String,
    code: String,
    code_until: String,
}

fn opened(revealed: &Revealed) -> Opened {
    let text = |secret: &crate::vault::Secret| secret.text().unwrap_or_default().to_owned();
    Opened {
        url: revealed.url.clone(),
        user_name: revealed.user_name.clone(),
        password: text(&revealed.password),
        code: revealed
            .code
            .as_ref()
            .map(|(code, _)| text(code))
            .unwrap_or_default(),
        code_until: revealed
            .code
            .as_ref()
            .map(|(_, until)| until.format("%H:%M:%S UTC").to_string())
            .unwrap_or_default(),
    }
}

/// `GET /review/submissions/{id}/vault/{login}`: asks for the reason. The second factor is asked
/// for before anything is typed.
///
/// # Errors
/// `not_found`, `own_org`; `second_factor_required` and `step_up_required` lead there and back.
pub async fn get(desk: Desk, path: web::Path<(String, usize)>) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        desk.who().proven()?;
        let form = desk.form(&["reason"]);
        show(&desk, submission(&path.0)?, path.1, form, None, StatusCode::OK).await
    })
    .await
}

/// `POST /review/submissions/{id}/vault/{login}`: opens it.
///
/// # Errors
/// As [`reviews::reveal`].
pub async fn post(
    desk: Desk,
    path: web::Path<(String, usize)>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let (id, login) = (submission(&path.0)?, path.1);
        let reason = fields.text("reason");
        let form = desk.form(&["reason"]).typed(&fields, &[]);
        match reviews::reveal(&desk.ctx, desk.who(), id, login, reason, &desk.visit).await {
            Ok(revealed) => {
                let opened = Some(opened(&revealed));
                show(&desk, id, login, form, opened, StatusCode::OK).await
            }
            Err(failure) => {
                let form = form.refused(failure)?;
                show(&desk, id, login, form, None, StatusCode::UNPROCESSABLE_ENTITY).await
            }
        }
    })
    .await
}

async fn show(
    desk: &Desk,
    id: SubmissionId,
    login: usize,
    form: FormView,
    opened: Option<Opened>,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let shown = reviews::show(&desk.ctx, desk.who(), id).await?;
    if shown.submitted.testing.logins.get(login).is_none() {
        return Err(Failure::NotFound("test login"));
    }
    let page = VaultPage {
        shell: desk.shell("Test login"),
        form,
        back: urls::review(id),
        name: shown.name,
        number: login + 1,
        opened,
    };
    desk.show(status, &page)
}
