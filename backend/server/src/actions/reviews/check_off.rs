//! Ticking what was looked at.

use oin_domain::ids::SubmissionId;
use oin_domain::review::Item;
use oin_store::Tick;

use super::hold_own;
use crate::actions::{Ctx, Failure, Reviewer};

/// Ticks these items of the checklist and no others, for what was last submitted. A tick that is
/// there stays its maker's.
///
/// # Errors
/// `not_found`, `own_org`; `forbidden` for anybody but the one who has it.
pub async fn check_off(ctx: &Ctx, who: &Reviewer, id: SubmissionId, items: &[Item]) -> Result<(), Failure> {
    ctx.store
        .write(async |tx| {
            let (_, submitted) = hold_own(tx, ctx, who, id).await?;
            let before = tx.desk(id, ctx.now()).await?.ticks;
            let mut ticks: Vec<Tick> = Vec::new();
            for item in items {
                if ticks.iter().any(|tick| tick.item == *item) {
                    continue;
                }
                let known = before
                    .iter()
                    .find(|tick| tick.item == *item && tick.submitted_at == submitted.at);
                ticks.push(known.cloned().unwrap_or(Tick {
                    item: *item,
                    by: who.user(),
                    at: ctx.now(),
                    submitted_at: submitted.at,
                }));
            }
            Ok(tx.set_ticks(id, &ticks).await?)
        })
        .await
}
