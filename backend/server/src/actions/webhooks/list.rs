//! The webhooks of an org, and what was sent to them.

use oin_domain::ids::{WebhookEventId, WebhookId};
use oin_domain::org::Act;
use oin_store::{Delivery, DeliveryPlace, StoreError, Webhook};

use super::of;
use crate::actions::{Ctx, Failure, Member};

/// A page of what was sent to a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The messages, the newest first.
    pub items: Vec<Delivery>,
    /// Where the next page begins; nothing on the last one.
    pub next: Option<DeliveryPlace>,
}

/// The org's webhooks, the first added first.
///
/// # Errors
/// `forbidden` to all but owners.
pub async fn list(ctx: &Ctx, who: &Member) -> Result<Vec<Webhook>, Failure> {
    who.reaches(Act::ManageWebhooks)?;
    let org = who.org;
    Ok(ctx.store.read(async |read| read.webhooks(org).await).await?)
}

/// A webhook.
///
/// # Errors
/// `forbidden` to all but owners; `not_found`.
pub async fn show(ctx: &Ctx, who: &Member, id: WebhookId) -> Result<Webhook, Failure> {
    who.reaches(Act::ManageWebhooks)?;
    ctx.store.read(async |read| of(read, who, id).await).await
}

/// A page of what was sent to a webhook in the last 30 days, or is to be.
///
/// # Errors
/// `forbidden` to all but owners; `not_found`.
pub async fn log(
    ctx: &Ctx,
    who: &Member,
    id: WebhookId,
    after: Option<DeliveryPlace>,
    limit: u32,
) -> Result<Page, Failure> {
    who.reaches(Act::ManageWebhooks)?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    ctx.store
        .read(async |read| {
            of(read, who, id).await?;
            // One more than wanted tells whether there is another page.
            let mut items = read.deliveries(id, after, limit.saturating_add(1)).await?;
            let more = items.len() > wanted;
            items.truncate(wanted);
            let next = items.last().filter(|_| more).map(|last| DeliveryPlace {
                created_at: last.created_at,
                event: last.event,
            });
            Ok(Page { items, next })
        })
        .await
}

/// One message to a webhook.
///
/// # Errors
/// `forbidden` to all but owners; `not_found`.
pub async fn message(
    ctx: &Ctx,
    who: &Member,
    id: WebhookId,
    event: WebhookEventId,
) -> Result<Delivery, Failure> {
    who.reaches(Act::ManageWebhooks)?;
    ctx.store
        .read(async |read| {
            of(read, who, id).await?;
            match read.delivery(id, event).await {
                Err(StoreError::Absent) => Err(Failure::NotFound("message")),
                found => Ok(found?),
            }
        })
        .await
}
