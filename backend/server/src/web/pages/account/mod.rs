//! A person's own pages: how they prove who they are.

pub mod company;
pub mod confirm;
pub mod elsewhere;
pub mod factors;
pub mod identities;
pub mod invitation;
pub mod moving;
pub mod own;
pub mod passkeys;
pub mod prove;
mod qr;
pub mod reset;
pub mod sign_in;
pub mod sign_up;
pub mod staff_tokens;
pub mod transfer;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::go_to;
use crate::actions::accounts::{Begun, Held};
use crate::actions::{Ctx, Failure};
use crate::config::SignInProvider;
use crate::vault::Ticket;
use crate::web::{cookies, urls};

/// What a browser holds from before.
#[derive(Default)]
struct Jar {
    session: Option<String>,
    device: Option<String>,
    browser: Option<String>,
}

impl Jar {
    fn of(req: &HttpRequest) -> Self {
        Self {
            session: cookies::value(req, cookies::SESSION),
            device: cookies::value(req, cookies::DEVICE),
            browser: cookies::value(req, cookies::BROWSER),
        }
    }

    fn held(&self) -> Held<'_> {
        Held {
            session: self.session.as_deref(),
            device: self.device.as_deref(),
        }
    }
}

/// A provider's button.
#[derive(Debug, Serialize)]
struct ProviderButton {
    label: String,
    href: String,
}

/// The buttons of the providers; they lead on to `next` afterwards.
fn provider_buttons(ctx: &Ctx, next: &str) -> Vec<ProviderButton> {
    let providers = ctx.sign_in_providers().iter();
    let button = |provider: &SignInProvider| {
        let place = urls::sign_in_with(&provider.id);
        ProviderButton {
            label: provider.label.clone(),
            href: if next.is_empty() {
                place
            } else {
                urls::with_next(&place, next)
            },
        }
    };
    providers.map(button).collect()
}

/// The cookie of this browser, and whether it is new and must be set.
fn browser_of(jar: &Jar) -> Result<(String, bool), Failure> {
    match &jar.browser {
        Some(cookie) => Ok((cookie.clone(), false)),
        None => {
            let ticket = Ticket::draw("")?;
            Ok((ticket.text.text().unwrap_or_default().to_owned(), true))
        }
    }
}

/// Leads a browser to a provider; the way back belongs to its cookie.
fn go_away(place: &str, browser: String, is_new: bool) -> HttpResponse {
    let mut response = go_to(place);
    if is_new {
        // Fails for a value that no header can hold, which base64url always can.
        let _ = response.add_cookie(&cookies::set(cookies::BROWSER, browser, None));
    }
    response
}

/// Goes on with a session that has begun: to the second factor if it is asked for, else to `next`.
fn go_on(begun: &Begun, next: &str) -> HttpResponse {
    let place = if begun.awaits_factor {
        urls::with_next(urls::FINISH_SIGN_IN, next)
    } else {
        next.to_owned()
    };
    let mut response = go_to(&place);
    prove::give_session(&mut response, &begun.session);
    if !begun.awaits_factor {
        // Fails for a value that no header can hold, which `1` is not.
        let _ = response.add_cookie(&cookies::here());
    }
    if let Some(device) = &begun.device {
        let text = device.text().unwrap_or_default().to_owned();
        // Fails for a value that no header can hold, which base64url always can.
        let _ = response.add_cookie(&cookies::set(cookies::DEVICE, text, Some(90)));
    }
    response
}

/// Where to go after signing in: what was asked for, or else the portal.
fn next(wished: &str) -> &str {
    match urls::safe_next(Some(wished)) {
        "/" => urls::PORTAL,
        place => place,
    }
}
