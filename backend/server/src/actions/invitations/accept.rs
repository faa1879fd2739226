//! Joining an org with an account that is there.

use oin_domain::account::{LinkKind, SecurityKind};
use oin_domain::ids::OrgId;
use oin_store::StoreError;
use serde_json::json;

use super::{Invitation, gone};
use crate::actions::{Asker, Code, Ctx, Failure, Visit};
use crate::vault::{Secret, Ticket, digest};

/// Somebody who has joined.
pub struct Joined {
    /// What they joined.
    pub org: OrgId,
    /// The session's new cookie: no cookie from before a change of rights is worth anything after.
    pub session: Secret,
}

/// Joins the org of an invitation that was sent to the own address.
///
/// # Errors
/// `not_found` for a link that works no more; `forbidden` when it was sent to another address;
/// `stale` when they belong to the org already.
pub async fn accept(ctx: &Ctx, asker: &Asker, link: &str, visit: &Visit) -> Result<Joined, Failure> {
    let (hash, now, ticket) = (digest(link), ctx.now(), Ticket::draw("")?);
    let org = ctx
        .store
        .write(async |tx| {
            let link = tx.use_link(LinkKind::Invitation, &hash, now).await.map_err(gone)?;
            let invitation = Invitation::try_from(link)?;
            if invitation.mail.folded() != asker.mail.folded() {
                let sentence = format!(
                    "The invitation was sent to {}, and you are signed in as {}. Sign out and open its link again, or ask for one to your address.",
                    invitation.mail, asker.mail
                );
                return Err(Failure::refused(Code::Forbidden, sentence));
            }
            let (org, user) = (invitation.org, asker.user());
            tx.add_member(org, user, invitation.role, now)
                .await
                .map_err(joined_before)?;
            tx.renew_session(asker.session, &ticket.hash).await?;
            let detail = json!({ "role": invitation.role, "invitation": invitation.id });
            let mut event = visit.event_with(SecurityKind::MemberJoined, Some(user), detail);
            event.org = Some(org);
            tx.record(&event).await?;
            Ok(org)
        })
        .await?;
    Ok(Joined {
        org,
        session: ticket.text,
    })
}

fn joined_before(error: StoreError) -> Failure {
    match error {
        StoreError::Taken(_) => Failure::refused(
            Code::Stale,
            "You belong to this org already. An owner changes your role in the list of its members.",
        ),
        other => other.into(),
    }
}
