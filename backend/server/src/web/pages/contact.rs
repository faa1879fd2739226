//! `/contacts/confirm`: a contact of an integration says that the address is theirs.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::{PageError, Shell};
use crate::actions::Failure;
use crate::actions::submissions::confirm_contact;
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::Anyone;
use crate::web::pages::PageCall;

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
pub async fn get(call: PageCall<Anyone>) -> Result<HttpResponse, PageError> {
    call.page(show(&call, &call.asked("token"), None))
}

/// `POST /contacts/confirm`.
///
/// # Errors
/// A link that no longer works.
pub async fn post(call: PageCall<Anyone>, fields: Fields) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let (org, mail) = confirm_contact(&call.ctx, fields.text("token")).await?;
        let mail = mail.as_str().to_owned();
        show(&call, "", Some(Confirmed { org, mail }))
    })
    .await
}

fn show(call: &PageCall<Anyone>, link: &str, confirmed: Option<Confirmed>) -> Result<HttpResponse, Failure> {
    let about = "One click says that this address is yours.";
    let page = Confirm {
        shell: call.shell_at(
            "/contacts/confirm",
            "none",
            "Confirm that you are a contact",
            about,
        ),
        form: call.form(&["token"]).with("token", link),
        confirmed,
    };
    call.show(StatusCode::OK, &page)
}
