//! `/sign-in` and `/sign-out`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::{Jar, ProviderButton, go_on, next, provider_buttons};
use crate::actions::accounts::sign_in::{self, SignIn};
use crate::actions::accounts::sign_out;
use crate::actions::{Code, Failure};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{Anyone, Audience, Visitor};
use crate::web::pages::{PageCall, PageError, Shell, go_to};
use crate::web::{cookies, error, urls};

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
    fn new<W: Audience>(call: &PageCall<W>, form: FormView, notice: Option<&'static str>) -> Self {
        let about = "Sign in to the portal with your address and your password.";
        Self {
            shell: call.shell_at(urls::SIGN_IN, "account", "Sign in", about),
            providers: provider_buttons(&call.ctx, form.values.get("next").map_or("", String::as_str)),
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
pub(super) fn refused<W: Audience>(call: &PageCall<W>, failure: Failure) -> Result<HttpResponse, Failure> {
    let Failure::Refused(code, message) = failure else {
        return Err(failure);
    };
    let next = match code {
        // Signed in with the password, they link it.
        Code::AddressTaken => urls::IDENTITIES,
        _ => "",
    };
    let form = call.form(&FIELDS).with("next", next);
    let mut page = SignInPage::new(call, form, None);
    page.problem = Some(Problem {
        message: message.into_owned(),
        code: code.to_string(),
    });
    call.show(error::status(code), &page)
}

/// `GET /sign-in`; somebody who is signed in goes on at once.
///
/// # Errors
/// As of any page.
pub async fn get(call: PageCall<Visitor>) -> Result<HttpResponse, PageError> {
    let wished = call.asked("next");
    if call.who.0.is_some() {
        return Ok(go_to(next(&wished)));
    }
    let notice = match call.asked("after").as_str() {
        "reset" => Some("Your new password is set. Sign in with it."),
        "confirmed" => Some("Your address is confirmed. Sign in with the password that you chose."),
        "out" => Some("You are signed out."),
        "closed" => Some("Your account is closed and you are signed out everywhere."),
        _ => None,
    };
    let form = call.form(&FIELDS).with("next", wished);
    let page = SignInPage::new(&call, form, notice);
    let mut shown = call.page(call.show(StatusCode::OK, &page))?;
    if cookies::value(&call.req, cookies::HERE).is_some() {
        // The session has ended elsewhere. Fails for a name that no header can hold, which ours can.
        let _ = shown.add_cookie(&cookies::clear(cookies::HERE));
    }
    Ok(shown)
}

/// `POST /sign-in`.
///
/// # Errors
/// As of any page; what was refused is shown in the form.
pub async fn post(call: PageCall<Anyone>, fields: Fields) -> Result<HttpResponse, PageError> {
    let jar = Jar::of(&call.req);
    let command = SignIn {
        mail: fields.text("mail"),
        password: fields.text("password"),
        held: jar.held(),
    };
    let answer = match sign_in::sign_in(&call.ctx, &command, &call.visit).await {
        Ok(begun) => Ok(go_on(&begun, next(fields.text("next")))),
        Err(failure) => {
            let form = call.form(&FIELDS).typed(&fields, &["password"]);
            let page = |form| SignInPage::new(&call, form, None);
            call.again(form, failure, "mail", page)
        }
    };
    call.page(answer)
}

/// `POST /sign-out`.
///
/// # Errors
/// As of any page.
pub async fn out(call: PageCall<Anyone>, _: Fields) -> Result<HttpResponse, PageError> {
    if let Some(cookie) = cookies::value(&call.req, cookies::SESSION)
        && let Err(failure) = sign_out::sign_out(&call.ctx, &cookie, &call.visit).await
    {
        return call.page(Err(failure));
    }
    let mut response = go_to("/sign-in?after=out");
    for name in [cookies::SESSION, cookies::ORG, cookies::HERE] {
        // Fails for a name that no header can hold, which ours can.
        let _ = response.add_cookie(&cookies::clear(name));
    }
    Ok(response)
}
