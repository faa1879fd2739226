//! Linking identities to an account, and taking them away.

use chrono::{DateTime, Utc};
use oin_domain::account::{LinkKind, SecurityKind};
use oin_store::{OidcIdentity, OneTimeLink, StoreError};
use serde_json::json;

use super::back::taken;
use super::sign_up::label;
use super::{Step, gone, mark_of, not_begun_here, step_of};
use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Asker, Code, Ctx, Failure, Visit};
use crate::vault::digest;

/// An identity that an account is linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// What the provider's button says; its issuer when it is configured no more.
    pub provider: String,
    /// The provider, as its tokens name it.
    pub issuer: String,
    /// The account there.
    pub subject: String,
}

/// An identity that waits to be linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What the provider's button says.
    pub provider: String,
    /// Its address there, if the provider says it.
    pub mail: Option<String>,
}

/// What an account is linked to.
///
/// # Errors
/// As of any read.
pub async fn linked(ctx: &Ctx, asker: &Asker) -> Result<Vec<Linked>, Failure> {
    let user = asker.user();
    let found = ctx.store.read(async |read| read.identities(user).await).await?;
    let linked = found.into_iter().map(|identity| Linked {
        provider: name_of(ctx, &identity.issuer),
        issuer: identity.issuer,
        subject: identity.subject,
    });
    Ok(linked.collect())
}

/// What waits behind a ticket, for the person and browser that began it.
///
/// # Errors
/// `provider_state`.
pub async fn waiting(
    ctx: &Ctx,
    asker: &Asker,
    ticket: &str,
    browser: Option<&str>,
) -> Result<Waiting, Failure> {
    let (hash, now) = (digest(ticket), ctx.now());
    let found = ctx
        .store
        .read(async |read| read.link(LinkKind::OidcSignIn, &hash, now).await)
        .await
        .map_err(gone)?;
    let (provider, _) = own(asker, &found, browser)?;
    Ok(Waiting {
        provider: label(ctx, &provider),
        mail: found.mail.map(|mail| mail.to_string()),
    })
}

/// Links the identity that waits behind a ticket, and tells the account's owner.
///
/// # Errors
/// `second_factor_required`, `step_up_required`; `provider_state`; `identity_taken`.
pub async fn link(
    ctx: &Ctx,
    asker: &Asker,
    ticket: &str,
    browser: Option<&str>,
    visit: &Visit,
) -> Result<(), Failure> {
    asker.proven()?;
    let (hash, now) = (digest(ticket), ctx.now());
    ctx.store
        .write(async |tx| {
            let found = tx
                .use_link(LinkKind::OidcSignIn, &hash, now)
                .await
                .map_err(gone)?;
            let (provider, identity) = own(asker, &found, browser)?;
            let label = label(ctx, &provider);
            tx.link_identity(asker.user(), &identity, now)
                .await
                .map_err(|error| match error {
                    StoreError::Taken(_) => taken(&label, false),
                    other => other.into(),
                })?;
            let detail = json!({ "provider": provider });
            tx.record(&visit.event_with(SecurityKind::IdentityLinked, Some(asker.user()), detail))
                .await?;
            let letter = told(&label, true, now);
            letters::post(tx, &ctx.vault, &Recipient::from(asker), &letter, now).await?;
            Ok(())
        })
        .await
}

/// Takes an identity away, and tells the account's owner.
///
/// # Errors
/// `second_factor_required`, `step_up_required`; `not_found` when it is none of theirs;
/// `last_way_in` when there is neither a password nor another one.
pub async fn unlink(
    ctx: &Ctx,
    asker: &Asker,
    issuer: &str,
    subject: &str,
    visit: &Visit,
) -> Result<(), Failure> {
    asker.proven()?;
    let (user, now) = (asker.user(), ctx.now());
    let identity = OidcIdentity {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
    };
    let label = name_of(ctx, issuer);
    ctx.store
        .write(async |tx| {
            tx.unlink_identity(user, &identity).await.map_err(|error| match error {
                StoreError::Absent => Failure::NotFound("linked account"),
                other => other.into(),
            })?;
            let has_password = match tx.password(user).await {
                Ok(_) => true,
                Err(StoreError::Absent) => false,
                Err(error) => return Err(error.into()),
            };
            if !has_password && tx.identities(user).await?.is_empty() {
                return Err(Failure::refused(
                    Code::LastWayIn,
                    "Without it you could not sign in any more. Set a password first, with `Forgot your password?` on the sign-in page.",
                ));
            }
            let detail = json!({ "issuer": issuer });
            tx.record(&visit.event_with(SecurityKind::IdentityUnlinked, Some(user), detail))
                .await?;
            letters::post(tx, &ctx.vault, &Recipient::from(asker), &told(&label, false, now), now).await?;
            Ok(())
        })
        .await
}

/// The provider's id and the identity of a link that waits for this person in this browser.
fn own(asker: &Asker, link: &OneTimeLink, browser: Option<&str>) -> Result<(String, OidcIdentity), Failure> {
    let Step::Link {
        provider,
        browser: sent,
        session,
        issuer,
        subject,
    } = step_of(link)?
    else {
        return Err(not_begun_here());
    };
    // A proof of the second factor on the way changes the cookie, not the session.
    let own =
        link.user == Some(asker.user()) && session == asker.session && browser.map(mark_of) == Some(sent);
    if own {
        Ok((provider, OidcIdentity { issuer, subject }))
    } else {
        Err(not_begun_here())
    }
}

fn name_of(ctx: &Ctx, issuer: &str) -> String {
    let known = ctx.relying_party.issued_by(issuer);
    known.map_or(issuer, |known| &known.label).to_owned()
}

fn told(label: &str, added: bool, at: DateTime<Utc>) -> Letter {
    Letter::SignInChanged {
        provider: label.to_owned(),
        added,
        at,
    }
}
