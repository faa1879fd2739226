//! An account for somebody whom a provider vouches for.

use oin_domain::account::{Limit, LinkKind, SecurityKind};
use oin_domain::ids::{OrgId, UserId};
use oin_domain::org::{OrgRole, TRIAL_LASTS};
use oin_store::{OidcIdentity, Org, StoreError, User};
use serde_json::json;
use uuid::Uuid;

use super::back::{address_taken, taken};
use super::{Step, gone, mark_of, not_begun_here, step_of};
use crate::actions::accounts::session::{self, Begun, Held};
use crate::actions::accounts::sign_up::line;
use crate::actions::accounts::tries;
use crate::actions::{Ctx, Failure, Visit};
use crate::vault::digest;

/// Somebody who has no account yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// What the provider's button says.
    pub provider: String,
    /// Their address, as the provider has verified it.
    pub mail: String,
    /// What the provider calls them; empty when it does not say.
    pub name: String,
}

/// Who waits behind a ticket, in the browser with this cookie.
///
/// # Errors
/// `provider_state`.
pub async fn newcomer(ctx: &Ctx, ticket: &str, browser: Option<&str>) -> Result<Newcomer, Failure> {
    let (hash, now) = (digest(ticket), ctx.now());
    let link = ctx
        .store
        .read(async |read| read.link(LinkKind::OidcSignIn, &hash, now).await)
        .await
        .map_err(gone)?;
    let Step::New {
        provider,
        browser: sent,
        name,
        ..
    } = step_of(&link)?
    else {
        return Err(not_begun_here());
    };
    if browser.map(mark_of) != Some(sent) {
        return Err(not_begun_here());
    }
    let mail = link.mail.ok_or_else(not_begun_here)?;
    Ok(Newcomer {
        provider: label(ctx, &provider),
        mail: mail.to_string(),
        name,
    })
}

/// Makes an account of somebody who waits behind a ticket, its org and a session; and where they
/// were on the way to.
///
/// # Errors
/// `bad_value` at `name` or `org`; `provider_state`; `address_taken`, `identity_taken`;
/// `too_many_requests`.
pub async fn sign_up(
    ctx: &Ctx,
    ticket: &str,
    browser: Option<&str>,
    (name, org): (&str, &str),
    held: Held<'_>,
    visit: &Visit,
) -> Result<(Begun, String), Failure> {
    let (name, org) = both(
        line("name", "Your name", name),
        line("org", "The company's name", org),
    )?;
    tries::count(ctx, &[Limit::SIGN_UP_PEER.of(&visit.peer)], None, visit).await?;
    let (hash, now) = (digest(ticket), ctx.now());
    let browser = browser.map(mark_of).ok_or_else(not_begun_here)?;
    ctx.store
        .write(async |tx| {
            let link = tx
                .use_link(LinkKind::OidcSignIn, &hash, now)
                .await
                .map_err(gone)?;
            let (
                Step::New {
                    provider,
                    browser: sent,
                    next,
                    issuer,
                    subject,
                    ..
                },
                Some(mail),
            ) = (step_of(&link)?, link.mail.clone())
            else {
                return Err(not_begun_here());
            };
            if browser != sent {
                return Err(not_begun_here());
            }
            let label = label(ctx, &provider);
            let user = User {
                id: UserId(Uuid::now_v7()),
                mail,
                name: name.clone(),
                created_at: now,
                confirmed_at: Some(now),
                disabled_at: None,
            };
            tx.add_user(&user).await.map_err(|error| match error {
                StoreError::Taken(_) => address_taken(&label, &user.mail),
                other => other.into(),
            })?;
            let identity = OidcIdentity { issuer, subject };
            tx.link_identity(user.id, &identity, now)
                .await
                .map_err(|error| match error {
                    StoreError::Taken(_) => taken(&label, false),
                    other => other.into(),
                })?;
            let org = Org {
                id: OrgId(Uuid::now_v7()),
                name: org.clone(),
                created_at: now,
                trial_ends_at: Some(now + TRIAL_LASTS),
            };
            tx.add_org(&org).await?;
            tx.add_member(org.id, user.id, OrgRole::Owner, now).await?;
            let detail = json!({ "provider": provider });
            for kind in [SecurityKind::SignedUp, SecurityKind::IdentityLinked] {
                tx.record(&visit.event_with(kind, Some(user.id), detail.clone()))
                    .await?;
            }
            let begun = session::begin(tx, &user, held, visit, now).await?;
            Ok((begun, next))
        })
        .await
}

/// What the provider's button says; its id when it is configured no more.
pub(super) fn label(ctx: &Ctx, provider: &str) -> String {
    let known = ctx.relying_party.provider(provider);
    known.map_or(provider, |known| &known.label).to_owned()
}

/// Both, or every field that was refused.
fn both<A, B>(a: Result<A, Failure>, b: Result<B, Failure>) -> Result<(A, B), Failure> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(Failure::Invalid(mut one)), Err(Failure::Invalid(two))) => {
            one.extend(two);
            Err(Failure::Invalid(one))
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}
