//! Adding, renewing and removing the second factor.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::prove::give_session;
use super::qr::Qr;
use crate::actions::Failure;
use crate::actions::accounts::factors::{self, AppSetup, NewFactor, OwnPasskey};
use crate::templates::Page;
use crate::vault::Secret;
use crate::web::form::{Fields, FormView};
use crate::web::guard::SignedIn;
use crate::web::pages::{PageCall, PageError, Shell, go_to};
use crate::web::urls;

/// The fields of the page's forms.
pub(super) const FIELDS: [&str; 3] = ["code", "name", "passkey"];

/// What a person has, and the app that is being set up.
#[derive(Serialize)]
struct Factors {
    shell: Shell,
    form: FormView,
    action: String,
    has_factor: bool,
    /// A factor is there and was not proven lately, so that none is added or removed.
    prove_first: Option<String>,
    app_since: Option<String>,
    codes_left: i64,
    setup: Option<Setup>,
    passkeys: Vec<PasskeyLine>,
    passkeys_possible: bool,
    add_passkey: String,
}

#[derive(Serialize)]
struct PasskeyLine {
    id: String,
    name: String,
    added: String,
    used: Option<String>,
    synced: bool,
}

#[derive(Serialize)]
struct Setup {
    qr: Qr,
    seed: String,
}

impl Page for Factors {
    const TEMPLATE: &'static str = "pages/account/second-factor";
}

/// New recovery codes, shown once.
#[derive(Serialize)]
struct Codes {
    shell: Shell,
    codes: Vec<String>,
    next: String,
}

impl Page for Codes {
    const TEMPLATE: &'static str = "pages/account/recovery-codes";
}

/// `GET /account/second-factor`.
///
/// # Errors
/// Nobody is signed in.
pub async fn get(call: PageCall<SignedIn>) -> Result<HttpResponse, PageError> {
    let form = call.form(&FIELDS);
    call.answer(show(&call, form, StatusCode::OK)).await
}

/// `POST /account/second-factor`: the first code of a new app.
///
/// # Errors
/// Too many codes; a wrong one is shown at the field.
pub async fn confirm(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    let confirmed = factors::confirm_app(&call.ctx, call.asker(), fields.text("code"), &call.visit).await;
    let answer = match confirmed {
        Ok(new) => added(&call, &new),
        Err(failure) => refused(&call, call.form(&FIELDS), failure).await,
    };
    call.page(answer)
}

/// `POST /account/recovery-codes`: new ones in place of the old.
///
/// # Errors
/// The second factor must be proven first.
pub async fn renew_codes(call: PageCall<SignedIn>, _: Fields) -> Result<HttpResponse, PageError> {
    let renewed = factors::renew_codes(&call.ctx, call.asker(), &call.visit).await;
    call.page(renewed.and_then(|new| codes(&call, &new)))
}

/// `POST /account/second-factor/remove`.
///
/// # Errors
/// The second factor must be proven first; staff keep one.
pub async fn remove(call: PageCall<SignedIn>, _: Fields) -> Result<HttpResponse, PageError> {
    let removed = factors::remove_app(&call.ctx, call.asker(), &call.visit).await;
    call.page(removed.map(|()| go_to(urls::SECOND_FACTOR)))
}

fn shell(call: &PageCall<SignedIn>, title: &str) -> Shell {
    let about = "A second factor protects your account beside the password.";
    call.shell_at(urls::SECOND_FACTOR, "account", title, about)
}

fn next(call: &PageCall<SignedIn>) -> String {
    urls::safe_next(Some(&call.asked("next"))).to_owned()
}

/// Goes on after a factor was added: to the recovery codes when there are new ones.
pub(super) fn added(call: &PageCall<SignedIn>, new: &NewFactor) -> Result<HttpResponse, Failure> {
    let mut response = if new.codes.is_empty() {
        let next = next(call);
        go_to(if next == "/" { urls::SECOND_FACTOR } else { &next })
    } else {
        codes(call, &new.codes)?
    };
    give_session(&mut response, &new.cookie);
    Ok(response)
}

/// The page again, with what was refused.
pub(super) async fn refused(
    call: &PageCall<SignedIn>,
    form: FormView,
    failure: Failure,
) -> Result<HttpResponse, Failure> {
    let form = form.refused(failure)?;
    show(call, form, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn show(
    call: &PageCall<SignedIn>,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let (ctx, asker) = (&call.ctx, call.asker());
    let known = factors::list(ctx, asker).await?;
    let may_change = !asker.has_factor || asker.stepped_up;
    let setup = match known.app_since {
        None if may_change => Some(setup(&factors::begin_app(ctx, asker).await?)?),
        _ => None,
    };
    let next = next(call);
    let here = urls::with_next(urls::SECOND_FACTOR, &next);
    let page = Factors {
        shell: shell(call, "Your second factor"),
        form,
        add_passkey: urls::with_next("/account/passkeys", &next),
        prove_first: (!may_change).then(|| urls::with_next(urls::STEP_UP, &here)),
        has_factor: asker.has_factor,
        action: here,
        passkeys: known.passkeys.iter().map(PasskeyLine::of).collect(),
        passkeys_possible: known.passkeys_possible,
        app_since: known.app_since.map(day),
        codes_left: known.codes_left,
        setup,
    };
    call.show(status, &page)
}

impl PasskeyLine {
    fn of(passkey: &OwnPasskey) -> Self {
        Self {
            id: passkey.id.to_string(),
            name: passkey.name.clone(),
            added: day(passkey.created_at),
            used: passkey.used_at.map(day),
            synced: passkey.synced,
        }
    }
}

fn day(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y").to_string()
}

fn setup(app: &AppSetup) -> Result<Setup, Failure> {
    Ok(Setup {
        qr: Qr::of(app.address.bytes())?,
        seed: app.written.text().unwrap_or_default().to_owned(),
    })
}

fn codes(call: &PageCall<SignedIn>, codes: &[Secret]) -> Result<HttpResponse, Failure> {
    let next = next(call);
    let page = Codes {
        shell: shell(call, "Your recovery codes"),
        codes: codes.iter().filter_map(Secret::text).map(str::to_owned).collect(),
        next: if next == "/" {
            urls::ACCOUNT.to_owned()
        } else {
            next
        },
    };
    call.show(StatusCode::OK, &page)
}
