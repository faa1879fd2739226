//! The way back from a provider.

use chrono::{DateTime, Utc};
use oin_domain::account::{LinkKind, MailAddress, SecurityKind};
use oin_domain::choice::Choice as _;
use oin_domain::ids::UserId;
use oin_store::{OidcIdentity, StoreError, Tx};
use serde_json::json;

use super::{Step, failed, gone, keep, mark_of, not_begun_here, step_of, ties};
use crate::actions::accounts::session::{self, Begun, Held};
use crate::actions::{Asker, Code, Ctx, Failure, Visit};
use crate::config::SignInProvider;
use crate::relying_party::{Brought, Claimed};
use crate::vault::{Secret, Ticket, digest};

/// What a browser brought back in the address.
#[derive(Debug, Clone, Copy)]
pub struct Back<'a> {
    /// The provider whose way back it is.
    pub provider: &'a str,
    /// The state.
    pub state: &'a str,
    /// The code, unless the provider refused.
    pub code: Option<&'a str>,
    /// The issuer (RFC 9207).
    pub issuer: Option<&'a str>,
    /// The browser's cookie, if it has one.
    pub browser: Option<&'a str>,
    /// What it holds beside.
    pub held: Held<'a>,
    /// Who is signed in there.
    pub asker: Option<&'a Asker>,
}

/// Where somebody stands who came back.
pub enum Arrived {
    /// Signed in, on the way to a page.
    SignedIn(Begun, String),
    /// Nobody knows the identity: the ticket of the page that makes an account of it.
    New(Secret),
    /// The ticket of the page that asks whether to link the identity.
    ToLink(Secret),
}

/// Takes somebody in who comes back from a provider. Whatever comes of it, the way is used up.
///
/// # Errors
/// `provider_state`, `provider_refused`, `provider_answer`, `provider_unavailable`; for somebody new
/// `mail_unverified` and `address_taken`; to link `identity_taken`; `forbidden` when the account is
/// disabled.
pub async fn back(ctx: &Ctx, back: &Back<'_>, visit: &Visit) -> Result<Arrived, Failure> {
    let arrived = judge(ctx, back, visit).await;
    if let Err(Failure::Refused(code, _)) = &arrived {
        let detail = json!({ "provider": back.provider, "code": code.as_str() });
        let user = back.asker.map(Asker::user);
        ctx.store
            .write(async |tx| {
                tx.record(&visit.event_with(SecurityKind::SignInRefused, user, detail.clone()))
                    .await
            })
            .await?;
    }
    arrived
}

async fn judge(ctx: &Ctx, back: &Back<'_>, visit: &Visit) -> Result<Arrived, Failure> {
    let provider = ctx.relying_party.provider(back.provider);
    let provider = provider.ok_or(Failure::NotFound("identity provider"))?;
    let browser = back.browser.ok_or_else(not_begun_here)?;
    let (hash, now) = (digest(back.state), ctx.now());
    let link = ctx
        .store
        .write(async |tx| tx.use_link(LinkKind::OidcSignIn, &hash, now).await)
        .await
        .map_err(gone)?;
    let Step::Away {
        provider: sent_to,
        browser: sent,
        next,
        session,
    } = step_of(&link)?
    else {
        return Err(not_begun_here());
    };
    // Of another provider, another browser, another session: somebody mixes ways up.
    if sent_to != provider.id || sent != mark_of(browser) {
        return Err(not_begun_here());
    }
    let linking = match (session, back.asker) {
        (None, _) => None,
        (Some(session), Some(asker)) if asker.session == session => Some(asker),
        (Some(_), _) => return Err(not_begun_here()),
    };
    let Some(code) = back.code else {
        return Err(Failure::refused(
            Code::ProviderRefused,
            format!(
                "{} did not sign you in. Begin again, or sign in with your password.",
                provider.label
            ),
        ));
    };
    let brought = Brought {
        code,
        issuer: back.issuer,
    };
    let redeemed = ctx
        .relying_party
        .redeem(provider, brought, &ties(browser, back.state), now)
        .await;
    let claimed = redeemed.map_err(|error| {
        tracing::warn!(provider = provider.id, %error, "a sign-in was refused");
        failed(&provider.label, &error)
    })?;
    let came = Came {
        provider,
        claimed: &claimed,
        browser,
        now,
    };
    match linking {
        Some(asker) => came.to_link(ctx, asker).await,
        None => came.to_sign_in(ctx, &next, back.held, visit).await,
    }
}

/// Somebody who came back and whom a provider vouches for.
struct Came<'a> {
    provider: &'a SignInProvider,
    claimed: &'a Claimed,
    browser: &'a str,
    now: DateTime<Utc>,
}

impl Came<'_> {
    fn identity(&self) -> OidcIdentity {
        OidcIdentity {
            issuer: self.claimed.issuer.clone(),
            subject: self.claimed.subject.clone(),
        }
    }

    async fn to_link(&self, ctx: &Ctx, asker: &Asker) -> Result<Arrived, Failure> {
        let ticket = Ticket::draw("")?;
        let step = Step::Link {
            provider: self.provider.id.clone(),
            browser: mark_of(self.browser),
            session: asker.session,
            issuer: self.claimed.issuer.clone(),
            subject: self.claimed.subject.clone(),
        };
        // Shown on the page that asks; it decides nothing.
        let mail = self.claimed.mail.as_deref();
        let mail = mail.and_then(|mail| MailAddress::parse(mail).ok());
        ctx.store
            .write(async |tx| {
                if let Some(owner) = owner(tx, &self.identity()).await? {
                    return Err(taken(&self.provider.label, owner == asker.user()));
                }
                keep(tx, &ticket, &step, Some(asker.user()), mail.clone(), self.now).await?;
                Ok(())
            })
            .await?;
        Ok(Arrived::ToLink(ticket.text))
    }

    async fn to_sign_in(
        &self,
        ctx: &Ctx,
        next: &str,
        held: Held<'_>,
        visit: &Visit,
    ) -> Result<Arrived, Failure> {
        let identity = self.identity();
        let signed_in = ctx.store.write(async |tx| {
            let user = match tx.user_by_identity(&identity).await {
                Ok(user) => user,
                Err(StoreError::Absent) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            if user.disabled_at.is_some() {
                return Err(Failure::refused(
                    Code::Forbidden,
                    "This account is closed. Write to the network's support to have it opened again.",
                ));
            }
            let begun = session::begin(tx, &user, held, visit, self.now).await?;
            session::tell(ctx, tx, &user, begun.device.is_some(), visit, self.now).await?;
            Ok(Some(begun))
        });
        match signed_in.await? {
            Some(begun) => Ok(Arrived::SignedIn(begun, next.to_owned())),
            None => self.somebody_new(ctx, next).await,
        }
    }

    async fn somebody_new(&self, ctx: &Ctx, next: &str) -> Result<Arrived, Failure> {
        let label = &self.provider.label;
        let mail = self
            .claimed
            .mail
            .as_deref()
            .filter(|_| self.claimed.mail_verified);
        let mail = mail.and_then(|mail| MailAddress::parse(mail).ok()).ok_or_else(|| {
            Failure::refused(
                Code::MailUnverified,
                format!(
                    "{label} does not say that you have a mail address of your own. Confirm your address there and begin again, or sign up with address and password."
                ),
            )
        })?;
        let ticket = Ticket::draw("")?;
        let step = Step::New {
            provider: self.provider.id.clone(),
            browser: mark_of(self.browser),
            next: next.to_owned(),
            issuer: self.claimed.issuer.clone(),
            subject: self.claimed.subject.clone(),
            name: self.claimed.name.clone().unwrap_or_default(),
        };
        ctx.store
            .write(async |tx| {
                match tx.user_by_mail(&mail).await {
                    Err(StoreError::Absent) => {}
                    Err(error) => return Err(error.into()),
                    Ok(_) => return Err(address_taken(label, &mail)),
                }
                keep(tx, &ticket, &step, None, Some(mail.clone()), self.now).await?;
                Ok(())
            })
            .await?;
        Ok(Arrived::New(ticket.text))
    }
}

/// To whom an identity is linked.
async fn owner(tx: &mut Tx, identity: &OidcIdentity) -> Result<Option<UserId>, StoreError> {
    match tx.user_by_identity(identity).await {
        Ok(user) => Ok(Some(user.id)),
        Err(StoreError::Absent) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The address of somebody new belongs to an account: whoever owns that one links the identity.
pub(super) fn address_taken(label: &str, mail: &MailAddress) -> Failure {
    Failure::refused(
        Code::AddressTaken,
        format!(
            "There is an account with {mail} already, and {label} is not linked to it. Sign in with your password; then link {label} on the page of your account."
        ),
    )
}

/// The identity is linked already.
pub(super) fn taken(label: &str, own: bool) -> Failure {
    let sentence = if own {
        format!("Your account at {label} is linked already.")
    } else {
        format!("This account at {label} is linked to another account here. Unlink it there first.")
    };
    Failure::refused(Code::IdentityTaken, sentence)
}
