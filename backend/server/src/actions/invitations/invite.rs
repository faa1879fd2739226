//! Inviting somebody.

use oin_domain::account::{Limit, LinkKind, SecurityKind};
use oin_domain::ids::LinkId;
use oin_domain::org::{Act, OrgRole};
use oin_store::{OneTimeLink, StoreError};
use serde_json::json;
use uuid::Uuid;

use super::Invitation;
use crate::actions::accounts::sign_up::{link_to, mail};
use crate::actions::accounts::tries;
use crate::actions::asker::a;
use crate::actions::idempotency::{Idempotency, answered_before, once};
use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Code, Ctx, Failure, FieldError, Member, Visit};
use crate::vault::Ticket;

/// Writes to an address that its reader may join the org. One who was invited before gets a new
/// letter and role; the old link works no more. Letters to one address are few an hour, whoever
/// asks for them; what is over is dropped without a word.
///
/// # Errors
/// `forbidden` to all but owners; `second_factor_required`, `step_up_required`; `bad_value` at
/// `mail` for what is no address, or a member's; `too_many_requests` for the org as a whole;
/// `idempotency_key_reused`.
pub async fn invite(
    ctx: &Ctx,
    who: &Member,
    address: &str,
    role: OrgRole,
    visit: &Visit,
    again: Option<&Idempotency>,
) -> Result<Invitation, Failure> {
    who.may(Act::ManageMembers)?;
    let mail = mail("mail", address)?;
    if let Some(before) = answered_before(again, ctx).await? {
        return Ok(before);
    }
    let bucket = Limit::MAIL_FROM_ORG.of(who.org);
    tries::count(ctx, &[bucket], Some(who.user()), visit).await?;
    let (org, now, kind) = (who.org, ctx.now(), LinkKind::Invitation);
    once(ctx, again, async |tx| {
        let members = tx.members(org).await?;
        if members.iter().any(|one| one.user.mail.folded() == mail.folded()) {
            let message = format!("{mail} belongs to the org already. Change their role in the list.");
            return Err(Failure::field(FieldError::new("mail", Code::BadValue, message)));
        }
        for old in tx.invitations(org).await? {
            let same = old.mail.as_ref().is_some_and(|old| old.folded() == mail.folded());
            if same {
                tx.withdraw_invitation(org, old.id).await?;
            }
        }
        let inviter = tx.user(who.user()).await?.name.to_string();
        let ticket = Ticket::draw("")?;
        let link = OneTimeLink {
            id: LinkId(Uuid::now_v7()),
            kind,
            user: None,
            org: Some(org),
            about: None,
            mail: Some(mail.clone()),
            payload: json!({ "role": role, "inviter": inviter, "invited_by": who.user() }),
            created_at: now,
            expires_at: now + kind.lasts(),
        };
        tx.add_link(&link, &ticket.hash).await?;
        let letter = Letter::Invitation {
            org: who.org_name.clone(),
            inviter,
            role: a(role).to_owned(),
            link: link_to(ctx, "/invitation", &ticket),
            until: link.expires_at,
        };
        letters::post(tx, &ctx.vault, &Recipient::address(mail.clone()), &letter, now).await?;
        let invited = match tx.user_by_mail(&mail).await {
            Ok(user) => Some(user.id),
            Err(StoreError::Absent) => None,
            Err(error) => return Err(error.into()),
        };
        let detail = json!({ "invitation": link.id, "role": role });
        let event = visit.event_of(who, SecurityKind::MemberInvited, invited, detail);
        tx.record(&event).await?;
        let invitation = Invitation::try_from(link)?;
        Ok(invitation)
    })
    .await
}
