//! `/sign-in` and `/sign-out`.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::{Jar, ProviderButton, again, asked, go_on, next, provider_buttons};
use crate::actions::accounts::sign_in::{self, SignIn};
use crate::actions::accounts::sign_out;
use crate::actions::{Code, Ctx, Failure};
use crate::templates::Page;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{From, Visitor};
use crate::web::pages::{PageError, Shell, go_to, respond_own};
use crate::web::{Parts, cookies, error, urls};

const FIELDS: [&str; 3] = ["mail", "password", "next"];

/// The page that asks for address and password.
#[derive(Debug, Serialize)]
struct SignInPage {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    problem: Option<Problem>,
    providers: Vec<ProviderButton>,
    sign_up: String,
}

/// Why nobody was signed in by a provider.
#[derive(Debug, Serialize)]
struct Problem {
    message: String,
    code: String,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "pages/account/sign-in";
}

impl SignInPage {
    fn new(ctx: &Ctx, form: FormView, notice: Option<&'static str>) -> Self {
        let about = "Sign in to the portal with your address and your password.";
        Self {
            shell: Shell::new(ctx, "account", urls::SIGN_IN, "Sign in", about),
            providers: provider_buttons(ctx, form.values.get("next").map_or("", String::as_str)),
            form,
            notice,
            problem: None,
            sign_up: urls::SIGN_UP.to_owned(),
        }
    }
}

/// The page again, with why nobody was signed in by a provider.
///
/// # Errors
/// Returns what is no refusal: that is shown as a page of its own.
pub(super) fn refused(
    ctx: &Ctx,
    parts: &Parts,
    token: &FormToken,
    failure: Failure,
) -> Result<HttpResponse, Failure> {
    let Failure::Refused(code, message) = failure else {
        return Err(failure);
    };
    let next = match code {
        // Signed in with the password, they link it.
        Code::AddressTaken => urls::IDENTITIES,
        _ => "",
    };
    let form = FormView::new(token, &FIELDS).with("next", next);
    let mut page = SignInPage::new(ctx, form, None);
    page.problem = Some(Problem {
        message: message.into_owned(),
        code: code.to_string(),
    });
    respond_own(parts, token, error::status(code), &page)
}

/// `GET /sign-in`; somebody who is signed in goes on at once.
///
/// # Errors
/// As of any page.
pub async fn get(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    Visitor(asker): Visitor,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let wished = asked(&req, "next");
    if asker.is_some() {
        return Ok(go_to(next(&wished)));
    }
    let notice = match asked(&req, "after").as_str() {
        "reset" => Some("Your new password is set. Sign in with it."),
        "confirmed" => Some("Your address is confirmed. Sign in with the password that you chose."),
        "out" => Some("You are signed out."),
        "closed" => Some("Your account is closed and you are signed out everywhere."),
        _ => None,
    };
    let form = FormView::new(&token, &FIELDS).with("next", wished);
    let page = SignInPage::new(&ctx, form, notice);
    let shown = respond_own(&parts, &token, StatusCode::OK, &page);
    let mut shown = shown.map_err(|failure| PageError::new(&req, failure))?;
    if cookies::value(&req, cookies::HERE).is_some() {
        // The session has ended elsewhere. Fails for a name that no header can hold, which ours can.
        let _ = shown.add_cookie(&cookies::clear(cookies::HERE));
    }
    Ok(shown)
}

/// `POST /sign-in`.
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
    let command = SignIn {
        mail: fields.text("mail"),
        password: fields.text("password"),
        held: jar.held(),
    };
    let answer = match sign_in::sign_in(&ctx, &command, &visit).await {
        Ok(begun) => Ok(go_on(&begun, next(fields.text("next")))),
        Err(failure) => {
            let form = FormView::new(&token, &FIELDS).typed(&fields, &["password"]);
            let page = |form| SignInPage::new(&ctx, form, None);
            again(&parts, &token, form, failure, "mail", page)
        }
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /sign-out`.
///
/// # Errors
/// As of any page.
pub async fn out(
    ctx: web::Data<Ctx>,
    req: HttpRequest,
    From(visit): From,
    _: Fields,
) -> Result<HttpResponse, PageError> {
    if let Some(cookie) = cookies::value(&req, cookies::SESSION) {
        let ended = sign_out::sign_out(&ctx, &cookie, &visit).await;
        ended.map_err(|failure| PageError::new(&req, failure))?;
    }
    let mut response = go_to("/sign-in?after=out");
    for name in [cookies::SESSION, cookies::ORG, cookies::HERE] {
        // Fails for a name that no header can hold, which ours can.
        let _ = response.add_cookie(&cookies::clear(name));
    }
    Ok(response)
}
