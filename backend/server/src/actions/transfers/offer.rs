//! Offering an integration.

use oin_domain::account::{Limit, LinkKind, SecurityKind};
use oin_domain::ids::{IntegrationId, LinkId, TransferId};
use oin_domain::org::Act;
use oin_store::{NoTransfer, OneTimeLink, StoreError, Transfer};
use serde_json::json;
use uuid::Uuid;

use crate::actions::accounts::sign_up::{link_to, mail};
use crate::actions::accounts::tries;
use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Code, Ctx, Failure, FieldError, Member, Visit};
use crate::vault::Ticket;

/// Offers an integration of the org to the reader of a mailbox, for seven days.
///
/// # Errors
/// `forbidden` to all but owners; `second_factor_required`, `step_up_required`; `bad_value` at
/// `mail`, and at `integration` for one that is not the org's or is offered already;
/// `too_many_requests`.
pub async fn offer(
    ctx: &Ctx,
    who: &Member,
    integration: Option<IntegrationId>,
    address: &str,
    visit: &Visit,
) -> Result<Transfer, Failure> {
    who.may(Act::Transfer)?;
    let mail = mail("mail", address)?;
    let integration = integration.ok_or_else(not_ours)?;
    tries::count(ctx, &[Limit::MAIL_FROM_ORG.of(who.org)], Some(who.user()), visit).await?;
    let (now, kind) = (ctx.now(), LinkKind::Transfer);
    let offer = Transfer {
        id: TransferId(Uuid::now_v7()),
        integration,
        from: who.org,
        to_mail: mail,
        offered_by: Some(who.user()),
        offered_at: now,
        expires_at: now + kind.lasts(),
    };
    ctx.store
        .write(async |tx| {
            let all = tx.integrations_of(who.org).await?;
            let found = all.into_iter().find(|(id, _)| *id == integration);
            let (_, name) = found.ok_or_else(not_ours)?;
            for old in tx.transfers_from(who.org).await? {
                if old.integration != integration {
                    continue;
                }
                if old.expires_at > now {
                    let message = format!(
                        "{name} is offered to {} already. Withdraw that offer first.",
                        old.to_mail
                    );
                    return Err(Failure::field(FieldError::new(
                        "integration",
                        Code::BadValue,
                        message,
                    )));
                }
                tx.end_transfer(old.id, NoTransfer::Withdrawn, now).await?;
            }
            tx.offer_transfer(&offer).await.map_err(|error| match error {
                StoreError::Taken(_) => StoreError::Stale,
                other => other,
            })?;
            let ticket = Ticket::draw("")?;
            let link = OneTimeLink {
                id: LinkId(Uuid::now_v7()),
                kind,
                user: None,
                org: None,
                about: Some(offer.id.0),
                mail: Some(offer.to_mail.clone()),
                payload: json!({}),
                created_at: now,
                expires_at: offer.expires_at,
            };
            tx.add_link(&link, &ticket.hash).await?;
            let letter = Letter::TransferOffered {
                integration: name,
                from_org: who.org_name.clone(),
                link: link_to(ctx, "/transfer", &ticket),
                until: offer.expires_at,
            };
            let to = Recipient::address(offer.to_mail.clone());
            letters::post(tx, &ctx.vault, &to, &letter, now).await?;
            let detail = json!({ "transfer": offer.id, "integration": integration });
            tx.record(&visit.event_of(who, SecurityKind::TransferOffered, None, detail))
                .await?;
            Ok::<_, Failure>(())
        })
        .await?;
    Ok(offer)
}

/// Another org's integration is as one that is not there.
fn not_ours() -> Failure {
    let message = "Choose one of your org's integrations.";
    Failure::field(FieldError::new("integration", Code::BadValue, message))
}
