//! The other side of the outbox: what those who send letters ask of it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use oin_domain::account::MailAddress;
use oin_domain::ids::LetterId;
use oin_store::{ClaimedLetter, StoreError};

use super::place_of_link;
use crate::actions::{Ctx, Failure};
use crate::vault::{Secret, VaultError};

/// A letter on its way.
pub struct Outgoing {
    /// The letter.
    pub letter: ClaimedLetter,
    /// Its secret link, opened; `Ok(None)` when it has none.
    pub link: Result<Option<Secret>, VaultError>,
}

/// Takes at most `limit` letters that are due and holds them for `lease`.
///
/// # Errors
/// The database's; a link that does not open is told with its letter.
pub async fn claim(ctx: &Ctx, limit: u32, lease: Duration) -> Result<Vec<Outgoing>, Failure> {
    let now = ctx.now();
    let claimed = ctx
        .store
        .write(async |tx| tx.claim_letters(limit, lease, now).await)
        .await?;
    let mut outgoing = Vec::with_capacity(claimed.len());
    for letter in claimed {
        let link = if letter.payload.get("link").is_some() {
            let place = place_of_link(letter.id);
            let opened = ctx.store.read(async |read| ctx.vault.open(read, &place).await);
            opened.await.map(Some)
        } else {
            Ok(None)
        };
        outgoing.push(Outgoing { letter, link });
    }
    Ok(outgoing)
}

/// Says that a letter was sent.
///
/// # Errors
/// [`Failure`] of the code `stale` when somebody else holds it by now.
pub async fn sent(ctx: &Ctx, letter: &ClaimedLetter) -> Result<(), Failure> {
    let now = ctx.now();
    Ok(ctx
        .store
        .write(async |tx| tx.letter_sent(letter, now).await)
        .await?)
}

/// Lets go of a letter that was not sent: to be tried again at `run_at`, or given up.
///
/// # Errors
/// As [`sent`].
pub async fn failed(
    ctx: &Ctx,
    letter: &ClaimedLetter,
    problem: &str,
    run_at: Option<DateTime<Utc>>,
) -> Result<(), Failure> {
    Ok(ctx
        .store
        .write(async |tx| tx.letter_failed(letter, problem, run_at).await)
        .await?)
}

/// Notes that a letter came back, and says from whom. Where an org names the address as a contact,
/// the contact counts as confirmed no more.
///
/// # Errors
/// `not_found` when there is no such letter (any more).
pub async fn bounced(ctx: &Ctx, id: LetterId, reason: &str) -> Result<MailAddress, Failure> {
    let now = ctx.now();
    Ok(ctx
        .store
        .write(async |tx| {
            let mail = tx.letter_bounced(id, reason, now).await?;
            match tx.contact_bounced(&mail, now).await {
                // No org names it as a contact.
                Ok(()) | Err(StoreError::Absent) => Ok(mail),
                Err(error) => Err(error),
            }
        })
        .await?)
}
