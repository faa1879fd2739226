//! `/sign-up`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::{Jar, ProviderButton, provider_buttons};
use crate::actions::accounts::sign_up::{self, SignUp};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::Anyone;
use crate::web::pages::{PageCall, PageError, Shell};
use crate::web::urls;

const FIELDS: [&str; 4] = ["name", "org", "mail", "password"];

/// The page that asks for what an account needs.
#[derive(Debug, Serialize)]
struct SignUpPage {
    shell: Shell,
    form: FormView,
    providers: Vec<ProviderButton>,
    /// Where the letter went, when it did.
    sent_to: Option<String>,
}

impl Page for SignUpPage {
    const TEMPLATE: &'static str = "pages/account/sign-up";
}

impl SignUpPage {
    fn new(call: &PageCall<Anyone>, form: FormView, sent_to: Option<String>) -> Self {
        let title = if sent_to.is_some() {
            "Look into your mail"
        } else {
            "Sign up"
        };
        let about = "An account for your company: submit your integration, free of charge.";
        Self {
            shell: call.shell_at(urls::SIGN_UP, "account", title, about),
            form,
            providers: provider_buttons(&call.ctx, ""),
            sent_to,
        }
    }
}

/// `GET /sign-up`.
///
/// # Errors
/// As of any page.
pub async fn get(call: PageCall<Anyone>) -> Result<HttpResponse, PageError> {
    let page = SignUpPage::new(&call, call.form(&FIELDS), None);
    call.page(call.show(StatusCode::OK, &page))
}

/// `POST /sign-up`.
///
/// # Errors
/// As of any page; what was refused is shown in the form.
pub async fn post(call: PageCall<Anyone>, fields: Fields) -> Result<HttpResponse, PageError> {
    let jar = Jar::of(&call.req);
    let command = SignUp {
        name: fields.text("name"),
        org: fields.text("org"),
        mail: fields.text("mail"),
        password: fields.text("password"),
        browser: jar.browser.as_deref(),
    };
    let form = call.form(&FIELDS).typed(&fields, &["password"]);
    let answer = match sign_up::sign_up(&call.ctx, &command, &call.visit).await {
        Ok(()) => {
            let page = SignUpPage::new(&call, form, Some(fields.text("mail").trim().to_owned()));
            call.show(StatusCode::OK, &page)
        }
        Err(failure) => {
            let page = |form| SignUpPage::new(&call, form, None);
            call.again(form, failure, "mail", page)
        }
    };
    call.page(answer)
}

/// `POST /sign-up/again`.
///
/// # Errors
/// As of any page; what was refused is shown in the form.
pub async fn send_again(call: PageCall<Anyone>, fields: Fields) -> Result<HttpResponse, PageError> {
    let mail = fields.text("mail");
    let form = call.form(&FIELDS).typed(&fields, &["password"]);
    let page = |form| SignUpPage::new(&call, form, Some(mail.trim().to_owned()));
    let answer = match sign_up::send_again(&call.ctx, mail, &call.visit).await {
        Ok(()) => call.show(StatusCode::OK, &page(form)),
        Err(failure) => call.again(form, failure, "mail", page),
    };
    call.page(answer)
}
