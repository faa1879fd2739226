//! Sending what waits for a webhook.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use oin_domain::ids::{WebhookEventId, WebhookId};
use oin_domain::webhook::State;
use oin_protocol::standard_webhooks::SigningKey;
use oin_store::{Delivery, StoreError, Webhook};
use serde::{Deserialize, Serialize};
use url::Url;

use super::attempt::send;
use super::secrets;
use crate::actions::{Ctx, Failure};
use crate::outbound::Outbound;
use crate::vault::Secret;

/// The class of the job.
pub const CLASS: &str = "webhook";

/// How many messages a webhook gets at once.
const AT_ONCE: usize = 4;
/// How often it is looked for more while a receiver takes its time.
const LOOK: Duration = Duration::from_secs(1);

/// Something may wait for a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Which.
    pub webhook: WebhookId,
}

/// A webhook that is called, and what its messages are signed with.
pub(super) struct Receiver {
    pub(super) webhook: Webhook,
    pub(super) url: Url,
    pub(super) keys: Vec<SigningKey>,
}

/// Sends what is due to a webhook until nothing is, and says when to look again; `chance` draws
/// numbers from 0 to 1. A message may be sent again when the process ends before it is written down
/// that it arrived; it has the same id.
///
/// # Errors
/// The database's, and secrets that do not open.
pub async fn deliver(ctx: &Ctx, due: Due, chance: fn() -> f64) -> Result<Option<DateTime<Utc>>, Failure> {
    let id = due.webhook;
    let mut on_the_way: BTreeSet<WebhookEventId> = BTreeSet::new();
    let mut sending = FuturesUnordered::new();
    loop {
        if let Some((receiver, waiting)) = look(ctx, id).await? {
            let receiver = std::sync::Arc::new(receiver);
            for delivery in waiting {
                if sending.len() < AT_ONCE && on_the_way.insert(delivery.event) {
                    let (receiver, event) = (receiver.clone(), delivery.event);
                    sending.push(async move { (event, send(ctx, &receiver, delivery, chance).await) });
                }
            }
        }
        if sending.is_empty() {
            break;
        }
        tokio::select! {
            Some((event, sent)) = sending.next() => {
                on_the_way.remove(&event);
                sent?;
            }
            () = tokio::time::sleep(LOOK), if sending.len() < AT_ONCE => {}
        }
    }
    ctx.store
        .read(async |read| match read.webhook(id).await {
            Ok(webhook) if webhook.state == State::Active => Ok(read.next_delivery(id).await?),
            Ok(_) | Err(StoreError::Absent) => Ok(None),
            Err(error) => Err(error.into()),
        })
        .await
}

/// The webhook, and what is due to it; nothing when it is not called or nothing is due.
async fn look(ctx: &Ctx, id: WebhookId) -> Result<Option<(Receiver, Vec<Delivery>)>, Failure> {
    ctx.store
        .read(async |read| {
            let webhook = match read.webhook(id).await {
                Ok(webhook) if webhook.state == State::Active => webhook,
                Ok(_) | Err(StoreError::Absent) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            // Those that are on the way are among them.
            let waiting = read.due_deliveries(id, ctx.now(), 2 * AT_ONCE as u32).await?;
            if waiting.is_empty() {
                return Ok(None);
            }
            let secrets = secrets::open(ctx, read, &webhook).await?;
            Ok(Some((receiver(webhook, &secrets)?, waiting)))
        })
        .await
}

fn receiver(webhook: Webhook, secrets: &[Secret]) -> Result<Receiver, Failure> {
    let id = webhook.id;
    let broken = |what: &str| Failure::Broken(anyhow::anyhow!("the {what} of webhook {id} is none"));
    let keys = secrets.iter().map(|secret| {
        let text = secret.text().unwrap_or_default();
        SigningKey::parse(text).map_err(|_| broken("secret"))
    });
    let keys = keys.collect::<Result<_, _>>()?;
    let url = Outbound::read(&webhook.url).map_err(|_| broken("address"))?;
    Ok(Receiver { webhook, url, keys })
}
