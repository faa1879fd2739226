//! Promising messages, in the transaction of what they tell.

use chrono::{DateTime, Utc};
use oin_domain::ids::{JobId, OrgId, WebhookEventId, WebhookId};
use oin_domain::webhook::EventKind;
use oin_store::{NewJob, NewWebhookEvent, Tx};
use uuid::Uuid;

use super::deliver::{CLASS, Due};
use super::payload::{About, Subject, write};
use crate::actions::{Ctx, Failure};

/// Promises a message to each webhook of the org that is told of such events.
pub(in crate::actions) async fn announce(
    tx: &mut Tx,
    ctx: &Ctx,
    org: OrgId,
    kind: EventKind,
    about: &About,
    subject: Subject<'_>,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    let event = NewWebhookEvent {
        id: WebhookEventId(Uuid::now_v7()),
        kind,
        body: write(ctx.base_url(), kind, about, subject, at)?,
        at,
    };
    for webhook in tx.announce_to_webhooks(org, &event).await? {
        promise(tx, webhook, at).await?;
    }
    Ok(())
}

/// Promises to look at what waits for a webhook. Each has one job at most: it is called by one
/// worker at a time, and one that hangs holds up no other.
pub(super) async fn promise(tx: &mut Tx, webhook: WebhookId, at: DateTime<Utc>) -> Result<(), Failure> {
    let job = NewJob {
        id: JobId(Uuid::now_v7()),
        class: CLASS,
        payload: serde_json::to_value(Due { webhook }).map_err(|error| Failure::Broken(error.into()))?,
        dedup_key: Some(format!("{CLASS}:{webhook}")),
        run_at: at,
        at,
    };
    Ok(tx.promise(&job).await?)
}
