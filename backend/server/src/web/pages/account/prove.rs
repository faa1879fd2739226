//! Proving the second factor: to finish a sign-in, and again before a sensitive act.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::passkeys::{answered, begun};
use super::{Jar, go_on};
use crate::actions::accounts::factors::{self, Proof};
use crate::actions::{Asker, Failure};
use crate::templates::Page;
use crate::vault::Secret;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{Audience, HalfSignedIn, SignedIn};
use crate::web::pages::{PageCall, PageError, Shell, go_to};
use crate::web::{cookies, urls};

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
pub async fn ask_again(call: PageCall<SignedIn>) -> Result<HttpResponse, PageError> {
    // Without a second factor there is nothing to prove: the refusal leads to adding one.
    call.answer(async {
        if !call.asker().has_factor {
            call.asker().proven()?;
        }
        show(&call, AGAIN, StatusCode::OK, form(&call)).await
    })
    .await
}

/// `POST /account/prove`.
///
/// # Errors
/// Too many codes; a wrong one is shown at the field.
pub async fn again(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    let proof = Proof::typed(fields.text("code"));
    call.answer(prove_again(&call, &proof)).await
}

/// `POST /account/prove/passkey`.
///
/// # Errors
/// Too many tries; a passkey that was not accepted is named.
pub async fn again_by_passkey(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    let proof = Proof::Passkey(answered(&fields));
    call.answer(prove_again(&call, &proof)).await
}

/// `POST /account/prove/begin`: a challenge for a passkey.
///
/// # Errors
/// Nobody is signed in, or has a passkey; too many ceremonies.
pub async fn begin_again(call: PageCall<SignedIn>, _: Fields) -> Result<HttpResponse, PageError> {
    let ceremony = factors::ask_passkey(&call.ctx, call.asker(), &call.visit).await;
    call.page(ceremony.map(|ceremony| begun(&ceremony)))
}

/// `GET /sign-in/second-factor`.
///
/// # Errors
/// Nobody has given a password lately.
pub async fn ask(call: PageCall<HalfSignedIn>) -> Result<HttpResponse, PageError> {
    call.answer(show(&call, FINISHING, StatusCode::OK, form(&call)))
        .await
}

/// `POST /sign-in/second-factor`.
///
/// # Errors
/// Too many codes; a wrong one is shown at the field.
pub async fn finish(call: PageCall<HalfSignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    let proof = Proof::typed(fields.text("code"));
    call.answer(finish_with(&call, &proof)).await
}

/// `POST /sign-in/second-factor/passkey`.
///
/// # Errors
/// Too many tries; a passkey that was not accepted is named.
pub async fn finish_by_passkey(
    call: PageCall<HalfSignedIn>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let proof = Proof::Passkey(answered(&fields));
    call.answer(finish_with(&call, &proof)).await
}

/// `POST /sign-in/second-factor/begin`: a challenge for a passkey.
///
/// # Errors
/// Nobody has given a password lately, or has a passkey; too many ceremonies.
pub async fn begin_finishing(call: PageCall<HalfSignedIn>, _: Fields) -> Result<HttpResponse, PageError> {
    let ceremony = factors::ask_passkey(&call.ctx, call.asker(), &call.visit).await;
    call.page(ceremony.map(|ceremony| begun(&ceremony)))
}

/// The page that proves again, and the one that finishes a sign-in: where each is, and where its
/// "Cancel" leads.
const AGAIN: (&str, &str) = (urls::STEP_UP, urls::ACCOUNT);
const FINISHING: (&str, &str) = (urls::FINISH_SIGN_IN, urls::SIGN_IN);

/// Where the person was on the way to.
fn next<W>(call: &PageCall<W>) -> String {
    super::next(&call.asked("next")).to_owned()
}

/// Puts a session's new cookie into an answer.
pub(in crate::web::pages) fn give_session(response: &mut HttpResponse, cookie: &Secret) {
    let text = cookie.text().unwrap_or_default().to_owned();
    // Fails for a value that no header can hold, which base64url always can.
    let _ = response.add_cookie(&cookies::set(cookies::SESSION, text, Some(14)));
}

fn form<W>(call: &PageCall<W>) -> FormView {
    call.form(&["code", "passkey"])
}

async fn prove_again(call: &PageCall<SignedIn>, proof: &Proof<'_>) -> Result<HttpResponse, Failure> {
    let proven = factors::step_up(&call.ctx, call.asker(), proof, &call.visit).await;
    let on = proven.map(|cookie| {
        let mut response = go_to(&next(call));
        give_session(&mut response, &cookie);
        response
    });
    judged(call, AGAIN, on).await
}

async fn finish_with(call: &PageCall<HalfSignedIn>, proof: &Proof<'_>) -> Result<HttpResponse, Failure> {
    let jar = Jar::of(&call.req);
    let finished = factors::finish_sign_in(&call.ctx, call.asker(), proof, jar.held(), &call.visit).await;
    let on = finished.map(|begun| go_on(&begun, &next(call)));
    judged(call, FINISHING, on).await
}

/// Goes on, or shows at the field why not.
async fn judged<W: Audience + AsRef<Asker>>(
    call: &PageCall<W>,
    place: (&'static str, &'static str),
    proven: Result<HttpResponse, Failure>,
) -> Result<HttpResponse, Failure> {
    match proven {
        Ok(on) => Ok(on),
        Err(failure) => {
            let form = form(call).refused(failure)?;
            show(call, place, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
    }
}

async fn show<W: Audience + AsRef<Asker>>(
    call: &PageCall<W>,
    (place, cancel): (&'static str, &'static str),
    status: StatusCode,
    form: FormView,
) -> Result<HttpResponse, Failure> {
    let known = factors::list(&call.ctx, call.asker()).await?;
    let next = next(call);
    let about = "Use a passkey, or type a code of your authenticator app.";
    let has_passkey = known.passkeys_possible && !known.passkeys.is_empty();
    let page = Prove {
        shell: call.shell_at(place, "account", "Your second factor", about),
        form,
        action: urls::with_next(place, &next),
        passkey: has_passkey.then(|| ByPasskey {
            begin: format!("{place}/begin"),
            action: urls::with_next(&format!("{place}/passkey"), &next),
        }),
        has_app: known.app_since.is_some(),
        has_codes: known.codes_left > 0,
        signing_in: place == urls::FINISH_SIGN_IN,
        cancel: cancel.to_owned(),
    };
    call.show(status, &page)
}
