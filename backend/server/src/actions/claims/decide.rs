//! Deciding on a claim to which the present owner has objected.

use oin_domain::account::StaffRole;
use oin_domain::ids::ClaimId;
use oin_domain::listing::ClaimState;

use super::{find, grant, tell, words};
use crate::actions::{Code, Ctx, Failure, Reviewer};

/// Grants or refuses it, with words that both sides read.
///
/// # Errors
/// `not_found` for who is no administrator; `second_factor_required`, `step_up_required`;
/// `own_org`; `missing` and `bad_value` at `answer`; `stale` when it has ended; `open_submission`
/// while the present owner has a submission on its way.
pub async fn decide(
    ctx: &Ctx,
    who: &Reviewer,
    id: ClaimId,
    granted: bool,
    typed: &str,
) -> Result<(), Failure> {
    who.has_any(&[StaffRole::Admin])?;
    who.decides()?;
    let answer = words("answer", typed)?;
    ctx.store
        .write(async |tx| {
            let named = find(tx, id).await?;
            let claim = &named.claim;
            let sides = [Some(claim.org), claim.owner];
            if sides
                .into_iter()
                .flatten()
                .any(|org| who.person.role_in(org).is_some())
            {
                return Err(Failure::refused(
                    Code::OwnOrg,
                    "It concerns an org of yours, so a colleague must decide.",
                ));
            }
            if granted {
                return match grant(tx, ctx, &named, Some(&answer)).await? {
                    true => Ok(()),
                    false => Err(Failure::refused(
                        Code::OpenSubmission,
                        "The present owner has a submission on its way. Decide on that one first.",
                    )),
                };
            }
            let from = [ClaimState::Objected];
            tx.move_claim(id, &from, ClaimState::Refused, Some(&answer), ctx.now())
                .await?;
            for org in sides.into_iter().flatten() {
                tell(tx, ctx, &named, org, org == claim.org, false, Some(&answer)).await?;
            }
            Ok(())
        })
        .await
}
