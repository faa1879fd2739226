//! `/api/v1/webhooks/{id}/messages`: what was sent to a webhook, and sending it again.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use oin_domain::choice::Choice as _;
use oin_domain::ids::WebhookEventId;
use oin_domain::org::Scope;
use oin_search::Query;
use serde::Serialize;
use utoipa::ToSchema;

use super::webhook;
use crate::actions::Failure;
use crate::actions::webhooks::{self, Delivery, DeliveryPlace};
use crate::web::api::Call;
use crate::web::api::call::id;
use crate::web::api::cursor::List;
use crate::web::api::refusals::{AbsentRefusals, AgainRefusals, CallRefusals, WebhookOffRefusals};
use crate::web::catalog_query::limit;
use crate::web::error::api::ApiError;

/// A page of what was sent to a webhook.
#[derive(Serialize, ToSchema)]
pub struct WebhookMessages {
    /// The messages of the last 30 days, the newest first.
    pub items: Vec<WebhookMessage>,
    /// The cursor of the next page; null on the last one.
    pub next: Option<String>,
}

/// A message to a webhook.
#[derive(Serialize, ToSchema)]
pub struct WebhookMessage {
    /// Its id, as `webhook-id` names it; the same at every try.
    #[schema(example = "msg_0190a0a0-0000-7000-8000-000000000000")]
    pub id: String,
    /// What happened.
    #[schema(example = "submission.approved")]
    pub r#type: &'static str,
    /// The body, as it is sent.
    pub body: String,
    /// `waiting`, `delivered` or `failed`.
    #[schema(example = "delivered")]
    pub state: &'static str,
    /// How often it was sent, since it was last asked for; at most eight.
    #[schema(minimum = 0)]
    pub tries: i32,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: DateTime<Utc>,
    /// When it is sent next; null when it waits no more.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_at: Option<DateTime<Utc>>,
    /// When it was last sent.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub tried_at: Option<DateTime<Utc>>,
    /// The status that it was last answered with; null without an answer.
    #[schema(example = 204)]
    pub status: Option<i32>,
    /// The beginning of that answer, at most 1,024 bytes.
    pub answer: Option<String>,
    /// Why it was not taken.
    pub problem: Option<String>,
}

impl From<Delivery> for WebhookMessage {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: format!("msg_{}", delivery.event),
            r#type: delivery.kind.as_str(),
            body: delivery.body,
            state: delivery.state.as_str(),
            tries: delivery.tries,
            created_at: delivery.created_at,
            next_at: delivery.next_at,
            tried_at: delivery.tried_at,
            status: delivery.status,
            answer: delivery.answer,
            problem: delivery.problem,
        }
    }
}

fn event(text: &str) -> Result<WebhookEventId, Failure> {
    let text = text.strip_prefix("msg_").unwrap_or_default();
    id(text, "message").map(WebhookEventId)
}

/// List what was sent to a webhook
///
/// The newest first, for 30 days.
#[utoipa::path(
    get,
    path = "/api/v1/webhooks/{id}/messages",
    tag = "webhooks",
    operation_id = "list_webhook_messages",
    params(
        ("id" = String, Path, description = "The webhook's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("limit" = Option<u32>, Query, description = "How many on a page, 1 to 100", minimum = 1, maximum = 100, example = 20),
        ("after" = Option<String>, Query, description = "The cursor `next` of the page before"),
    ),
    security(("token" = ["webhooks:read"])),
    responses(
        (status = 200, description = "A page of messages", body = WebhookMessages),
        CallRefusals, AbsentRefusals,
    )
)]
pub async fn list(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = call.with(Scope::WebhooksRead)?;
        let pairs = call.query(&["limit", "after"])?;
        let wanted = pairs.single("limit")?.map_or(Ok(Query::default().limit), limit);
        let wanted = u32::try_from(wanted.map_err(Failure::field)?).unwrap_or(u32::MAX);
        let after = pairs.single("after")?.map(|text| List::Messages.read(text));
        let after = after.transpose().map_err(Failure::field)?;
        let after = after.map(|(created_at, event)| DeliveryPlace {
            created_at,
            event: WebhookEventId(event),
        });
        let page = webhooks::log(&call.ctx, who, webhook(&path)?, after, wanted).await?;
        call.ok(&WebhookMessages {
            items: page.items.into_iter().map(WebhookMessage::from).collect(),
            next: page
                .next
                .map(|next| List::Messages.write(next.created_at, next.event.0)),
        })
    };
    call.finish(answer.await)
}

/// Look at a message to a webhook
#[utoipa::path(
    get,
    path = "/api/v1/webhooks/{id}/messages/{message}",
    tag = "webhooks",
    operation_id = "get_webhook_message",
    params(
        ("id" = String, Path, description = "The webhook's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("message" = String, Path, description = "The message's id", example = "msg_0190a0a0-0000-7000-8000-000000000000"),
    ),
    security(("token" = ["webhooks:read"])),
    responses(
        (status = 200, description = "The message", body = WebhookMessage),
        CallRefusals, AbsentRefusals,
    )
)]
pub async fn get(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::WebhooksRead, async |who| {
        let found = webhooks::message(&call.ctx, who, webhook(&path.0)?, event(&path.1)?).await?;
        call.ok(&WebhookMessage::from(found))
    })
    .await
}

/// Send a message to a webhook again
///
/// Under its old id, within seconds; its tries are counted anew.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks/{id}/messages/{message}/send",
    tag = "webhooks",
    operation_id = "send_webhook_message_again",
    params(
        ("id" = String, Path, description = "The webhook's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("message" = String, Path, description = "The message's id", example = "msg_0190a0a0-0000-7000-8000-000000000000"),
    ),
    security(("token" = ["webhooks:write"])),
    responses(
        (status = 202, description = "It waits to be sent", body = WebhookMessage),
        CallRefusals, AbsentRefusals, WebhookOffRefusals,
    )
)]
pub async fn send(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::WebhooksWrite, async |who| {
        let (webhook, event) = (webhook(&path.0)?, event(&path.1)?);
        let waiting = webhooks::send_again(&call.ctx, who, webhook, event, &call.visit()).await?;
        call.answer(StatusCode::ACCEPTED, &WebhookMessage::from(waiting))
    })
    .await
}

/// Send a test to a webhook
///
/// A message of the type `webhook.test`, within seconds. Its log says how it was answered.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks/{id}/test",
    tag = "webhooks",
    operation_id = "test_webhook",
    params(
        ("id" = String, Path, description = "The webhook's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours"),
    ),
    security(("token" = ["webhooks:write"])),
    responses(
        (status = 202, description = "It waits to be sent", body = WebhookMessage),
        CallRefusals, AbsentRefusals, AgainRefusals, WebhookOffRefusals,
    )
)]
pub async fn test(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::WebhooksWrite, async |who| {
        let again = call.again(who)?;
        let waiting = webhooks::test(&call.ctx, who, webhook(&path)?, &call.visit(), again.as_ref()).await?;
        call.answer(StatusCode::ACCEPTED, &WebhookMessage::from(waiting))
    })
    .await
}
