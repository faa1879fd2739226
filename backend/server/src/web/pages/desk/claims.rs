//! `/admin/claims`: claims to which the present owner has objected.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::ids::ClaimId;
use serde::Serialize;
use uuid::Uuid;

use super::{Desk, shell};
use crate::actions::claims;
use crate::actions::{Failure, FieldError};
use crate::templates::Page;
use crate::web::form::{Fields, ShownError};
use crate::web::pages::portal::claims::ClaimView;
use crate::web::pages::{PageError, Shell, go_to};
use crate::web::urls;

#[derive(Serialize)]
struct ClaimsDesk {
    shell: Shell,
    token: String,
    claims: Vec<ClaimView>,
    errors: Vec<ShownError>,
    /// What was typed and refused, and at which claim.
    typed: String,
    at: String,
}

impl Page for ClaimsDesk {
    const TEMPLATE: &'static str = "pages/desk/claims";
}

/// `GET /admin/claims`.
///
/// # Errors
/// `not_found`, for all but administrators.
pub async fn get(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(show(&desk, StatusCode::OK, Vec::new(), "", "")).await
}

/// `POST /admin/claims/{id}`: grants or refuses one.
///
/// # Errors
/// As the action; what was refused is shown on the page.
pub async fn post(desk: Desk, path: web::Path<String>, fields: Fields) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let id = Uuid::parse_str(&path)
            .map(ClaimId)
            .map_err(|_| Failure::NotFound("claim"))?;
        let typed = fields.text("answer");
        let granted = match fields.text("decision") {
            "grant" => true,
            "refuse" => false,
            _ => return Err(Failure::NotFound("page")),
        };
        match claims::decide(&desk.ctx, desk.who(), id, granted, typed).await {
            Ok(()) => Ok(go_to(urls::ADMIN_CLAIMS)),
            Err(Failure::Invalid(errors)) => {
                show(&desk, StatusCode::UNPROCESSABLE_ENTITY, errors, typed, &path).await
            }
            Err(failure) => Err(failure),
        }
    })
    .await
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    errors: Vec<FieldError>,
    typed: &str,
    at: &str,
) -> Result<HttpResponse, Failure> {
    let now = desk.ctx.now();
    let found = claims::objected(&desk.ctx, desk.who()).await?;
    let page = ClaimsDesk {
        shell: shell(desk, "Claims"),
        token: desk.token(),
        claims: found
            .into_iter()
            .map(|claim| ClaimView::new(claim, now))
            .collect(),
        errors: errors
            .into_iter()
            .map(|error| ShownError {
                field: format!("{}-{at}", error.field),
                message: error.message,
            })
            .collect(),
        typed: typed.to_owned(),
        at: at.to_owned(),
    };
    desk.show(status, &page)
}
