//! `/confirm-address`.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::{Jar, asked, go_on};
use crate::actions::Ctx;
use crate::actions::accounts::confirm;
use crate::templates::Page;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::From;
use crate::web::pages::{PageError, Shell, go_to, respond_own};
use crate::web::{Parts, urls};

/// The page behind the link of the letter: one button.
#[derive(Debug, Serialize)]
struct Confirm {
    shell: Shell,
    form: FormView,
    mail: String,
}

impl Page for Confirm {
    const TEMPLATE: &'static str = "pages/account/confirm";
}

/// `GET /confirm-address?link=`: confirms nothing.
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
        let mail = confirm::look(&ctx, &link).await?;
        let title = "Confirm your address";
        let page = Confirm {
            shell: Shell::new(
                &ctx,
                "account",
                "/confirm-address",
                title,
                "One click makes the account yours.",
            ),
            form: FormView::new(&token, &["link"]).with("link", link),
            mail,
        };
        respond_own(&parts, &token, StatusCode::OK, &page)
    };
    shown.await.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /confirm-address`.
///
/// # Errors
/// A link that no longer works; an address that belongs to another account by now.
pub async fn post(
    ctx: web::Data<Ctx>,
    req: HttpRequest,
    From(visit): From,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let jar = Jar::of(&req);
    let browser = jar.browser.as_deref();
    let confirmed = confirm::confirm(&ctx, fields.text("link"), browser, jar.held(), &visit).await;
    match confirmed {
        Ok(Some(begun)) => Ok(go_on(&begun, urls::PORTAL)),
        Ok(None) => Ok(go_to("/sign-in?after=confirmed")),
        Err(failure) => Err(PageError::new(&req, failure)),
    }
}
