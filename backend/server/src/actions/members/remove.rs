//! Members who go.

use oin_domain::account::SecurityKind;
use oin_domain::ids::UserId;
use oin_domain::org::{Act, OrgRole};
use oin_store::MemberChange;
use serde_json::json;

use super::change_role::no_member;
use super::last_owner;
use crate::actions::{Code, Ctx, Failure, Member, Visit};

/// Takes somebody else out of the org: their tokens for it and their sessions end.
///
/// # Errors
/// `forbidden` to all but owners, and for oneself; `second_factor_required`, `step_up_required`;
/// `not_found` for whoever does not belong to the org; `last_owner`.
pub async fn remove(ctx: &Ctx, who: &Member, user: UserId, visit: &Visit) -> Result<(), Failure> {
    who.may(Act::ManageMembers)?;
    if user == who.user() {
        return Err(Failure::refused(
            Code::Forbidden,
            "Nobody removes themselves. Leave the org instead.",
        ));
    }
    take_out(ctx, who, user, visit).await
}

/// Leaves the org.
///
/// # Errors
/// `last_owner`; to owners also `second_factor_required`, `step_up_required`.
pub async fn leave(ctx: &Ctx, who: &Member, visit: &Visit) -> Result<(), Failure> {
    if who.role == OrgRole::Owner {
        who.may(Act::ManageMembers)?;
    }
    take_out(ctx, who, who.user(), visit).await
}

async fn take_out(ctx: &Ctx, who: &Member, user: UserId, visit: &Visit) -> Result<(), Failure> {
    let (org, now) = (who.org, ctx.now());
    ctx.store
        .write(async |tx| {
            match tx.remove_member(org, user).await.map_err(no_member)? {
                MemberChange::Done => {}
                MemberChange::LastOwner => return Err(last_owner()),
            }
            let tokens = tx.revoke_api_tokens_of(org, user, now).await?;
            if user != who.user() {
                tx.end_sessions(user, None).await?;
            }
            let detail = json!({ "tokens_ended": tokens });
            let event = visit.event_of(who, SecurityKind::MemberLeft, Some(user), detail);
            tx.record(&event).await?;
            Ok(())
        })
        .await
}
