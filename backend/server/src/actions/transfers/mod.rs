//! Integrations on their way to another org: an owner offers one by mail, an owner of another org
//! takes it.

mod accept;
mod end;
mod list;
mod look;
mod offer;

pub use accept::{accept, take};
pub use end::{decline, withdraw};
pub use list::{Open, TransfersShown, list};
pub use look::{Offer, look};
pub use offer::offer;

use chrono::{DateTime, Utc};
use oin_domain::account::SecurityKind;
use oin_domain::ids::{OrgId, TransferId};
use oin_domain::org::OrgRole;
use oin_store::{StoreError, Transfer, Tx};
use serde_json::json;

use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Ctx, Failure, Visit};

/// Used, ended, expired and unknown offers are not told apart.
fn gone(error: StoreError) -> Failure {
    match error {
        StoreError::Absent | StoreError::Stale => Failure::NotFound(
            "offer; it was accepted, declined, withdrawn, has expired or its link is not whole",
        ),
        other => other.into(),
    }
}

/// An open offer.
async fn open_offer(tx: &mut Tx, id: Option<uuid::Uuid>, now: DateTime<Utc>) -> Result<Transfer, Failure> {
    let id = TransferId(id.ok_or(StoreError::Absent)?);
    let offer = tx.transfer(id).await.map_err(gone)?;
    if offer.expires_at <= now {
        return Err(gone(StoreError::Absent));
    }
    Ok(offer)
}

/// What an integration of an org is called.
async fn name_of(tx: &mut Tx, offer: &Transfer) -> Result<String, StoreError> {
    let all = tx.integrations_of(offer.from).await?;
    let found = all.into_iter().find(|(id, _)| *id == offer.integration);
    Ok(found.map_or_else(|| "Untitled integration".to_owned(), |(_, name)| name))
}

/// How an offer ended.
struct Ended<'a> {
    offer: &'a Transfer,
    /// The integration's name.
    name: String,
    /// The org that took it, with its name.
    taker: Option<(OrgId, &'a str)>,
}

/// Writes down how an offer ended and tells the owners of both orgs.
async fn tell(
    ctx: &Ctx,
    tx: &mut Tx,
    ended: &Ended<'_>,
    mut event: oin_store::SecurityEvent,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let from = ended.offer.from;
    let from_org = tx.org(from).await?.name.to_string();
    let to_org = match ended.taker {
        Some((_, name)) => name.to_owned(),
        None => ended.offer.to_mail.to_string(),
    };
    let orgs = [Some(from), ended.taker.map(|(org, _)| org)];
    for org in orgs.into_iter().flatten() {
        for member in tx.members(org).await? {
            if member.role != OrgRole::Owner {
                continue;
            }
            let letter = Letter::TransferEnded {
                integration: ended.name.clone(),
                from_org: from_org.clone(),
                to_org: to_org.clone(),
                accepted: ended.taker.is_some(),
            };
            letters::post(tx, &ctx.vault, &Recipient::from(&member.user), &letter, now).await?;
        }
        event.org = Some(org);
        tx.record(&event).await?;
    }
    Ok(())
}

fn ended_event(visit: &Visit, offer: &Transfer, how: &str) -> oin_store::SecurityEvent {
    let detail = json!({ "transfer": offer.id, "integration": offer.integration, "how": how });
    visit.event_with(SecurityKind::TransferEnded, None, detail)
}
