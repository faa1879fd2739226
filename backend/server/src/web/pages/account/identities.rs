//! `/account/identities`: the accounts at providers that a person signs in with.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::{Jar, ProviderButton, asked, browser_of, go_away};
use crate::actions::accounts::identities::{self, Purpose};
use crate::actions::{Asker, Ctx, Failure};
use crate::templates::Page;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{From, SignedIn};
use crate::web::pages::{PageError, Shell, go_to, respond_own};
use crate::web::{Parts, urls};

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

fn shell(ctx: &Ctx, asker: &Asker, token: &FormToken, title: &str) -> Shell {
    let about = "Sign in with an account that you have elsewhere.";
    Shell::new(ctx, "account", urls::IDENTITIES, title, about).of(asker, None, token)
}

/// `GET /account/identities`.
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
    let notice = match asked(&req, "after").as_str() {
        "linked" => Some("The account is linked. You can sign in with it from now on."),
        "unlinked" => Some("The account is unlinked. Nobody signs in here with it any more."),
        _ => None,
    };
    let shown = async {
        let linked = identities::linked(&ctx, &asker).await?;
        let providers = ctx.sign_in_providers().iter();
        let left = providers.filter(|one| !linked.iter().any(|linked| linked.issuer == one.issuer));
        let buttons = left.map(|provider| ProviderButton {
            label: provider.label.clone(),
            href: urls::link_with(&provider.id),
        });
        let page = Identities {
            shell: shell(&ctx, &asker, &token, "Sign in with other accounts"),
            form: FormView::new(&token, &[]),
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
        respond_own(&parts, &token, StatusCode::OK, &page)
    };
    shown.await.map_err(|failure| PageError::new(&req, failure))
}

/// `GET /account/identities/with/{provider}`: off to the provider. Nothing is linked before a click
/// on our own page afterwards.
///
/// # Errors
/// The second factor must be proven first.
pub async fn go(
    ctx: web::Data<Ctx>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    provider: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let begun = async {
        let (browser, is_new) = browser_of(&Jar::of(&req))?;
        let way = identities::begin(&ctx, &provider, Purpose::Link(&asker), &browser, &visit).await?;
        Ok::<_, Failure>(go_away(way.as_str(), browser, is_new))
    };
    begun.await.map_err(|failure| PageError::new(&req, failure))
}

/// `GET /account/identities/confirm`.
///
/// # Errors
/// `provider_state` when nothing waits behind the ticket for this person and browser.
pub async fn ask(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let shown = async {
        let link = asked(&req, "link");
        let jar = Jar::of(&req);
        let waiting = identities::waiting(&ctx, &asker, &link, jar.browser.as_deref()).await?;
        let page = LinkIdentity {
            shell: shell(&ctx, &asker, &token, "Link an account"),
            form: FormView::new(&token, &["link"]).with("link", link),
            provider: waiting.provider,
            mail: waiting.mail,
            own_mail: asker.mail.to_string(),
        };
        respond_own(&parts, &token, StatusCode::OK, &page)
    };
    shown.await.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /account/identities/confirm`.
///
/// # Errors
/// The second factor must be proven first; the identity may be linked elsewhere.
pub async fn link(
    ctx: web::Data<Ctx>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let jar = Jar::of(&req);
    let linked = identities::link(&ctx, &asker, fields.text("link"), jar.browser.as_deref(), &visit).await;
    linked
        .map(|()| go_to("/account/identities?after=linked"))
        .map_err(|failure| PageError::new(&req, failure))
}

/// `POST /account/identities/remove`.
///
/// # Errors
/// The second factor must be proven first; one way to sign in stays.
pub async fn unlink(
    ctx: web::Data<Ctx>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let unlinked = identities::unlink(
        &ctx,
        &asker,
        fields.text("issuer"),
        fields.text("subject"),
        &visit,
    );
    unlinked
        .await
        .map(|()| go_to("/account/identities?after=unlinked"))
        .map_err(|failure| PageError::new(&req, failure))
}
