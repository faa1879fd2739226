//! A new webhook.

use oin_domain::account::{Limit, SecurityKind};
use oin_domain::ids::WebhookId;
use oin_domain::org::Act;
use oin_domain::webhook::{EventKind, LONGEST_URL, MOST, State};
use oin_store::Webhook;
use serde_json::json;
use url::Url;
use uuid::Uuid;

use super::secrets::{self, SECRET};
use super::{of, sorted};
use crate::actions::accounts::tries;
use crate::actions::idempotency::{Idempotency, answered, answered_before, remember};
use crate::actions::{Code, Ctx, Failure, FieldError, Member, Visit};
use crate::outbound::Outbound;
use crate::vault::Secret;

/// A webhook to be added.
pub struct NewWebhook<'a> {
    /// What is called.
    pub url: &'a str,
    /// What it is told.
    pub kinds: &'a [EventKind],
}

/// A webhook with a new secret.
pub struct Made {
    /// The webhook.
    pub webhook: Webhook,
    /// What messages are signed with, to be seen once; nothing when the request was answered before.
    pub secret: Option<Secret>,
}

/// Adds a webhook. Asked again under the same key, it adds no other; the answer then lacks the
/// secret.
///
/// # Errors
/// `forbidden` to all but owners; `second_factor_required`, `step_up_required`; `too_many_requests`;
/// a code of the address at `url`, `bad_value` there when the org has as many as it may, `missing`
/// or `bad_value` at `events`; `idempotency_key_reused`.
pub async fn add(
    ctx: &Ctx,
    who: &Member,
    new: &NewWebhook<'_>,
    visit: &Visit,
    again: Option<&Idempotency>,
) -> Result<Made, Failure> {
    who.may(Act::ManageWebhooks)?;
    if let Some(before) = answered_before::<WebhookId>(again, ctx).await? {
        return as_before(ctx, who, before).await;
    }
    let (url, kinds) = judged(ctx, who, new, visit).await?;
    let secret = secrets::draw()?;
    let webhook = Webhook {
        id: WebhookId(Uuid::now_v7()),
        org: who.org,
        url: url.into(),
        kinds,
        state: State::Active,
        disabled: None,
        created_at: ctx.now(),
        old_secret_until: None,
        delivered_at: None,
    };
    let before = ctx
        .store
        .write(async |tx| {
            let before: Option<WebhookId> = answered(again, tx, ctx).await?;
            if before.is_some() {
                return Ok(before);
            }
            if tx.hold_webhooks(who.org).await?.len() >= MOST {
                let message = format!("The org has {MOST} webhooks, which is the most. Remove one first.");
                return Err(Failure::field(FieldError::new("url", Code::BadValue, message)));
            }
            tx.add_webhook(&webhook).await?;
            let place = secrets::place(webhook.id, webhook.org, &webhook.url, SECRET);
            ctx.vault.seal(tx, &place, &secret, ctx.now()).await?;
            let detail = json!({ "webhook": webhook.id, "events": webhook.kinds });
            tx.record(&visit.event_of(who, SecurityKind::WebhookAdded, None, detail))
                .await?;
            // Its id alone: the secret is shown once.
            remember(again, tx, &webhook.id).await?;
            Ok(None)
        })
        .await?;
    match before {
        Some(before) => as_before(ctx, who, before).await,
        None => Ok(Made {
            webhook,
            secret: Some(secret),
        }),
    }
}

/// What an earlier request of the same key made, without its secret.
pub(super) async fn as_before(ctx: &Ctx, who: &Member, id: WebhookId) -> Result<Made, Failure> {
    let found = ctx.store.read(async |read| of(read, who, id).await);
    Ok(Made {
        webhook: found.await?,
        secret: None,
    })
}

/// The address and the events, or all that is wrong with them.
async fn judged(
    ctx: &Ctx,
    who: &Member,
    new: &NewWebhook<'_>,
    visit: &Visit,
) -> Result<(Url, Vec<EventKind>), Failure> {
    let kinds = sorted(new.kinds);
    let url = read(new.url);
    if let Ok(url) = &url {
        // The name is looked up: not as often as anybody likes.
        tries::count(ctx, &[Limit::WEBHOOK_CALLS.of(who.org)], Some(who.user()), visit).await?;
        let called = ctx.outbound().judge(url).await;
        if let Err(error) = called {
            return Err(both(FieldError::of_address("url", &error), kinds.err()));
        }
    }
    match (url, kinds) {
        (Ok(url), kinds) => Ok((url, kinds?)),
        (Err(error), kinds) => Err(both(error, kinds.err())),
    }
}

fn both(error: FieldError, other: Option<Failure>) -> Failure {
    match other {
        Some(Failure::Invalid(more)) => Failure::Invalid([vec![error], more].concat()),
        Some(other) => other,
        None => Failure::field(error),
    }
}

fn read(text: &str) -> Result<Url, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        let message = "Give the address that is called, for example https://hooks.example.com/oin.";
        return Err(FieldError::new("url", Code::Missing, message));
    }
    let mut url = Outbound::read(text).map_err(|error| FieldError::of_address("url", &error))?;
    // It is never sent.
    url.set_fragment(None);
    if url.as_str().len() > LONGEST_URL {
        let message = format!("The address is longer than {LONGEST_URL} bytes. Give a shorter one.");
        return Err(FieldError::new("url", Code::BadValue, message));
    }
    Ok(url)
}
