//! Signing in by an account at an OpenID Connect provider.
//!
//! A way to a provider is a one-time link whose ticket is the `state`; it belongs to the browser
//! that began it. Nonce and code verifier are made from the browser's cookie and the state, so that
//! no table holds them. Who comes back as somebody new, or to be linked, gets a second one-time
//! link: what was proven waits there for a click on a page of ours.
//!
//! An account is linked to the pair of issuer and subject (OpenID Connect Core 1.0, 5.7). A mail
//! address never links anything.

mod back;
mod begin;
mod link;
mod sign_up;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use oin_domain::account::{LinkKind, MailAddress};
use oin_domain::ids::{LinkId, SessionId, UserId};
use oin_store::{OneTimeLink, StoreError, Tx};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::tries;
use crate::actions::{Code, Failure};
use crate::relying_party::{ProviderError, Ties};
use crate::vault::{Secret, Ticket, digest};

pub use back::{Arrived, Back, back};
pub use begin::{Purpose, begin};
pub use link::{Linked, Waiting, link, linked, unlink, waiting};
pub use sign_up::{Newcomer, newcomer, sign_up};

/// What a one-time link of this kind stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
enum Step {
    /// A browser is on the way to a provider.
    Away {
        provider: String,
        browser: String,
        next: String,
        /// The session to whose person the identity shall be linked.
        session: Option<SessionId>,
    },
    /// Somebody came back whom nobody knows.
    New {
        provider: String,
        browser: String,
        next: String,
        issuer: String,
        subject: String,
        name: String,
    },
    /// Somebody came back to be linked.
    Link {
        provider: String,
        browser: String,
        session: SessionId,
        issuer: String,
        subject: String,
    },
}

/// What ties a sign-in to the browser with this cookie.
fn ties(browser: &str, state: &str) -> Ties {
    Ties {
        state: state.to_owned(),
        nonce: made_of("nonce", browser, state),
        verifier: made_of("verifier", browser, state),
    }
}

/// 256 bits in base64url that only this browser's cookie and this state make.
fn made_of(what: &str, browser: &str, state: &str) -> String {
    let mut hash = Sha256::new();
    for part in ["oin sign-in", what, browser, state] {
        hash.update(part.as_bytes());
        hash.update(b"\0");
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

fn mark_of(browser: &str) -> String {
    tries::hex(&digest(browser))
}

async fn keep(
    tx: &mut Tx,
    ticket: &Ticket,
    step: &Step,
    user: Option<UserId>,
    mail: Option<MailAddress>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let kind = LinkKind::OidcSignIn;
    let link = OneTimeLink {
        id: LinkId(Uuid::now_v7()),
        kind,
        user,
        org: None,
        about: None,
        mail,
        payload: serde_json::to_value(step).map_err(StoreError::broken)?,
        created_at: now,
        expires_at: now + kind.lasts(),
    };
    tx.add_link(&link, &ticket.hash).await
}

/// What a one-time link stands for.
fn step_of(link: &OneTimeLink) -> Result<Step, Failure> {
    serde_json::from_value(link.payload.clone()).map_err(|error| Failure::Broken(error.into()))
}

/// The way back is none that this browser began: unknown, used, too old, or another browser's.
fn not_begun_here() -> Failure {
    Failure::refused(
        Code::ProviderState,
        "This sign-in was not begun in this browser, took longer than ten minutes, or was finished before. Begin again.",
    )
}

fn gone(error: StoreError) -> Failure {
    match error {
        StoreError::Absent => not_begun_here(),
        other => other.into(),
    }
}

/// Why a provider's word does not count, for the person who waits. The details are in the log.
fn failed(label: &str, error: &ProviderError) -> Failure {
    match error {
        ProviderError::Unavailable(_) => Failure::refused(
            Code::ProviderUnavailable,
            format!(
                "{label} does not answer as it should. Try again in a minute, or sign in with your password."
            ),
        ),
        ProviderError::Refused(_) => Failure::refused(
            Code::ProviderRefused,
            format!("{label} refused this sign-in. Begin again."),
        ),
        ProviderError::Untrusted(_) => Failure::refused(
            Code::ProviderAnswer,
            format!(
                "What {label} answered cannot be trusted, so nobody was signed in. Begin again; if it stays, tell whoever runs this site."
            ),
        ),
    }
}

fn text_of(ticket: &Secret) -> String {
    ticket.text().unwrap_or_default().to_owned()
}
