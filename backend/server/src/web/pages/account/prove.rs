//! Typing a code: to finish a sign-in, and again before a sensitive act.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::{Ready, ready};
use serde::Serialize;

use super::Jar;
use crate::actions::accounts::factors::{self, Proof};
use crate::actions::{Asker, Ctx, Failure};
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
pub async fn ask_again(asked: Asked, SignedIn(asker): SignedIn) -> Result<HttpResponse, PageError> {
    // Without a second factor there is nothing to prove: the refusal leads to adding one.
    let may = if asker.has_factor { Ok(()) } else { asker.proven() };
    asked.answer(may.and_then(|()| asked.show(Some(&asker), StatusCode::OK, asked.form())))
}

/// `POST /account/prove`.
///
/// # Errors
/// Too many codes; a wrong one is shown at the field.
pub async fn again(
    asked: Asked,
    SignedIn(asker): SignedIn,
    From(visit): From,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let proof = Proof::typed(fields.text("code"));
    let proven = factors::step_up(&asked.ctx, &asker, &proof, &visit).await;
    asked.judged(Some(&asker), proven.map(|cookie| go_on(&asked.req, &cookie)))
}

/// `GET /sign-in/second-factor`.
///
/// # Errors
/// Nobody has given a password lately.
pub async fn ask(asked: Asked, HalfSignedIn(_): HalfSignedIn) -> Result<HttpResponse, PageError> {
    asked.answer(asked.show(None, StatusCode::OK, asked.form()))
}

/// `POST /sign-in/second-factor`.
///
/// # Errors
/// Too many codes; a wrong one is shown at the field.
pub async fn finish(
    asked: Asked,
    HalfSignedIn(asker): HalfSignedIn,
    From(visit): From,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let proof = Proof::typed(fields.text("code"));
    let jar = Jar::of(&asked.req);
    let finished = factors::finish_sign_in(&asked.ctx, &asker, &proof, jar.held(), &visit).await;
    asked.judged(
        None,
        finished.map(|begun| super::go_on(&begun, &next(&asked.req))),
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

/// What every one of these pages is made from.
pub struct Asked {
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    token: FormToken,
}

impl FromRequest for Asked {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let known = req
            .app_data::<web::Data<Ctx>>()
            .zip(req.app_data::<web::Data<Parts>>());
        let Some((ctx, parts)) = known else {
            return ready(Err(PageError::new(req, Failure::Unavailable)));
        };
        let (ctx, parts) = (ctx.clone(), parts.clone());
        ready(
            FormToken::from_request(req, payload)
                .into_inner()
                .map(|token| Self {
                    ctx,
                    parts,
                    req: req.clone(),
                    token,
                }),
        )
    }
}

impl Asked {
    fn form(&self) -> FormView {
        FormView::new(&self.token, &["code"])
    }

    fn answer(&self, shown: Result<HttpResponse, Failure>) -> Result<HttpResponse, PageError> {
        shown.map_err(|failure| PageError::new(&self.req, failure))
    }

    /// Goes on, or shows at the field why not.
    fn judged(
        &self,
        asker: Option<&Asker>,
        proven: Result<HttpResponse, Failure>,
    ) -> Result<HttpResponse, PageError> {
        self.answer(match proven {
            Ok(on) => Ok(on),
            Err(failure) => self
                .form()
                .refused(failure)
                .and_then(|form| self.show(asker, StatusCode::UNPROCESSABLE_ENTITY, form)),
        })
    }

    /// The page; without an `asker` it finishes a sign-in.
    fn show(
        &self,
        asker: Option<&Asker>,
        status: StatusCode,
        form: FormView,
    ) -> Result<HttpResponse, Failure> {
        let (place, cancel) = match asker {
            None => (urls::FINISH_SIGN_IN, urls::SIGN_IN),
            Some(_) => (urls::STEP_UP, urls::ACCOUNT),
        };
        let about = "Type a code of your authenticator app.";
        let shell = Shell::new(&self.ctx, "account", place, "Your second factor", about);
        let page = Prove {
            shell: match asker {
                Some(asker) => shell.of(asker, None, &self.token),
                None => shell,
            },
            form,
            action: urls::with_next(place, &next(&self.req)),
            signing_in: asker.is_none(),
            cancel: cancel.to_owned(),
        };
        respond_own(&self.parts, &self.token, status, &page)
    }
}
