//! `/sign-up/company`: what is still missing of somebody whom a provider vouches for.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::{Jar, again, asked, go_on, next};
use crate::actions::Ctx;
use crate::actions::accounts::identities::{self, Newcomer};
use crate::templates::Page;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::From;
use crate::web::pages::{PageError, Shell, respond_own};
use crate::web::{Parts, urls};

const FIELDS: [&str; 3] = ["name", "org", "link"];

/// The page that asks for name and company.
#[derive(Debug, Serialize)]
struct CompanyPage {
    shell: Shell,
    form: FormView,
    provider: String,
    mail: String,
}

impl Page for CompanyPage {
    const TEMPLATE: &'static str = "pages/account/company";
}

impl CompanyPage {
    fn new(ctx: &Ctx, newcomer: &Newcomer, form: FormView) -> Self {
        let about = "One question is left before your account is ready.";
        Self {
            shell: Shell::new(ctx, "account", urls::SIGN_UP_COMPANY, "Your company", about),
            form,
            provider: newcomer.provider.clone(),
            mail: newcomer.mail.clone(),
        }
    }
}

/// `GET /sign-up/company`.
///
/// # Errors
/// `provider_state` when nobody waits behind the ticket, or in another browser.
pub async fn get(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let shown = async {
        let link = asked(&req, "link");
        let jar = Jar::of(&req);
        let newcomer = identities::newcomer(&ctx, &link, jar.browser.as_deref()).await?;
        let form = FormView::new(&token, &FIELDS)
            .with("link", link)
            .with("name", newcomer.name.clone());
        let page = CompanyPage::new(&ctx, &newcomer, form);
        respond_own(&parts, &token, StatusCode::OK, &page)
    };
    shown.await.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /sign-up/company`.
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
    let (link, browser) = (fields.text("link"), jar.browser.as_deref());
    let typed = (fields.text("name"), fields.text("org"));
    let answer = async {
        let failure = match identities::sign_up(&ctx, link, browser, typed, jar.held(), &visit).await {
            Ok((begun, place)) => return Ok(go_on(&begun, next(&place))),
            Err(failure) => failure,
        };
        let newcomer = match identities::newcomer(&ctx, link, browser).await {
            Ok(newcomer) => newcomer,
            // The first failure says more.
            Err(_) => return Err(failure),
        };
        let form = FormView::new(&token, &FIELDS).typed(&fields, &[]);
        let page = |form| CompanyPage::new(&ctx, &newcomer, form);
        again(&parts, &token, form, failure, "org", page)
    };
    answer.await.map_err(|failure| PageError::new(&req, failure))
}
