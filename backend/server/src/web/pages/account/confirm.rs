//! `/confirm-address`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::{Jar, go_on};
use crate::actions::accounts::confirm;
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::Anyone;
use crate::web::pages::{PageCall, PageError, Shell, go_to};
use crate::web::urls;

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
pub async fn get(call: PageCall<Anyone>) -> Result<HttpResponse, PageError> {
    let link = call.asked("link");
    call.answer(async {
        let mail = confirm::look(&call.ctx, &link).await?;
        let title = "Confirm your address";
        let page = Confirm {
            shell: call.shell_at(
                "/confirm-address",
                "account",
                title,
                "One click makes the account yours.",
            ),
            form: call.form(&["link"]).with("link", link),
            mail,
        };
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// `POST /confirm-address`.
///
/// # Errors
/// A link that no longer works; an address that belongs to another account by now.
pub async fn post(call: PageCall<Anyone>, fields: Fields) -> Result<HttpResponse, PageError> {
    let jar = Jar::of(&call.req);
    let browser = jar.browser.as_deref();
    let confirmed = confirm::confirm(&call.ctx, fields.text("link"), browser, jar.held(), &call.visit).await;
    call.page(confirmed.map(|begun| match begun {
        Some(begun) => go_on(&begun, urls::PORTAL),
        None => go_to("/sign-in?after=confirmed"),
    }))
}
