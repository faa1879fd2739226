//! Messages that somebody asks for: a test, and one that was sent before.

use oin_domain::account::Limit;
use oin_domain::ids::{WebhookEventId, WebhookId};
use oin_domain::org::Act;
use oin_domain::webhook::{EventKind, State};
use oin_store::{Delivery, NewWebhookEvent, StoreError, Tx};
use uuid::Uuid;

use super::announce::promise;
use super::change::hold;
use super::of;
use super::payload::write_test;
use crate::actions::accounts::tries;
use crate::actions::idempotency::{Idempotency, answered, answered_before, remember};
use crate::actions::{Code, Ctx, Failure, Member, Visit};

/// Sends a message that tells of nothing, as soon as a worker has time.
///
/// # Errors
/// `forbidden` to all but owners; `second_factor_required`, `step_up_required`; `not_found`;
/// `webhook_off` for one that is not called; `too_many_requests`; `idempotency_key_reused`.
pub async fn test(
    ctx: &Ctx,
    who: &Member,
    id: WebhookId,
    visit: &Visit,
    again: Option<&Idempotency>,
) -> Result<Delivery, Failure> {
    who.may(Act::ManageWebhooks)?;
    // A request that is sent again is no other try.
    if answered_before::<WebhookEventId>(again, ctx).await?.is_none() {
        count(ctx, who, id, visit).await?;
    }
    let event = NewWebhookEvent {
        id: WebhookEventId(Uuid::now_v7()),
        kind: EventKind::Test,
        body: write_test(ctx.now())?,
        at: ctx.now(),
    };
    ctx.store
        .write(async |tx| {
            let before: Option<WebhookEventId> = answered(again, tx, ctx).await?;
            hold_called(tx, who, id, before.is_some()).await?;
            if before.is_none() {
                tx.add_delivery(id, &event).await?;
                promise(tx, id, ctx.now()).await?;
                remember(again, tx, &event.id).await?;
            }
            found(tx.delivery(id, before.unwrap_or(event.id)).await)
        })
        .await
}

/// Sends a message again, under its old id, as soon as a worker has time; its tries are counted anew.
///
/// # Errors
/// `forbidden` to all but owners; `second_factor_required`, `step_up_required`; `not_found`;
/// `webhook_off` for one that is not called; `too_many_requests`.
pub async fn send_again(
    ctx: &Ctx,
    who: &Member,
    id: WebhookId,
    event: WebhookEventId,
    visit: &Visit,
) -> Result<Delivery, Failure> {
    who.may(Act::ManageWebhooks)?;
    count(ctx, who, id, visit).await?;
    ctx.store
        .write(async |tx| {
            hold_called(tx, who, id, false).await?;
            found(tx.send_again(id, event, ctx.now()).await)?;
            promise(tx, id, ctx.now()).await?;
            found(tx.delivery(id, event).await)
        })
        .await
}

/// Counts a call of a webhook that is there.
async fn count(ctx: &Ctx, who: &Member, id: WebhookId, visit: &Visit) -> Result<(), Failure> {
    ctx.store.read(async |read| of(read, who, id).await).await?;
    tries::count(ctx, &[Limit::WEBHOOK_CALLS.of(who.org)], Some(who.user()), visit).await
}

fn found<T>(result: Result<T, StoreError>) -> Result<T, Failure> {
    match result {
        Err(StoreError::Absent) => Err(Failure::NotFound("message")),
        other => Ok(other?),
    }
}

/// Holds a webhook that is called. A request that was answered before is not refused for what
/// happened since.
async fn hold_called(tx: &mut Tx, who: &Member, id: WebhookId, answered: bool) -> Result<(), Failure> {
    let webhook = hold(tx, who, id).await?;
    if webhook.state == State::Active || answered {
        return Ok(());
    }
    Err(Failure::refused(
        Code::WebhookOff,
        "The webhook is paused or disabled, so nothing is sent to it. Resume it first.",
    ))
}
