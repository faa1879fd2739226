//! What the two sides of a claim do: the owner objects, the claimer takes it back.

use oin_domain::ids::ClaimId;
use oin_domain::listing::ClaimState;

use super::{find, speaks, words};
use crate::actions::{Code, Ctx, Failure, Member};

/// Objects to a claim: staff decide then.
///
/// # Errors
/// `forbidden`, `second_factor_required`, `step_up_required`; `not_found` for who does not own it;
/// `too_late` after 14 days; `missing` and `bad_value` at `objection`; `stale` when it has ended.
pub async fn object(ctx: &Ctx, who: &Member, id: ClaimId, typed: &str) -> Result<(), Failure> {
    speaks(who)?;
    let objection = words("objection", typed)?;
    ctx.store
        .write(async |tx| {
            let claim = find(tx, id).await?.claim;
            if claim.owner != Some(who.org) {
                return Err(Failure::NotFound("claim"));
            }
            if ctx.now() >= claim.until {
                return Err(Failure::refused(
                    Code::TooLate,
                    "The 14 days for an objection are over. Report a problem on the listing's page instead.",
                ));
            }
            let from = [ClaimState::Open];
            Ok(tx
                .move_claim(id, &from, ClaimState::Objected, Some(&objection), ctx.now())
                .await?)
        })
        .await
}

/// Takes a claim back.
///
/// # Errors
/// `forbidden`, `second_factor_required`, `step_up_required`; `not_found` for a claim of others;
/// `stale` when it has ended.
pub async fn withdraw(ctx: &Ctx, who: &Member, id: ClaimId) -> Result<(), Failure> {
    speaks(who)?;
    ctx.store
        .write(async |tx| {
            let claim = find(tx, id).await?.claim;
            if claim.org != who.org {
                return Err(Failure::NotFound("claim"));
            }
            let from = [ClaimState::Open, ClaimState::Objected];
            Ok(tx
                .move_claim(id, &from, ClaimState::Withdrawn, None, ctx.now())
                .await?)
        })
        .await
}
