//! Offers that end without a transfer.

use oin_domain::account::LinkKind;
use oin_domain::ids::TransferId;
use oin_domain::org::Act;
use oin_store::{NoTransfer, StoreError};

use super::{Ended, ended_event, gone, name_of, open_offer, tell};
use crate::actions::{Ctx, Failure, Member, Visit};
use crate::vault::digest;

/// Declines an offer: whoever reads the mailbox that it was sent to needs no account for that.
///
/// # Errors
/// `not_found` for a link that works no more.
pub async fn decline(ctx: &Ctx, link: &str, visit: &Visit) -> Result<(), Failure> {
    let (hash, now) = (digest(link), ctx.now());
    ctx.store
        .write(async |tx| {
            let link = tx.use_link(LinkKind::Transfer, &hash, now).await.map_err(gone)?;
            let offer = open_offer(tx, link.about, now).await?;
            let name = name_of(tx, &offer).await?;
            tx.end_transfer(offer.id, NoTransfer::Declined, now)
                .await
                .map_err(gone)?;
            let ended = Ended {
                offer: &offer,
                name,
                taker: None,
            };
            tell(ctx, tx, &ended, ended_event(visit, &offer, "declined"), now).await
        })
        .await
}

/// Takes an offer of the org back: its link works no more.
///
/// # Errors
/// `forbidden` to all but owners; `second_factor_required`, `step_up_required`; `not_found` when the
/// org has no such offer that is open.
pub async fn withdraw(ctx: &Ctx, who: &Member, id: TransferId, visit: &Visit) -> Result<(), Failure> {
    who.may(Act::Transfer)?;
    let now = ctx.now();
    let ended = ctx.store.write(async |tx| {
        let offer = tx.transfer(id).await?;
        if offer.from != who.org {
            return Err(StoreError::Absent);
        }
        tx.end_transfer(id, NoTransfer::Withdrawn, now).await?;
        let mut event = ended_event(visit, &offer, "withdrawn");
        event.org = Some(who.org);
        event.actor = Some(who.user());
        tx.record(&event).await
    });
    ended.await.map_err(|error| match error {
        StoreError::Absent | StoreError::Stale => Failure::NotFound("offer"),
        other => other.into(),
    })
}
