//! Claims: an org takes over a listing that its vendor has not confirmed.

mod decide;
mod due;
mod list;
mod make;
mod object;

use oin_domain::ids::ClaimId;
use oin_domain::listing::ClaimState;
use oin_domain::submission::Stage;
use oin_domain::text::{Prose, TextError};
use oin_store::{Claims, NamedClaim, Read, StoreError, Tx};

use super::{Code, Ctx, Failure, FieldError, Member};
use crate::actions::letters::{self, Letter, Recipient};

pub use decide::decide;
pub use due::{CLASS, Due, due};
pub use list::{ClaimShown, Listed, list, objected};
pub use make::make;
pub use object::{object, withdraw};

async fn find(read: &mut Read, id: ClaimId) -> Result<NamedClaim, Failure> {
    let found = read.claims(Claims::One(id)).await?;
    found.into_iter().next().ok_or(Failure::NotFound("claim"))
}

/// Words beside a decision.
fn words(field: &'static str, text: &str) -> Result<Prose, Failure> {
    Prose::parse(text).map_err(|error| {
        let code = match error {
            TextError::Empty => Code::Missing,
            _ => Code::BadValue,
        };
        Failure::field(FieldError::new(
            field,
            code,
            format!("The {field} {error}. The other side reads it."),
        ))
    })
}

/// Ends a claim in favour of its org: the integration is theirs. A draft of the org before is
/// deleted; a submission that is further on its way ends first, so the claim waits then.
///
/// Says whether it was granted.
async fn grant(tx: &mut Tx, ctx: &Ctx, named: &NamedClaim, answer: Option<&Prose>) -> Result<bool, Failure> {
    let (claim, now) = (&named.claim, ctx.now());
    // The same order as publishing: first the submission, then the integration.
    match tx.last_submission(claim.integration).await {
        Ok(last) if last.submission.about.org != claim.org && last.submission.stage().is_open() => {
            if last.submission.stage() != Stage::Draft {
                return Ok(false);
            }
            let id = last.submission.about.id;
            tx.set_submission_deleted(id, Some((claim.by, now))).await?;
        }
        Ok(_) | Err(StoreError::Absent) => {}
        Err(error) => return Err(error.into()),
    }
    let held = tx.hold_course(claim.integration).await?;
    let before = held.course.owner;
    tx.move_claim(
        claim.id,
        &[ClaimState::Open, ClaimState::Objected],
        ClaimState::Granted,
        answer,
        now,
    )
    .await?;
    tx.confirm_vendor(&held, claim.org, now).await?;
    for org in before.into_iter().chain([claim.org]) {
        tell(tx, ctx, named, org, org == claim.org, true, answer).await?;
    }
    Ok(true)
}

/// Writes to the owners of an org how a claim ended.
async fn tell(
    tx: &mut Tx,
    ctx: &Ctx,
    named: &NamedClaim,
    org: oin_domain::ids::OrgId,
    ours: bool,
    granted: bool,
    answer: Option<&Prose>,
) -> Result<(), Failure> {
    let members = tx.members(org).await?;
    let owners = members
        .iter()
        .filter(|member| member.role.may(oin_domain::org::Act::Transfer));
    for member in owners {
        let letter = Letter::ClaimEnded {
            claimed: named.into(),
            ours,
            granted,
            answer: answer.map(ToString::to_string),
        };
        letters::post(tx, &ctx.vault, &Recipient::from(&member.user), &letter, ctx.now()).await?;
    }
    Ok(())
}

/// Whether somebody may speak for their org in claims.
fn speaks(who: &Member) -> Result<(), Failure> {
    who.may(oin_domain::org::Act::Transfer)
}
