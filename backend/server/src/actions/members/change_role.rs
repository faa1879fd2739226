//! Another role for a member.

use oin_domain::account::SecurityKind;
use oin_domain::ids::UserId;
use oin_domain::org::{Act, OrgRole};
use oin_store::{MemberChange, StoreError};
use serde_json::json;

use super::last_owner;
use crate::actions::{Code, Ctx, Failure, Member, Visit};

/// Gives somebody else in the org another role. Their sessions end: no cookie from before a change
/// of rights is worth anything after it.
///
/// # Errors
/// `forbidden` to all but owners, and for the own role; `second_factor_required`,
/// `step_up_required`; `not_found` for whoever does not belong to the org; `last_owner`.
pub async fn change_role(
    ctx: &Ctx,
    who: &Member,
    user: UserId,
    role: OrgRole,
    visit: &Visit,
) -> Result<(), Failure> {
    who.may(Act::ManageMembers)?;
    if user == who.user() {
        return Err(Failure::refused(
            Code::Forbidden,
            "Nobody changes their own role. Ask another owner, or leave the org.",
        ));
    }
    let org = who.org;
    ctx.store
        .write(async |tx| {
            let before = tx.membership(org, user).await.map_err(no_member)?;
            if before == role {
                return Ok(());
            }
            match tx.set_member_role(org, user, role).await.map_err(no_member)? {
                MemberChange::Done => {}
                MemberChange::LastOwner => return Err(last_owner()),
            }
            tx.end_sessions(user, None).await?;
            let detail = json!({ "from": before, "to": role });
            let event = visit.event_of(who, SecurityKind::MemberRoleChanged, Some(user), detail);
            tx.record(&event).await?;
            Ok(())
        })
        .await
}

/// Whoever is no member is not there, also when they have an account.
pub(super) fn no_member(error: StoreError) -> Failure {
    match error {
        StoreError::Absent => Failure::NotFound("member"),
        other => other.into(),
    }
}
