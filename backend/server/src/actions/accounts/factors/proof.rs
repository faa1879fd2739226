//! Proving the second factor: to finish a sign-in, and again before a sensitive act.

use oin_domain::account::{Limit, SecurityKind, SessionPolicy};
use oin_domain::ids::SessionId;
use oin_store::{NewSession, StoreError, Take};
use uuid::Uuid;

use super::app::place;
use super::passkey::{self, Answered};
use crate::actions::accounts::session::{self, Begun, Held};
use crate::actions::{Asker, Code, Ctx, Failure, FieldError, Visit};
use crate::second_factor;
use crate::vault::{Secret, Ticket, VaultError};

/// How somebody proves the second factor.
pub enum Proof<'a> {
    /// A code of the authenticator app, six digits.
    App(&'a str),
    /// One of the recovery codes.
    Recovery(&'a str),
    /// An answer of one of the passkeys.
    Passkey(Answered<'a>),
}

impl<'a> Proof<'a> {
    /// What was typed into the one field: recovery codes are longer than the app's.
    pub fn typed(text: &'a str) -> Self {
        let digits = text.chars().filter(|c| !c.is_whitespace()).count();
        if digits <= 6 {
            Self::App(text)
        } else {
            Self::Recovery(text)
        }
    }
}

/// Proves the second factor again in a session; its new cookie.
///
/// # Errors
/// `bad_value` at `code` or `passkey`; `too_many_requests`; `second_factor_required` when there is none.
pub async fn step_up(ctx: &Ctx, asker: &Asker, proof: &Proof<'_>, visit: &Visit) -> Result<Secret, Failure> {
    if !asker.has_factor {
        return asker.proven().map(|()| Secret::new(Vec::new()));
    }
    prove(ctx, asker, proof, visit).await?;
    let ticket = Ticket::draw("")?;
    let (session, now) = (asker.session, ctx.now());
    ctx.store
        .write(async |tx| tx.step_up(session, &ticket.hash, now).await)
        .await?;
    Ok(ticket.text)
}

/// Ends the half sign-in of `asker` with a proof and begins a whole one. Only now the browser is
/// known, and its owner is told when it was not.
///
/// # Errors
/// `bad_value` at `code`; `too_many_requests`.
pub async fn finish_sign_in(
    ctx: &Ctx,
    asker: &Asker,
    proof: &Proof<'_>,
    held: Held<'_>,
    visit: &Visit,
) -> Result<Begun, Failure> {
    prove(ctx, asker, proof, visit).await?;
    let ticket = Ticket::draw("")?;
    let now = ctx.now();
    let new = NewSession {
        id: SessionId(Uuid::now_v7()),
        user: asker.user(),
        policy: policy(asker),
        stepped_up_at: Some(now),
        agent: visit.agent.clone(),
        peer: visit.peer.clone(),
        at: now,
    };
    let (user, half) = (asker.user(), asker.session);
    let device = ctx.store.write(async |tx| {
        tx.end_session(user, half).await?;
        tx.begin_session(&new, &ticket.hash).await?;
        tx.record(&visit.event(SecurityKind::SignedIn, Some(user)))
            .await?;
        let user = tx.user(user).await?;
        let device = session::remember(tx, &user, held, now).await?;
        session::tell(ctx, tx, &user, device.is_some(), visit, now).await?;
        Ok::<_, Failure>(device)
    });
    Ok(Begun {
        device: device.await?,
        session: ticket.text,
        awaits_factor: false,
    })
}

/// How long a person's session lives.
fn policy(asker: &Asker) -> SessionPolicy {
    if asker.person.staff.is_empty() {
        SessionPolicy::MEMBER
    } else {
        SessionPolicy::STAFF
    }
}

/// Judges a proof and uses it up. What was tried counts against the account, right or wrong, and a
/// refusal is written down although nothing else is.
pub(super) async fn prove(ctx: &Ctx, asker: &Asker, proof: &Proof<'_>, visit: &Visit) -> Result<(), Failure> {
    let (user, now) = (asker.user(), ctx.now());
    let bucket = Limit::SECOND_FACTOR.of(user);
    let allowed = ctx
        .store
        .write(async |tx| tx.take(std::slice::from_ref(&bucket), now).await);
    if let Take::Refused { retry_at } = allowed.await? {
        ctx.store
            .write(async |tx| tx.record(&visit.event(SecurityKind::Throttled, Some(user))).await)
            .await?;
        return Err(Failure::TooMany((retry_at - now).to_std().unwrap_or_default()));
    }
    let right = ctx.store.write(async |tx| {
        let used = match proof {
            Proof::App(code) => {
                let seed = match ctx.vault.open(tx, &place(user)).await {
                    Ok(seed) => seed,
                    Err(VaultError::Store(StoreError::Absent)) => return Ok(false),
                    Err(error) => return Err(error.into()),
                };
                match second_factor::step_of(&seed, code, now) {
                    Some(step) => tx.use_totp_step(user, step, now).await,
                    None => return Ok(false),
                }
            }
            Proof::Passkey(answered) => {
                if !passkey::judge(ctx, tx, asker, *answered).await? {
                    // The ceremony is used up although nothing else is.
                    return Ok(false);
                }
                Ok(())
            }
            Proof::Recovery(code) => {
                let hash = second_factor::recovery_hash(code);
                tx.use_recovery_code(user, &hash, now).await
            }
        };
        match used {
            Ok(()) => {}
            Err(StoreError::Absent | StoreError::Stale) => return Ok(false),
            Err(error) => return Err(Failure::from(error)),
        }
        let kind = match proof {
            Proof::App(_) | Proof::Passkey(_) => SecurityKind::FactorProven,
            Proof::Recovery(_) => SecurityKind::RecoveryCodeUsed,
        };
        tx.refill(&bucket).await?;
        tx.record(&visit.event(kind, Some(user))).await?;
        Ok(true)
    });
    if right.await? {
        return Ok(());
    }
    ctx.store
        .write(async |tx| {
            tx.record(&visit.event(SecurityKind::FactorRefused, Some(user)))
                .await
        })
        .await?;
    let (field, message) = match proof {
        Proof::Passkey(_) => (
            "passkey",
            "This passkey was not accepted, or your browser took longer than five minutes. Press the button again.",
        ),
        _ => (
            "code",
            "This code is not right, or was used already. Type the newest code of your app, or a recovery code.",
        ),
    };
    Err(Failure::field(FieldError::new(field, Code::BadValue, message)))
}
