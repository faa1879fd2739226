//! Proving the second factor: to finish a sign-in, and again before a sensitive act.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::{Ready, ready};
use serde::Serialize;

use super::Jar;
use super::passkeys::{answered, begun};
use crate::actions::accounts::factors::{self, Proof};
use crate::actions::{Asker, Ctx, Failure, Visit};
use crate::templates::Page;
use crate::vault::Secret;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{From, HalfSignedIn, SignedIn};
use crate::web::pages::{PageError, Shell, go_to, respond_own};
use crate::web::pairs::Pairs;
use crate::web::{Parts, cookies, urls};

/// The page that asks for a passkey or a code.
#[derive(Debug, Serialize)]
struct Prove {
    shell: Shell,
    form: FormView,
    action: String,
    /// Where the proof by a passkey goes, for those who have one.
    passkey: Option<ByPasskey>,
    has_app: bool,
    has_codes: bool,
    signing_in: bool,
    cancel: String,
}

#[derive(Debug, Serialize)]
struct ByPasskey {
    begin: String,
    action: String,
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
    let shown = match if asker.has_factor { Ok(()) } else { asker.proven() } {
        Ok(()) => asked.show(&asker, AGAIN, StatusCode::OK, asked.form()).await,
        Err(failure) => Err(failure),
    };
    asked.answer(shown)
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
    asked.prove_again(&asker, &proof, &visit).await
}

/// `POST /account/prove/passkey`.
///
/// # Errors
/// Too many tries; a passkey that was not accepted is named.
pub async fn again_by_passkey(
    asked: Asked,
    SignedIn(asker): SignedIn,
    From(visit): From,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let proof = Proof::Passkey(answered(&fields));
    asked.prove_again(&asker, &proof, &visit).await
}

/// `POST /account/prove/begin`: a challenge for a passkey.
///
/// # Errors
/// Nobody is signed in, or has a passkey; too many ceremonies.
pub async fn begin_again(
    asked: Asked,
    SignedIn(asker): SignedIn,
    From(visit): From,
    _: Fields,
) -> Result<HttpResponse, PageError> {
    let ceremony = factors::ask_passkey(&asked.ctx, &asker, &visit).await;
    asked.answer(ceremony.map(|ceremony| begun(&ceremony)))
}

/// `GET /sign-in/second-factor`.
///
/// # Errors
/// Nobody has given a password lately.
pub async fn ask(asked: Asked, HalfSignedIn(asker): HalfSignedIn) -> Result<HttpResponse, PageError> {
    let shown = asked.show(&asker, FINISHING, StatusCode::OK, asked.form()).await;
    asked.answer(shown)
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
    asked.finish(&asker, &proof, &visit).await
}

/// `POST /sign-in/second-factor/passkey`.
///
/// # Errors
/// Too many tries; a passkey that was not accepted is named.
pub async fn finish_by_passkey(
    asked: Asked,
    HalfSignedIn(asker): HalfSignedIn,
    From(visit): From,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let proof = Proof::Passkey(answered(&fields));
    asked.finish(&asker, &proof, &visit).await
}

/// `POST /sign-in/second-factor/begin`: a challenge for a passkey.
///
/// # Errors
/// Nobody has given a password lately, or has a passkey; too many ceremonies.
pub async fn begin_finishing(
    asked: Asked,
    HalfSignedIn(asker): HalfSignedIn,
    From(visit): From,
    _: Fields,
) -> Result<HttpResponse, PageError> {
    let ceremony = factors::ask_passkey(&asked.ctx, &asker, &visit).await;
    asked.answer(ceremony.map(|ceremony| begun(&ceremony)))
}

/// The page that proves again, and the one that finishes a sign-in: where each is, and where its
/// "Cancel" leads.
const AGAIN: (&str, &str) = (urls::STEP_UP, urls::ACCOUNT);
const FINISHING: (&str, &str) = (urls::FINISH_SIGN_IN, urls::SIGN_IN);

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
pub(in crate::web::pages) fn give_session(response: &mut HttpResponse, cookie: &Secret) {
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
        FormView::new(&self.token, &["code", "passkey"])
    }

    fn answer(&self, shown: Result<HttpResponse, Failure>) -> Result<HttpResponse, PageError> {
        shown.map_err(|failure| PageError::new(&self.req, failure))
    }

    async fn prove_again(
        &self,
        asker: &Asker,
        proof: &Proof<'_>,
        visit: &Visit,
    ) -> Result<HttpResponse, PageError> {
        let proven = factors::step_up(&self.ctx, asker, proof, visit).await;
        let on = proven.map(|cookie| go_on(&self.req, &cookie));
        self.judged(asker, AGAIN, on).await
    }

    async fn finish(
        &self,
        asker: &Asker,
        proof: &Proof<'_>,
        visit: &Visit,
    ) -> Result<HttpResponse, PageError> {
        let jar = Jar::of(&self.req);
        let finished = factors::finish_sign_in(&self.ctx, asker, proof, jar.held(), visit).await;
        let on = finished.map(|begun| super::go_on(&begun, &next(&self.req)));
        self.judged(asker, FINISHING, on).await
    }

    /// Goes on, or shows at the field why not.
    async fn judged(
        &self,
        asker: &Asker,
        place: (&'static str, &'static str),
        proven: Result<HttpResponse, Failure>,
    ) -> Result<HttpResponse, PageError> {
        let shown = match proven.map_err(|failure| self.form().refused(failure)) {
            Ok(on) => Ok(on),
            Err(Ok(form)) => {
                self.show(asker, place, StatusCode::UNPROCESSABLE_ENTITY, form)
                    .await
            }
            Err(Err(failure)) => Err(failure),
        };
        self.answer(shown)
    }

    async fn show(
        &self,
        asker: &Asker,
        (place, cancel): (&'static str, &'static str),
        status: StatusCode,
        form: FormView,
    ) -> Result<HttpResponse, Failure> {
        let known = factors::list(&self.ctx, asker).await?;
        let signing_in = place == urls::FINISH_SIGN_IN;
        let next = next(&self.req);
        let about = "Use a passkey, or type a code of your authenticator app.";
        let shell = Shell::new(&self.ctx, "account", place, "Your second factor", about);
        let has_passkey = known.passkeys_possible && !known.passkeys.is_empty();
        let page = Prove {
            // Whoever has given the password only is nobody yet.
            shell: if signing_in {
                shell
            } else {
                shell.of(asker, None, &self.token)
            },
            form,
            action: urls::with_next(place, &next),
            passkey: has_passkey.then(|| ByPasskey {
                begin: format!("{place}/begin"),
                action: urls::with_next(&format!("{place}/passkey"), &next),
            }),
            has_app: known.app_since.is_some(),
            has_codes: known.codes_left > 0,
            signing_in,
            cancel: cancel.to_owned(),
        };
        respond_own(&self.parts, &self.token, status, &page)
    }
}
