//! `/sign-up/company`: what is still missing of somebody whom a provider vouches for.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::{Jar, go_on, next};
use crate::actions::accounts::identities::{self, Newcomer};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::Anyone;
use crate::web::pages::{PageCall, PageError, Shell};
use crate::web::urls;

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
    fn new(call: &PageCall<Anyone>, newcomer: &Newcomer, form: FormView) -> Self {
        let about = "One question is left before your account is ready.";
        Self {
            shell: call.shell_at(urls::SIGN_UP_COMPANY, "account", "Your company", about),
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
pub async fn get(call: PageCall<Anyone>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let link = call.asked("link");
        let jar = Jar::of(&call.req);
        let newcomer = identities::newcomer(&call.ctx, &link, jar.browser.as_deref()).await?;
        let form = call
            .form(&FIELDS)
            .with("link", link)
            .with("name", newcomer.name.clone());
        let page = CompanyPage::new(&call, &newcomer, form);
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// `POST /sign-up/company`.
///
/// # Errors
/// As of any page; what was refused is shown in the form.
pub async fn post(call: PageCall<Anyone>, fields: Fields) -> Result<HttpResponse, PageError> {
    let jar = Jar::of(&call.req);
    let (link, browser) = (fields.text("link"), jar.browser.as_deref());
    let typed = (fields.text("name"), fields.text("org"));
    call.answer(async {
        let failure =
            match identities::sign_up(&call.ctx, link, browser, typed, jar.held(), &call.visit).await {
                Ok((begun, place)) => return Ok(go_on(&begun, next(&place))),
                Err(failure) => failure,
            };
        let newcomer = match identities::newcomer(&call.ctx, link, browser).await {
            Ok(newcomer) => newcomer,
            // The first failure says more.
            Err(_) => return Err(failure),
        };
        let form = call.form(&FIELDS).typed(&fields, &[]);
        let page = |form| CompanyPage::new(&call, &newcomer, form);
        call.again(form, failure, "org", page)
    })
    .await
}
