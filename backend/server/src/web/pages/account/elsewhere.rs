//! `/sign-in/with/{provider}` and `/sign-in/back/{provider}`.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Jar, asked, browser_of, go_away, go_on, next, sign_in};
use crate::actions::accounts::identities::{self, Arrived, Back, Purpose};
use crate::actions::{Asker, Ctx, Failure};
use crate::vault::Secret;
use crate::web::forgery::FormToken;
use crate::web::guard::{From, Visitor};
use crate::web::pages::{PageError, go_to};
use crate::web::pairs::Pairs;
use crate::web::{Parts, urls};

/// `GET /sign-in/with/{provider}`: off to the provider.
///
/// # Errors
/// As of any page; what the provider refused is shown on the sign-in page.
pub async fn go(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    From(visit): From,
    token: FormToken,
    provider: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let begun = async {
        let (browser, is_new) = browser_of(&Jar::of(&req))?;
        let wished = asked(&req, "next");
        let purpose = Purpose::SignIn { next: next(&wished) };
        let way = identities::begin(&ctx, &provider, purpose, &browser, &visit).await?;
        Ok(go_away(way.as_str(), browser, is_new))
    };
    let answer = match begun.await {
        Ok(away) => Ok(away),
        Err(failure) => sign_in::refused(&ctx, &parts, &token, failure),
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// `GET /sign-in/back/{provider}`: the provider sends a browser back.
///
/// # Errors
/// As of any page; why nobody was signed in is shown on the sign-in page.
pub async fn back(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    From(visit): From,
    Visitor(asker): Visitor,
    token: FormToken,
    provider: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let arrived = arrive(&ctx, &req, &provider, asker.as_ref(), &visit).await;
    let answer = match arrived {
        Ok(Arrived::SignedIn(begun, place)) => Ok(go_on(&begun, next(&place))),
        Ok(Arrived::New(ticket)) => Ok(go_to(&with_ticket(urls::SIGN_UP_COMPANY, &ticket))),
        Ok(Arrived::ToLink(ticket)) => Ok(go_to(&with_ticket("/account/identities/confirm", &ticket))),
        // Somebody who is signed in wanted to link it: the sign-in page would only lead on.
        Err(failure) if asker.is_some() => Err(failure),
        Err(failure) => sign_in::refused(&ctx, &parts, &token, failure),
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}

async fn arrive(
    ctx: &Ctx,
    req: &HttpRequest,
    provider: &str,
    asker: Option<&Asker>,
    visit: &crate::actions::Visit,
) -> Result<Arrived, Failure> {
    let jar = Jar::of(req);
    let brought = Pairs::readable(req.query_string());
    let back = Back {
        provider,
        state: brought.first("state").unwrap_or_default(),
        code: brought.first("code"),
        issuer: brought.first("iss"),
        browser: jar.browser.as_deref(),
        held: jar.held(),
        asker,
    };
    identities::back(ctx, &back, visit).await
}

fn with_ticket(place: &str, ticket: &Secret) -> String {
    format!("{place}?link={}", ticket.text().unwrap_or_default())
}
