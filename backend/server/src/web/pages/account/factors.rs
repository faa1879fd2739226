//! Adding, renewing and removing the second factor.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::prove::give_session;
use super::qr::Qr;
use crate::actions::accounts::factors::{self, AppSetup};
use crate::actions::{Asker, Ctx, Failure};
use crate::templates::Page;
use crate::vault::Secret;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{From, SignedIn};
use crate::web::pages::{PageError, Shell, go_to, respond_own};
use crate::web::pairs::Pairs;
use crate::web::{Parts, urls};

/// What a person has, and the app that is being set up.
#[derive(Serialize)]
struct Factors {
    shell: Shell,
    form: FormView,
    action: String,
    app_since: Option<String>,
    codes_left: i64,
    setup: Option<Setup>,
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
pub async fn get(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let form = FormView::new(&token, &["code"]);
    let shown = show(&ctx, &parts, &req, &asker, &token, form, StatusCode::OK).await;
    shown.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /account/second-factor`: the first code of a new app.
///
/// # Errors
/// Too many codes; a wrong one is shown at the field.
pub async fn confirm(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let confirmed = factors::confirm_app(&ctx, &asker, fields.text("code"), &visit).await;
    let answer = match confirmed {
        Ok(new) => codes(&ctx, &parts, &req, &asker, &token, &new.codes).map(|mut response| {
            give_session(&mut response, &new.cookie);
            response
        }),
        Err(failure) => match FormView::new(&token, &["code"]).refused(failure) {
            Ok(form) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                show(&ctx, &parts, &req, &asker, &token, form, status).await
            }
            Err(failure) => Err(failure),
        },
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /account/recovery-codes`: new ones in place of the old.
///
/// # Errors
/// The second factor must be proven first.
pub async fn renew_codes(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    token: FormToken,
    _: Fields,
) -> Result<HttpResponse, PageError> {
    let renewed = factors::renew_codes(&ctx, &asker, &visit).await;
    let shown = renewed.and_then(|new| codes(&ctx, &parts, &req, &asker, &token, &new));
    shown.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /account/second-factor/remove`.
///
/// # Errors
/// The second factor must be proven first; staff keep one.
pub async fn remove(
    ctx: web::Data<Ctx>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    _: Fields,
) -> Result<HttpResponse, PageError> {
    let removed = factors::remove_app(&ctx, &asker, &visit).await;
    removed
        .map(|()| go_to(urls::SECOND_FACTOR))
        .map_err(|failure| PageError::new(&req, failure))
}

fn shell(ctx: &Ctx, asker: &Asker, token: &FormToken, title: &str) -> Shell {
    let about = "A second factor protects your account beside the password.";
    Shell::new(ctx, "account", urls::SECOND_FACTOR, title, about).of(asker, None, token)
}

fn next(req: &HttpRequest) -> String {
    let asked = Pairs::readable(req.query_string());
    urls::safe_next(asked.first("next")).to_owned()
}

async fn show(
    ctx: &Ctx,
    parts: &Parts,
    req: &HttpRequest,
    asker: &Asker,
    token: &FormToken,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let known = factors::list(ctx, asker).await?;
    let setup = match known.app_since {
        None => Some(setup(&factors::begin_app(ctx, asker).await?)?),
        Some(_) => None,
    };
    let page = Factors {
        shell: shell(ctx, asker, token, "Your second factor"),
        form,
        action: urls::with_next(urls::SECOND_FACTOR, &next(req)),
        app_since: known.app_since.map(|at| at.format("%-d %B %Y").to_string()),
        codes_left: known.codes_left,
        setup,
    };
    respond_own(parts, token, status, &page)
}

fn setup(app: &AppSetup) -> Result<Setup, Failure> {
    Ok(Setup {
        qr: Qr::of(app.address.bytes())?,
        seed: app.written.text().unwrap_or_default().to_owned(),
    })
}

fn codes(
    ctx: &Ctx,
    parts: &Parts,
    req: &HttpRequest,
    asker: &Asker,
    token: &FormToken,
    codes: &[Secret],
) -> Result<HttpResponse, Failure> {
    let next = next(req);
    let page = Codes {
        shell: shell(ctx, asker, token, "Your recovery codes"),
        codes: codes.iter().filter_map(Secret::text).map(str::to_owned).collect(),
        next: if next == "/" {
            urls::ACCOUNT.to_owned()
        } else {
            next
        },
    };
    respond_own(parts, token, StatusCode::OK, &page)
}
