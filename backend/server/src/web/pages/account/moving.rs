//! `/account/mail`: the link in the letter to a new address.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::asked;
use crate::actions::Ctx;
use crate::actions::accounts::mail;
use crate::templates::Page;
use crate::web::Parts;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::From;
use crate::web::pages::{PageError, Shell, go_to, respond_own};

/// The page behind the link: one button.
#[derive(Debug, Serialize)]
struct Move {
    shell: Shell,
    form: FormView,
    mail: String,
}

impl Page for Move {
    const TEMPLATE: &'static str = "pages/account/mail";
}

/// `GET /account/mail?link=`: changes nothing.
///
/// # Errors
/// A link that no longer works.
pub async fn get(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let link = asked(&req, "link");
    let shown = async {
        let mail = mail::look(&ctx, &link).await?;
        let about = "One click moves the account to this address.";
        let page = Move {
            shell: Shell::new(
                &ctx,
                "account",
                "/account/mail",
                "Confirm your new address",
                about,
            ),
            form: FormView::new(&token, &["link"]).with("link", link),
            mail,
        };
        respond_own(&parts, &token, StatusCode::OK, &page)
    };
    shown.await.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /account/mail`.
///
/// # Errors
/// A link that no longer works; an address that belongs to somebody by now.
pub async fn post(
    ctx: web::Data<Ctx>,
    req: HttpRequest,
    From(visit): From,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    match mail::change(&ctx, fields.text("link"), &visit).await {
        Ok(()) => Ok(go_to("/account?after=moved")),
        Err(failure) => Err(PageError::new(&req, failure)),
    }
}
