//! `/sign-in/with/{provider}` and `/sign-in/back/{provider}`.

use actix_web::{HttpResponse, web};

use super::{Jar, browser_of, go_away, go_on, next, sign_in};
use crate::actions::Failure;
use crate::actions::accounts::identities::{self, Arrived, Back, Purpose};
use crate::vault::Secret;
use crate::web::guard::{Anyone, Visitor};
use crate::web::pages::{PageCall, PageError, go_to};
use crate::web::pairs::Pairs;
use crate::web::urls;

/// `GET /sign-in/with/{provider}`: off to the provider.
///
/// # Errors
/// As of any page; what the provider refused is shown on the sign-in page.
pub async fn go(call: PageCall<Anyone>, provider: web::Path<String>) -> Result<HttpResponse, PageError> {
    let begun = async {
        let (browser, is_new) = browser_of(&Jar::of(&call.req))?;
        let wished = call.asked("next");
        let purpose = Purpose::SignIn { next: next(&wished) };
        let way = identities::begin(&call.ctx, &provider, purpose, &browser, &call.visit).await?;
        Ok(go_away(way.as_str(), browser, is_new))
    };
    let answer = match begun.await {
        Ok(away) => Ok(away),
        Err(failure) => sign_in::refused(&call, failure),
    };
    call.page(answer)
}

/// `GET /sign-in/back/{provider}`: the provider sends a browser back.
///
/// # Errors
/// As of any page; why nobody was signed in is shown on the sign-in page.
pub async fn back(call: PageCall<Visitor>, provider: web::Path<String>) -> Result<HttpResponse, PageError> {
    let arrived = arrive(&call, &provider).await;
    let answer = match arrived {
        Ok(Arrived::SignedIn(begun, place)) => Ok(go_on(&begun, next(&place))),
        Ok(Arrived::New(ticket)) => Ok(go_to(&with_ticket(urls::SIGN_UP_COMPANY, &ticket))),
        Ok(Arrived::ToLink(ticket)) => Ok(go_to(&with_ticket("/account/identities/confirm", &ticket))),
        // Somebody who is signed in wanted to link it: the sign-in page would only lead on.
        Err(failure) if call.who.0.is_some() => Err(failure),
        Err(failure) => sign_in::refused(&call, failure),
    };
    call.page(answer)
}

async fn arrive(call: &PageCall<Visitor>, provider: &str) -> Result<Arrived, Failure> {
    let jar = Jar::of(&call.req);
    let brought = Pairs::readable(call.req.query_string());
    let back = Back {
        provider,
        state: brought.single("state")?.unwrap_or_default(),
        code: brought.single("code")?,
        issuer: brought.single("iss")?,
        browser: jar.browser.as_deref(),
        held: jar.held(),
        asker: call.who.0.as_ref(),
    };
    identities::back(&call.ctx, &back, &call.visit).await
}

fn with_ticket(place: &str, ticket: &Secret) -> String {
    format!("{place}?link={}", ticket.text().unwrap_or_default())
}
