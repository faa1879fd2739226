//! Changing a webhook: what it is told, whether it is called, its secret.

use oin_domain::account::SecurityKind;
use oin_domain::ids::WebhookId;
use oin_domain::org::Act;
use oin_domain::webhook::{EventKind, OVERLAP, State};
use oin_store::{OLD_SECRET, StoreError, Tx, Webhook};
use serde_json::json;

use super::add::{Made, as_before};
use super::announce::promise;
use super::secrets::{self, SECRET};
use super::sorted;
use crate::actions::idempotency::{Idempotency, answered, remember};
use crate::actions::{Ctx, Failure, Member, Visit};

/// What is to be changed; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// What it is told.
    pub kinds: Option<Vec<EventKind>>,
    /// Whether it is called. A disabled one is called again, too.
    pub active: Option<bool>,
}

/// Changes a webhook. What waited while it was paused is sent when it is called again.
///
/// # Errors
/// `forbidden` to all but owners; `second_factor_required`, `step_up_required`; `not_found`;
/// `missing` or `bad_value` at `events`.
pub async fn change(
    ctx: &Ctx,
    who: &Member,
    id: WebhookId,
    change: &Change,
    visit: &Visit,
) -> Result<Webhook, Failure> {
    who.may(Act::ManageWebhooks)?;
    let kinds = change.kinds.as_deref().map(sorted).transpose()?;
    ctx.store
        .write(async |tx| {
            let mut webhook = hold(tx, who, id).await?;
            let before = webhook.clone();
            if let Some(kinds) = &kinds {
                webhook.kinds.clone_from(kinds);
            }
            match change.active {
                Some(true) => {
                    webhook.state = State::Active;
                    webhook.disabled = None;
                    promise(tx, id, ctx.now()).await?;
                }
                // One that is disabled is not called anyhow.
                Some(false) if webhook.state == State::Active => webhook.state = State::Paused,
                _ => {}
            }
            if webhook == before {
                return Ok(webhook);
            }
            tx.set_webhook(&webhook).await?;
            let detail = json!({ "webhook": id, "state": webhook.state, "events": webhook.kinds });
            tx.record(&visit.event_of(who, SecurityKind::WebhookChanged, None, detail))
                .await?;
            Ok(webhook)
        })
        .await
}

/// Gives a webhook another secret. Messages are signed with the one before, too, for 24 hours.
///
/// # Errors
/// `forbidden` to all but owners; `second_factor_required`, `step_up_required`; `not_found`;
/// `idempotency_key_reused`.
pub async fn rotate(
    ctx: &Ctx,
    who: &Member,
    id: WebhookId,
    visit: &Visit,
    again: Option<&Idempotency>,
) -> Result<Made, Failure> {
    who.may(Act::ManageWebhooks)?;
    let secret = secrets::draw()?;
    let rotated = ctx
        .store
        .write(async |tx| {
            if answered::<WebhookId>(again, tx, ctx).await?.is_some() {
                return Ok(None);
            }
            let mut webhook = hold(tx, who, id).await?;
            let at = |field| secrets::place(id, webhook.org, &webhook.url, field);
            let old = ctx.vault.open(tx, &at(SECRET)).await?;
            ctx.vault.seal(tx, &at(OLD_SECRET), &old, ctx.now()).await?;
            ctx.vault.seal(tx, &at(SECRET), &secret, ctx.now()).await?;
            webhook.old_secret_until = Some(ctx.now() + OVERLAP);
            tx.set_webhook(&webhook).await?;
            let detail = json!({ "webhook": id, "secret": "changed" });
            tx.record(&visit.event_of(who, SecurityKind::WebhookChanged, None, detail))
                .await?;
            remember(again, tx, &id).await?;
            Ok::<_, Failure>(Some(webhook))
        })
        .await?;
    match rotated {
        None => as_before(ctx, who, id).await,
        Some(webhook) => Ok(Made {
            webhook,
            secret: Some(secret),
        }),
    }
}

/// A webhook of the asker's org, held until the transaction ends.
pub(super) async fn hold(tx: &mut Tx, who: &Member, id: WebhookId) -> Result<Webhook, Failure> {
    match tx.hold_webhook(id).await {
        Ok(webhook) if webhook.org == who.org => Ok(webhook),
        Ok(_) | Err(StoreError::Absent) => Err(Failure::NotFound("webhook")),
        Err(error) => Err(error.into()),
    }
}
