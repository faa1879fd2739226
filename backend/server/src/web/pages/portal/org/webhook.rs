//! `/portal/webhooks/{id}`: one webhook, what was sent to it, and what may be done with it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::ids::{WebhookEventId, WebhookId};
use oin_domain::org::Act;
use oin_domain::webhook::{DeliveryState, State};
use serde::Serialize;
use uuid::Uuid;

use super::webhooks::{Group, StateTag, groups, show_made, ticked};
use super::{May, PageError, Portal};
use crate::actions::Failure;
use crate::actions::webhooks::{self, Change, Delivery, DeliveryPlace};
use crate::templates::Page;
use crate::web::api::cursor::List;
use crate::web::form::{Fields, FormView};
use crate::web::pages::moment::{Moment, exact};
use crate::web::pages::{Shell, go_to};
use crate::web::urls;

/// How many messages a page of the log shows.
const ON_A_PAGE: u32 = 25;
const FIELDS: [&str; 1] = ["events"];

#[derive(Serialize)]
struct WebhookPage {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    may: May,
    href: String,
    url: String,
    state: StateTag,
    active: bool,
    disabled: Option<Disabled>,
    overlap: Option<String>,
    groups: Vec<Group>,
    messages: Vec<Line>,
    older: Option<String>,
    newest: bool,
}

impl Page for WebhookPage {
    const TEMPLATE: &'static str = "pages/portal/org/webhook";
}

#[derive(Serialize)]
struct Disabled {
    why: &'static str,
    at: Moment,
}

/// A message of the log.
#[derive(Serialize)]
struct Line {
    id: String,
    kind: &'static str,
    label: &'static str,
    state: &'static str,
    tone: &'static str,
    made: Moment,
    tries: String,
    next: Option<Moment>,
    status: Option<i32>,
    problem: Option<String>,
    answer: Option<String>,
    body: String,
}

impl Line {
    fn new(delivery: Delivery, now: chrono::DateTime<chrono::Utc>) -> Self {
        Self {
            id: delivery.event.to_string(),
            kind: delivery.kind.as_str(),
            label: delivery.kind.label(),
            state: delivery.state.label(),
            tone: match delivery.state {
                DeliveryState::Delivered => "tag-good",
                DeliveryState::Waiting => "tag-warn",
                DeliveryState::Failed => "tag-bad",
            },
            made: Moment::new(delivery.created_at, now),
            tries: match delivery.tries {
                0 => "not sent yet".to_owned(),
                1 => "sent once".to_owned(),
                tries => format!("sent {tries} times"),
            },
            next: delivery.next_at.map(|at| Moment::new(at, now)),
            status: delivery.status,
            problem: delivery.problem,
            answer: delivery.answer.filter(|answer| !answer.is_empty()),
            body: delivery.body,
        }
    }
}

fn id(text: &str) -> Result<WebhookId, Failure> {
    let id = Uuid::parse_str(text).map(WebhookId);
    id.map_err(|_| Failure::NotFound("webhook"))
}

/// `GET /portal/webhooks/{id}`.
///
/// # Errors
/// Nobody is signed in; all but owners; `not_found`.
pub async fn get(portal: Portal, path: web::Path<String>) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let shown = page(&portal, id(&path)?, None).await?;
            portal.show(StatusCode::OK, &shown)
        })
        .await
}

async fn page(portal: &Portal, id: WebhookId, sent: Option<&Fields>) -> Result<WebhookPage, Failure> {
    let (ctx, who, now) = (&portal.ctx, portal.who(), portal.ctx.now());
    let webhook = webhooks::show(ctx, who, id).await?;
    let older = portal.asked("older");
    // A cursor that is none begins at the newest.
    let after = List::Messages.read(&older).ok();
    let after = after.map(|(created_at, event)| DeliveryPlace {
        created_at,
        event: WebhookEventId(event),
    });
    let log = webhooks::log(ctx, who, id, after, ON_A_PAGE).await?;
    let href = urls::webhook(id);
    let next = log.next;
    let next = next.map(|next| List::Messages.write(next.created_at, next.event.0));
    let chosen = sent.map_or_else(|| webhook.kinds.clone(), ticked);
    Ok(WebhookPage {
        shell: portal.shell("Webhook"),
        form: portal.form(&FIELDS),
        notice: notice(&portal.asked("after")),
        may: May::on(who, Act::ManageWebhooks, &href),
        url: webhook.url,
        state: webhook.state.into(),
        active: webhook.state == State::Active,
        disabled: webhook.disabled.map(|(cause, at)| Disabled {
            why: cause.label(),
            at: Moment::new(at, now),
        }),
        overlap: webhook.old_secret_until.filter(|until| *until > now).map(exact),
        groups: groups(&chosen),
        messages: log.items.into_iter().map(|one| Line::new(one, now)).collect(),
        older: next.map(|next| format!("{href}?older={next}#log")),
        newest: after.is_none(),
        href,
    })
}

fn notice(after: &str) -> Option<&'static str> {
    Some(match after {
        "paused" => "The webhook is paused. What happens now is kept for it.",
        "resumed" => "The webhook is called again. What waited for it is being sent.",
        "events" => "Its events are saved.",
        "tested" => "A test is on its way. Load this page again in a few seconds to see how it was answered.",
        "sent" => "The message is on its way again.",
        _ => return None,
    })
}

/// `POST /portal/webhooks/{id}/{what}`.
///
/// # Errors
/// As the action; `not_found` for what there is not to do.
pub async fn post(
    portal: Portal,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let (id, what) = (id(&path.0)?, path.1.as_str());
            let (ctx, who, visit) = (&portal.ctx, portal.who(), &portal.visit);
            let known: &[&str] = match what {
                "events" => &FIELDS,
                "send" => &["message"],
                _ => &[],
            };
            fields.only(known)?;
            let after = match what {
                "events" => {
                    let change = Change {
                        kinds: Some(ticked(&fields)),
                        ..Change::default()
                    };
                    match webhooks::change(ctx, who, id, &change, visit).await {
                        Err(failure @ Failure::Invalid(_)) => {
                            return again(&portal, id, &fields, failure).await;
                        }
                        changed => changed.map(drop)?,
                    }
                    "events"
                }
                "pause" | "resume" => {
                    let active = what == "resume";
                    let change = Change {
                        active: Some(active),
                        ..Change::default()
                    };
                    webhooks::change(ctx, who, id, &change, visit).await?;
                    if active { "resumed" } else { "paused" }
                }
                "rotate" => {
                    let made = webhooks::rotate(ctx, who, id, visit, None).await?;
                    return show_made(&portal, &made);
                }
                "test" => {
                    webhooks::test(ctx, who, id, visit, None).await?;
                    "tested"
                }
                "send" => {
                    let event = Uuid::parse_str(fields.text("message")).map(WebhookEventId);
                    let event = event.map_err(|_| Failure::NotFound("message"))?;
                    webhooks::send_again(ctx, who, id, event, visit).await?;
                    "sent"
                }
                "remove" => {
                    webhooks::remove(ctx, who, id, visit).await?;
                    return Ok(go_to("/portal/webhooks?after=removed"));
                }
                _ => return Err(Failure::NotFound("page")),
            };
            Ok(go_to(&format!("{}?after={after}", urls::webhook(id))))
        })
        .await
}

async fn again(
    portal: &Portal,
    id: WebhookId,
    fields: &Fields,
    failure: Failure,
) -> Result<HttpResponse, Failure> {
    let mut shown = page(portal, id, Some(fields)).await?;
    let form = std::mem::replace(&mut shown.form, portal.form(&FIELDS));
    portal.again(form, failure, "events", |form| WebhookPage { form, ..shown })
}
