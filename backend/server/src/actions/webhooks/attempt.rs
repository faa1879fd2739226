//! One try to send a message: the request, and what follows from its answer.

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::ids::WebhookId;
use oin_domain::org::Act;
use oin_domain::webhook::{Answer, Cause, DeliveryState, LONGEST_ANSWER, Next, State, next};
use oin_protocol::standard_webhooks::{ID, SIGNATURE, TIMESTAMP};
use oin_store::{Delivery, Tx};
use url::Url;

use super::deliver::Receiver;
use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Code, Ctx, Failure};
use crate::outbound::{FetchError, Fetched, HeaderMap, HeaderName, HeaderValue, Method, Request};

/// Sends one message and writes down how it went.
pub(super) async fn send(
    ctx: &Ctx,
    to: &Receiver,
    delivery: Delivery,
    chance: fn() -> f64,
) -> Result<(), Failure> {
    let at = ctx.now();
    let request = request(to, &delivery, at)?;
    let answered = ctx.outbound().deliver(request, LONGEST_ANSWER).await;
    let (tries, settled, next) = settle(delivery, answered, at, ctx.now(), chance());
    let kept = ctx
        .store
        .write(async |tx| {
            tx.settle_delivery(&settled, tries).await?;
            match next {
                Next::Delivered => tx.note_arrival(to.webhook.id, at).await?,
                Next::Gone => disable(tx, ctx, to.webhook.id, Cause::Gone).await?,
                Next::Failed => {
                    let webhook = tx.hold_webhook(to.webhook.id).await?;
                    // One message that it cannot take is no reason: others arrived meanwhile.
                    let dead = webhook.delivered_at.is_none_or(|last| last < settled.created_at);
                    if dead {
                        disable(tx, ctx, to.webhook.id, Cause::Failing).await?;
                    }
                }
                Next::Again(_) => {}
            }
            Ok::<_, Failure>(())
        })
        .await;
    match kept {
        // Another worker sent it meanwhile, or it was given up or removed: that is written down.
        Err(Failure::Refused(Code::Stale, _) | Failure::NotFound(_)) => Ok(()),
        kept => kept,
    }
}

fn request(to: &Receiver, delivery: &Delivery, at: DateTime<Utc>) -> Result<Request, Failure> {
    let id = format!("msg_{}", delivery.event);
    let body = delivery.body.clone().into_bytes();
    let signatures: Vec<String> = to.keys.iter().map(|key| key.sign(&id, at, &body)).collect();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("content-type", "application/json"),
        ("accept", "*/*"),
        (ID, &id),
        (TIMESTAMP, &at.timestamp().to_string()),
        (SIGNATURE, &signatures.join(" ")),
    ] {
        let value = HeaderValue::from_str(value).map_err(|error| Failure::Broken(error.into()))?;
        headers.insert(HeaderName::from_static(name), value);
    }
    Ok(Request {
        method: Method::POST,
        url: to.url.clone(),
        headers,
        body,
    })
}

/// The message after a try, with the number of tries before it, and what follows.
fn settle(
    mut delivery: Delivery,
    answered: Result<Fetched, FetchError>,
    began: DateTime<Utc>,
    now: DateTime<Utc>,
    chance: f64,
) -> (i32, Delivery, Next) {
    let before = delivery.tries;
    delivery.tries = before.saturating_add(1);
    delivery.tried_at = Some(began);
    let answer = match &answered {
        Ok(fetched) => Answer::Status {
            status: fetched.status,
            wish: wish(fetched, now),
        },
        Err(_) => Answer::Nothing,
    };
    let next = next(u32::try_from(delivery.tries).unwrap_or(u32::MAX), answer, chance);
    delivery.status = answered.as_ref().ok().map(|fetched| i32::from(fetched.status));
    delivery.answer = answered.as_ref().ok().map(|fetched| kept(&fetched.body));
    delivery.problem = match (&answered, next) {
        (_, Next::Delivered) => None,
        (Ok(fetched), Next::Gone) => Some(format!("It answered {}: it wants no more.", fetched.status)),
        (Ok(fetched), _) if (300..400).contains(&fetched.status) => Some(format!(
            "It answered {}, and messages are not sent on. Give the last address itself.",
            fetched.status
        )),
        (Ok(fetched), _) => Some(format!("It answered {} instead of 2xx.", fetched.status)),
        (Err(error), _) => Some(error.to_string().chars().take(1000).collect()),
    };
    (delivery.state, delivery.next_at) = match next {
        Next::Delivered => (DeliveryState::Delivered, None),
        Next::Gone | Next::Failed => (DeliveryState::Failed, None),
        Next::Again(wait) => (DeliveryState::Waiting, Some(now + wait)),
    };
    (before, delivery, next)
}

/// How long the receiver asks us to wait: seconds, or a date (RFC 9110 10.2.3).
fn wish(fetched: &Fetched, now: DateTime<Utc>) -> Option<TimeDelta> {
    let text = fetched.headers.get("retry-after")?.to_str().ok()?.trim();
    match text.parse::<u32>() {
        Ok(seconds) => Some(TimeDelta::seconds(i64::from(seconds))),
        Err(_) => DateTime::parse_from_rfc2822(text)
            .ok()
            .map(|at| at.to_utc() - now),
    }
}

/// The beginning of an answer as text, at most 1,024 bytes.
fn kept(body: &[u8]) -> String {
    // PostgreSQL keeps no NUL.
    let text = String::from_utf8_lossy(body).replace('\0', "\u{fffd}");
    text[..text.floor_char_boundary(LONGEST_ANSWER)].to_owned()
}

/// Calls a webhook no more, gives up what waits for it, and writes to the owners.
async fn disable(tx: &mut Tx, ctx: &Ctx, id: WebhookId, cause: Cause) -> Result<(), Failure> {
    let mut webhook = tx.hold_webhook(id).await?;
    if webhook.state == State::Disabled {
        return Ok(());
    }
    let now = ctx.now();
    webhook.state = State::Disabled;
    webhook.disabled = Some((cause, now));
    tx.set_webhook(&webhook).await?;
    tx.give_up_deliveries(id, "The webhook was disabled before it was sent.")
        .await?;
    let host = Url::parse(&webhook.url).ok();
    let host = host.as_ref().and_then(Url::host_str).unwrap_or_default();
    for member in tx.members(webhook.org).await? {
        if member.role.may(Act::ManageWebhooks) {
            let letter = Letter::WebhookDisabled {
                webhook: id,
                // The rest of the address may hold a key.
                host: host.to_owned(),
                gone: cause == Cause::Gone,
            };
            letters::post(tx, &ctx.vault, &Recipient::from(&member.user), &letter, now).await?;
        }
    }
    Ok(())
}
