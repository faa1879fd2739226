//! `/portal/submissions/{id}/secret`: a secret of the draft, written and never shown.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::draft::{Field, Kind};
use oin_domain::ids::SubmissionId;
use oin_domain::org::Act;
use serde::Serialize;

use super::{PageError, Portal, submission};
use crate::actions::Failure;
use crate::actions::submissions;
use crate::templates::Page;
use crate::vault::Secret;
use crate::web::form::{Fields, FormView};
use crate::web::pages::moment::exact;
use crate::web::pages::{Shell, go_to};
use crate::web::pairs::Pairs;
use crate::web::urls;

#[derive(Serialize)]
struct SecretPage {
    shell: Shell,
    form: FormView,
    name: String,
    label: &'static str,
    help: &'static str,
    path: String,
    back: String,
    stored: String,
    target: String,
}

impl Page for SecretPage {
    const TEMPLATE: &'static str = "pages/portal/secret";
}

/// `GET /portal/submissions/{id}/secret?path=`: the second factor is asked for before anything is
/// typed.
///
/// # Errors
/// `not_found`; `second_factor_required` and `step_up_required` lead there and back.
pub async fn get(portal: Portal, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let pairs = Pairs::parse(portal.req.query_string())?;
            let path = pairs.first("path").unwrap_or_default().to_owned();
            let form = portal.form(&["secret"]);
            show(&portal, submission(&id)?, &path, form, StatusCode::OK).await
        })
        .await
}

async fn show(
    portal: &Portal,
    id: SubmissionId,
    path: &str,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    portal.who().may(Act::StoreSecrets)?;
    let field = Field::at(path).filter(|field| matches!(field.kind, Kind::Secret));
    let field = field.ok_or(Failure::NotFound("field"))?;
    let shown = submissions::show(&portal.ctx, portal.who(), id).await?;
    let kept = shown.secrets.iter().find(|secret| secret.path == path);
    let page = SecretPage {
        shell: portal.shell(field.label),
        form,
        name: shown.name,
        label: field.label,
        help: field.help().text,
        back: format!("{}/{}#{path}", urls::submission(id), field.step),
        stored: kept.map(|secret| exact(secret.since)).unwrap_or_default(),
        target: kept.map(|secret| secret.target.clone()).unwrap_or_default(),
        path: path.to_owned(),
    };
    portal.show(status, &page)
}

/// `POST /portal/submissions/{id}/secret`.
///
/// # Errors
/// As [`submissions::put_secret`].
pub async fn post(portal: Portal, id: web::Path<String>, fields: Fields) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let id = submission(&id)?;
            let path = fields.text("path");
            let done = if fields.ticked("remove") {
                submissions::drop_secret(&portal.ctx, portal.who(), id, path).await
            } else {
                let secret = Secret::from_text(fields.text("secret").to_owned());
                submissions::put_secret(&portal.ctx, portal.who(), id, path, secret)
                    .await
                    .map(|_| ())
            };
            let step = Field::at(path)
                .map(|field| field.step)
                .ok_or(Failure::NotFound("field"))?;
            match done {
                Ok(()) => Ok(go_to(&format!("{}/{step}#{path}", urls::submission(id)))),
                Err(failure) => {
                    let form = portal.form(&["secret"]).refused(failure)?;
                    show(&portal, id, path, form, StatusCode::UNPROCESSABLE_ENTITY).await
                }
            }
        })
        .await
}
