//! Taking an integration over.

use oin_domain::account::LinkKind;
use oin_domain::ids::OrgId;
use oin_domain::org::Act;

use super::{Ended, ended_event, gone, name_of, open_offer, tell};
use crate::actions::submissions::hand_over;
use crate::actions::{Asker, Code, Ctx, Failure, FieldError, Member, Visit, files};
use crate::vault::digest;

/// Takes the integration of an offer that was sent to the own address over, in the name of an org
/// that one owns; its submissions, their secrets and pictures go along.
///
/// # Errors
/// `not_found` for a link that works no more; `forbidden` when it was sent to another address, or to
/// all but owners of `org`; `second_factor_required`, `step_up_required`; `bad_value` at `org` for one
/// that they do not belong to, or that gives it.
pub async fn accept(
    ctx: &Ctx,
    asker: &Asker,
    link: &str,
    org: Option<OrgId>,
    visit: &Visit,
) -> Result<Member, Failure> {
    let member = org.and_then(|org| asker.member_of(org).ok());
    let member = member.ok_or_else(|| no_org("Choose one of your orgs."))?;
    take(ctx, &member, link, visit).await?;
    Ok(member)
}

/// The same for the org that the member acts for.
///
/// # Errors
/// As [`accept`].
pub async fn take(ctx: &Ctx, member: &Member, link: &str, visit: &Visit) -> Result<(), Failure> {
    member.may(Act::Transfer)?;
    let (hash, now) = (digest(link), ctx.now());
    ctx.store
        .write(async |tx| {
            let link = tx.use_link(LinkKind::Transfer, &hash, now).await.map_err(gone)?;
            let offer = open_offer(tx, link.about, now).await?;
            if offer.to_mail.folded() != member.mail.folded() {
                let sentence = format!(
                    "The offer was sent to {}, and you are signed in as {}. Sign out and open its link again, or ask for one to your address.",
                    offer.to_mail, member.mail
                );
                return Err(Failure::refused(Code::Forbidden, sentence));
            }
            if offer.from == member.org {
                return Err(no_org("It belongs to this org already. Choose another."));
            }
            let name = name_of(tx, &offer).await?;
            let (to, by) = (member.org, member.user());
            let integration = tx
                .accept_transfer(offer.id, to, by, now)
                .await
                .map_err(gone)?;
            hand_over(ctx, tx, integration, offer.from, to, now).await?;
            files::give(tx, integration, offer.from, to, now).await?;
            let mut event = ended_event(visit, &offer, "accepted");
            event.actor = Some(by);
            let ended = Ended {
                offer: &offer,
                name,
                taker: Some((to, &member.org_name)),
            };
            tell(ctx, tx, &ended, event, now).await
        })
        .await
}

fn no_org(message: &str) -> Failure {
    Failure::field(FieldError::new("org", Code::BadValue, message))
}
