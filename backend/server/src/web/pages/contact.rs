//! `/contacts/confirm`: a contact of an integration says that the address is theirs.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::{PageError, Shell, respond_own};
use crate::actions::submissions::confirm_contact;
use crate::actions::{Ctx, Failure};
use crate::templates::Page;
use crate::web::Parts;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::pairs::Pairs;

/// The page behind the link of the letter: one button, then a thank-you.
#[derive(Serialize)]
struct Confirm {
    shell: Shell,
    form: FormView,
    confirmed: Option<Confirmed>,
}

#[derive(Serialize)]
struct Confirmed {
    org: String,
    mail: String,
}

impl Page for Confirm {
    const TEMPLATE: &'static str = "pages/contact";
}

/// `GET /contacts/confirm?token=`: confirms nothing, since mail scanners follow links as well.
///
/// # Errors
/// The database's.
pub async fn get(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let asked = Pairs::readable(req.query_string());
    let link = asked.first("token").unwrap_or_default();
    show(&ctx, &parts, &token, link, None).map_err(|failure| PageError::new(&req, failure))
}

/// `POST /contacts/confirm`.
///
/// # Errors
/// A link that no longer works.
pub async fn post(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let shown = async {
        let (org, mail) = confirm_contact(&ctx, fields.text("token")).await?;
        let mail = mail.as_str().to_owned();
        show(&ctx, &parts, &token, "", Some(Confirmed { org, mail }))
    };
    shown.await.map_err(|failure| PageError::new(&req, failure))
}

fn show(
    ctx: &Ctx,
    parts: &Parts,
    token: &FormToken,
    link: &str,
    confirmed: Option<Confirmed>,
) -> Result<HttpResponse, Failure> {
    let about = "One click says that this address is yours.";
    let page = Confirm {
        shell: Shell::new(
            ctx,
            "none",
            "/contacts/confirm",
            "Confirm that you are a contact",
            about,
        ),
        form: FormView::new(token, &["token"]).with("token", link),
        confirmed,
    };
    respond_own(parts, token, StatusCode::OK, &page)
}
