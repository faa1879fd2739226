//! Typing a code: to finish a sign-in, and again before a sensitive act.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::actions::accounts::factors::{self, Proof};
use crate::actions::{Ctx, Failure};
use crate::templates::Page;
use crate::vault::Secret;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{From, HalfSignedIn, SignedIn};
use crate::web::pages::{PageError, Shell, go_to, respond_own};
use crate::web::pairs::Pairs;
use crate::web::{Parts, cookies, urls};

/// The page that asks for a code.
#[derive(Debug, Serialize)]
struct Prove {
    shell: Shell,
    form: FormView,
    action: String,
    signing_in: bool,
    cancel: String,
}

impl Page for Prove {
    const TEMPLATE: &'static str = "pages/account/prove";
}

/// `GET /account/prove`.
///
/// # Errors
/// Nobody is signed in; no second factor is there yet.
pub async fn ask_again(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let shown = (|| {
        if !asker.has_factor {
            asker.proven()?;
        }
        let form = FormView::new(&token, &["code"]);
        let shell = shell(&ctx, urls::STEP_UP).of(&asker, None, &token);
        show(&parts, &req, &token, StatusCode::OK, shell, form, false)
    })();
    shown.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /account/prove`.
///
/// # Errors
/// Too many codes; a wrong one is shown at the field.
pub async fn again(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let proven = factors::step_up(&ctx, &asker, &Proof::typed(fields.text("code")), &visit).await;
    let answer = match proven {
        Ok(cookie) => Ok(go_on(&req, &cookie)),
        Err(failure) => FormView::new(&token, &["code"])
            .refused(failure)
            .and_then(|form| {
                let shell = shell(&ctx, urls::STEP_UP).of(&asker, None, &token);
                show(
                    &parts,
                    &req,
                    &token,
                    StatusCode::UNPROCESSABLE_ENTITY,
                    shell,
                    form,
                    false,
                )
            }),
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// `GET /sign-in/second-factor`.
///
/// # Errors
/// Nobody has given a password lately.
pub async fn ask(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    HalfSignedIn(_): HalfSignedIn,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let form = FormView::new(&token, &["code"]);
    let shell = shell(&ctx, urls::FINISH_SIGN_IN);
    let shown = show(&parts, &req, &token, StatusCode::OK, shell, form, true);
    shown.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /sign-in/second-factor`.
///
/// # Errors
/// Too many codes; a wrong one is shown at the field.
pub async fn finish(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    HalfSignedIn(asker): HalfSignedIn,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let proof = Proof::typed(fields.text("code"));
    let answer = match factors::finish_sign_in(&ctx, &asker, &proof, &visit).await {
        Ok(cookie) => Ok(go_on(&req, &cookie)),
        Err(failure) => FormView::new(&token, &["code"])
            .refused(failure)
            .and_then(|form| {
                let shell = shell(&ctx, urls::FINISH_SIGN_IN);
                show(
                    &parts,
                    &req,
                    &token,
                    StatusCode::UNPROCESSABLE_ENTITY,
                    shell,
                    form,
                    true,
                )
            }),
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}

fn shell(ctx: &Ctx, path: &str) -> Shell {
    let title = "Your second factor";
    Shell::new(
        ctx,
        "account",
        path,
        title,
        "Type a code of your authenticator app.",
    )
}

/// Where the person was on the way to.
fn next(req: &HttpRequest) -> String {
    let asked = Pairs::readable(req.query_string());
    let next = urls::safe_next(asked.first("next"));
    if next == "/" { urls::PORTAL } else { next }.to_owned()
}

fn go_on(req: &HttpRequest, cookie: &Secret) -> HttpResponse {
    let mut response = go_to(&next(req));
    give_session(&mut response, cookie);
    response
}

/// Puts a session's new cookie into an answer.
pub(super) fn give_session(response: &mut HttpResponse, cookie: &Secret) {
    let text = cookie.text().unwrap_or_default().to_owned();
    // Fails for a value that no header can hold, which base64url always can.
    let _ = response.add_cookie(&cookies::set(cookies::SESSION, text, Some(14)));
}

fn show(
    parts: &Parts,
    req: &HttpRequest,
    token: &FormToken,
    status: StatusCode,
    shell: Shell,
    form: FormView,
    signing_in: bool,
) -> Result<HttpResponse, Failure> {
    let place = if signing_in {
        urls::FINISH_SIGN_IN
    } else {
        urls::STEP_UP
    };
    let page = Prove {
        shell,
        form,
        action: urls::with_next(place, &next(req)),
        signing_in,
        cancel: if signing_in { urls::SIGN_IN } else { urls::ACCOUNT }.to_owned(),
    };
    respond_own(parts, token, status, &page)
}
