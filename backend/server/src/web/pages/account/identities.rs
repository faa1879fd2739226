//! `/account/identities`: the accounts at providers that a person signs in with.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Jar, ProviderButton, browser_of, go_away};
use crate::actions::accounts::identities::{self, Purpose};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::SignedIn;
use crate::web::pages::{PageCall, PageError, Shell, go_to};
use crate::web::urls;

/// What is linked, and what can be.
#[derive(Debug, Serialize)]
struct Identities {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    linked: Vec<LinkedLine>,
    providers: Vec<ProviderButton>,
}

#[derive(Debug, Serialize)]
struct LinkedLine {
    provider: String,
    issuer: String,
    subject: String,
}

impl Page for Identities {
    const TEMPLATE: &'static str = "pages/account/identities";
}

/// Asks whether to link what somebody came back with.
#[derive(Debug, Serialize)]
struct LinkIdentity {
    shell: Shell,
    form: FormView,
    provider: String,
    mail: Option<String>,
    own_mail: String,
}

impl Page for LinkIdentity {
    const TEMPLATE: &'static str = "pages/account/link-identity";
}

fn shell(call: &PageCall<SignedIn>, title: &str) -> Shell {
    let about = "Sign in with an account that you have elsewhere.";
    call.shell_at(urls::IDENTITIES, "account", title, about)
}

/// `GET /account/identities`.
///
/// # Errors
/// Nobody is signed in.
pub async fn get(call: PageCall<SignedIn>) -> Result<HttpResponse, PageError> {
    let notice = match call.asked("after").as_str() {
        "linked" => Some("The account is linked. You can sign in with it from now on."),
        "unlinked" => Some("The account is unlinked. Nobody signs in here with it any more."),
        _ => None,
    };
    call.answer(async {
        let linked = identities::linked(&call.ctx, call.asker()).await?;
        let providers = call.ctx.sign_in_providers().iter();
        let left = providers.filter(|one| !linked.iter().any(|linked| linked.issuer == one.issuer));
        let buttons = left.map(|provider| ProviderButton {
            label: provider.label.clone(),
            href: urls::link_with(&provider.id),
        });
        let page = Identities {
            shell: shell(&call, "Sign in with other accounts"),
            form: call.form(&[]),
            notice,
            providers: buttons.collect(),
            linked: linked
                .into_iter()
                .map(|linked| LinkedLine {
                    provider: linked.provider,
                    issuer: linked.issuer,
                    subject: linked.subject,
                })
                .collect(),
        };
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// `GET /account/identities/with/{provider}`: off to the provider. Nothing is linked before a click
/// on our own page afterwards.
///
/// # Errors
/// The second factor must be proven first.
pub async fn go(call: PageCall<SignedIn>, provider: web::Path<String>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let (browser, is_new) = browser_of(&Jar::of(&call.req))?;
        let way = identities::begin(
            &call.ctx,
            &provider,
            Purpose::Link(call.asker()),
            &browser,
            &call.visit,
        )
        .await?;
        Ok(go_away(way.as_str(), browser, is_new))
    })
    .await
}

/// `GET /account/identities/confirm`.
///
/// # Errors
/// `provider_state` when nothing waits behind the ticket for this person and browser.
pub async fn ask(call: PageCall<SignedIn>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let link = call.asked("link");
        let jar = Jar::of(&call.req);
        let waiting = identities::waiting(&call.ctx, call.asker(), &link, jar.browser.as_deref()).await?;
        let page = LinkIdentity {
            shell: shell(&call, "Link an account"),
            form: call.form(&["link"]).with("link", link),
            provider: waiting.provider,
            mail: waiting.mail,
            own_mail: call.asker().mail.to_string(),
        };
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// `POST /account/identities/confirm`.
///
/// # Errors
/// The second factor must be proven first; the identity may be linked elsewhere.
pub async fn link(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    let jar = Jar::of(&call.req);
    let linked = identities::link(
        &call.ctx,
        call.asker(),
        fields.text("link"),
        jar.browser.as_deref(),
        &call.visit,
    )
    .await;
    call.page(linked.map(|()| go_to("/account/identities?after=linked")))
}

/// `POST /account/identities/remove`.
///
/// # Errors
/// The second factor must be proven first; one way to sign in stays.
pub async fn unlink(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    let unlinked = identities::unlink(
        &call.ctx,
        call.asker(),
        fields.text("issuer"),
        fields.text("subject"),
        &call.visit,
    );
    call.page(
        unlinked
            .await
            .map(|()| go_to("/account/identities?after=unlinked")),
    )
}
