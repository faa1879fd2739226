//! Beginning a session.

use chrono::{DateTime, Utc};
use oin_domain::account::{SecurityKind, SessionPolicy};
use oin_domain::ids::SessionId;
use oin_store::{NewSession, StoreError, Tx, User};
use uuid::Uuid;

use super::device;
use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Ctx, Failure, Visit};
use crate::vault::{Secret, Ticket, digest};

/// A session that has begun.
pub struct Begun {
    /// What the browser's cookie holds.
    pub session: Secret,
    /// What its other cookie holds, by which it is known the next time; `None`: it has it already,
    /// or gets it with the second factor.
    pub device: Option<Secret>,
    /// The second factor is still asked for.
    pub awaits_factor: bool,
}

/// What the browser holds from before.
#[derive(Debug, Clone, Copy, Default)]
pub struct Held<'a> {
    /// The cookie of a session, anybody's.
    pub session: Option<&'a str>,
    /// The cookie of a browser that somebody has signed in with.
    pub device: Option<&'a str>,
}

/// Begins a session for somebody who has just proven who they are. The session that the browser
/// had ends: no cookie from before a sign-in is worth anything after it.
pub(in crate::actions) async fn begin(
    tx: &mut Tx,
    user: &User,
    held: Held<'_>,
    visit: &Visit,
    now: DateTime<Utc>,
) -> Result<Begun, Failure> {
    end_held(tx, held, now).await?;
    let awaits_factor = tx.has_second_factor(user.id).await?;
    let policy = if awaits_factor {
        SessionPolicy::AWAITING_FACTOR
    } else if tx.staff_roles(user.id).await?.is_empty() {
        SessionPolicy::MEMBER
    } else {
        SessionPolicy::STAFF
    };
    let ticket = Ticket::draw("")?;
    let new = NewSession {
        id: SessionId(Uuid::now_v7()),
        user: user.id,
        policy,
        stepped_up_at: None,
        agent: visit.agent.clone(),
        peer: visit.peer.clone(),
        at: now,
    };
    tx.begin_session(&new, &ticket.hash).await?;
    if !awaits_factor {
        tx.record(&visit.event(SecurityKind::SignedIn, Some(user.id)))
            .await?;
    }
    // A browser is known by whole sign-ins only.
    let device = if awaits_factor {
        None
    } else {
        remember(tx, user, held, now).await?
    };
    Ok(Begun {
        session: ticket.text,
        device,
        awaits_factor,
    })
}

/// Tells somebody of a sign-in from a browser that was not known.
pub(super) async fn tell(
    ctx: &Ctx,
    tx: &mut Tx,
    user: &User,
    new_device: bool,
    visit: &Visit,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if new_device {
        let letter = Letter::NewDeviceSignIn {
            device: device::in_words(&visit.agent),
            at: now,
        };
        letters::post(tx, &ctx.vault, &Recipient::from(user), &letter, now).await?;
    }
    Ok(())
}

/// Ends the session that a browser holds, if it is one.
pub(super) async fn end_held(tx: &mut Tx, held: Held<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Some(cookie) = held.session else {
        return Ok(());
    };
    match tx.session(&digest(cookie), now).await {
        Ok(old) => tx.end_session(old.user, old.id).await,
        Err(StoreError::Absent) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Remembers the browser; what its cookie holds, when it was not known.
pub(super) async fn remember(
    tx: &mut Tx,
    user: &User,
    held: Held<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Secret>, Failure> {
    if let Some(cookie) = held.device {
        let hash = digest(cookie);
        if tx.knows_device(user.id, &hash, now).await? {
            tx.remember_device(user.id, &hash, now).await?;
            return Ok(None);
        }
    }
    let ticket = Ticket::draw("")?;
    tx.remember_device(user.id, &ticket.hash, now).await?;
    Ok(Some(ticket.text))
}
