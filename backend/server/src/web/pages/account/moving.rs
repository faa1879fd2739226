//! `/account/mail`: the link in the letter to a new address.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::actions::accounts::mail;
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::Anyone;
use crate::web::pages::{PageCall, PageError, Shell, go_to};

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
pub async fn get(call: PageCall<Anyone>) -> Result<HttpResponse, PageError> {
    let link = call.asked("link");
    call.answer(async {
        let mail = mail::look(&call.ctx, &link).await?;
        let about = "One click moves the account to this address.";
        let page = Move {
            shell: call.shell_at("/account/mail", "account", "Confirm your new address", about),
            form: call.form(&["link"]).with("link", link),
            mail,
        };
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// `POST /account/mail`.
///
/// # Errors
/// A link that no longer works; an address that belongs to somebody by now.
pub async fn post(call: PageCall<Anyone>, fields: Fields) -> Result<HttpResponse, PageError> {
    let changed = mail::change(&call.ctx, fields.text("link"), &call.visit).await;
    call.page(changed.map(|()| go_to("/account?after=moved")))
}
