//! Taking an invitation back.

use oin_domain::ids::LinkId;
use oin_domain::org::Act;
use oin_store::StoreError;

use crate::actions::{Ctx, Failure, Member};

/// Takes an invitation back: its link works no more.
///
/// # Errors
/// `forbidden` to all but owners; `second_factor_required`, `step_up_required`; `not_found` when the
/// org has no such invitation that is unanswered.
pub async fn withdraw(ctx: &Ctx, who: &Member, id: LinkId) -> Result<(), Failure> {
    who.may(Act::ManageMembers)?;
    let org = who.org;
    let gone = ctx
        .store
        .write(async |tx| tx.withdraw_invitation(org, id).await)
        .await;
    gone.map_err(|error| match error {
        StoreError::Absent => Failure::NotFound("invitation"),
        other => other.into(),
    })
}
