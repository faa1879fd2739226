//! Taking a submission out of the queue.

use oin_domain::ids::SubmissionId;
use oin_domain::submission::Command;

use super::{QueueAsked, hold};
use crate::actions::idempotency::{Idempotency, answered, once, remember};
use crate::actions::submissions::Moved;
use crate::actions::submissions::moving::carry_out;
use crate::actions::{Ctx, Failure, Reviewer};

/// Takes this one, for half an hour and longer while the reviewer is there.
///
/// # Errors
/// `not_found`, `own_org`; `wrong_stage` when somebody else was first.
pub async fn claim(
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    again: Option<Idempotency>,
) -> Result<Moved, Failure> {
    once(ctx, again.as_ref(), async |tx| {
        let mut stored = hold(tx, who, id).await?;
        let moved = carry_out(tx, ctx, &mut stored, Command::Claim, &who.actor()).await?;
        tx.see_reviewer(id, who.user(), ctx.now()).await?;
        Ok(moved)
    })
    .await
}

/// Takes the next one of the queue that fits: what the reviewer knows already, then the queue's
/// order. Nothing when nothing is left. Of many who ask at once each gets another.
///
/// # Errors
/// `forbidden` for staff who do not review.
pub async fn claim_next(
    ctx: &Ctx,
    who: &Reviewer,
    asked: &QueueAsked,
    again: Option<Idempotency>,
) -> Result<Option<Moved>, Failure> {
    let filter = asked.filter(who, ctx.now());
    ctx.store
        .write(async |tx| {
            if let Some(before) = answered(again.as_ref(), tx, ctx).await? {
                return Ok(Some(before));
            }
            let Some(id) = tx.next_of_queue(&filter, ctx.now()).await? else {
                return Ok(None);
            };
            let mut stored = hold(tx, who, id).await?;
            let moved = carry_out(tx, ctx, &mut stored, Command::Claim, &who.actor()).await?;
            tx.see_reviewer(id, who.user(), ctx.now()).await?;
            remember(again.as_ref(), tx, &moved).await?;
            Ok(Some(moved))
        })
        .await
}
