//! `/sign-up`.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::{Jar, ProviderButton, again, provider_buttons};
use crate::actions::Ctx;
use crate::actions::accounts::sign_up::{self, SignUp};
use crate::templates::Page;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::From;
use crate::web::pages::{PageError, Shell, respond_own};
use crate::web::{Parts, urls};

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
    fn new(ctx: &Ctx, form: FormView, sent_to: Option<String>) -> Self {
        let title = if sent_to.is_some() {
            "Look into your mail"
        } else {
            "Sign up"
        };
        let about = "An account for your company: submit your integration, free of charge.";
        Self {
            shell: Shell::new(ctx, "account", urls::SIGN_UP, title, about),
            form,
            providers: provider_buttons(ctx, ""),
            sent_to,
        }
    }
}

/// `GET /sign-up`.
///
/// # Errors
/// As of any page.
pub async fn get(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let page = SignUpPage::new(&ctx, FormView::new(&token, &FIELDS), None);
    respond_own(&parts, &token, StatusCode::OK, &page).map_err(|failure| PageError::new(&req, failure))
}

/// `POST /sign-up`.
///
/// # Errors
/// As of any page; what was refused is shown in the form.
pub async fn post(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let jar = Jar::of(&req);
    let command = SignUp {
        name: fields.text("name"),
        org: fields.text("org"),
        mail: fields.text("mail"),
        password: fields.text("password"),
        browser: jar.browser.as_deref(),
    };
    let form = FormView::new(&token, &FIELDS).typed(&fields, &["password"]);
    let answer = match sign_up::sign_up(&ctx, &command, &visit).await {
        Ok(()) => {
            let page = SignUpPage::new(&ctx, form, Some(fields.text("mail").trim().to_owned()));
            respond_own(&parts, &token, StatusCode::OK, &page)
        }
        Err(failure) => {
            let page = |form| SignUpPage::new(&ctx, form, None);
            again(&parts, &token, form, failure, "mail", page)
        }
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /sign-up/again`.
///
/// # Errors
/// As of any page; what was refused is shown in the form.
pub async fn send_again(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let mail = fields.text("mail");
    let form = FormView::new(&token, &FIELDS).typed(&fields, &["password"]);
    let page = |form| SignUpPage::new(&ctx, form, Some(mail.trim().to_owned()));
    let answer = match sign_up::send_again(&ctx, mail, &visit).await {
        Ok(()) => respond_own(&parts, &token, StatusCode::OK, &page(form)),
        Err(failure) => again(&parts, &token, form, failure, "mail", page),
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}
