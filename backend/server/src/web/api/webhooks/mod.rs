//! `/api/v1/webhooks`: addresses that are told what happens to the org's submissions, listings and
//! verifications.

pub mod messages;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use oin_domain::choice::Choice as _;
use oin_domain::ids::WebhookId;
use oin_domain::org::Scope;
use oin_domain::webhook::EventKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actions::webhooks::{self, Change, Made, NewWebhook, Webhook};
use crate::web::api::Call;
use crate::web::api::call::id;
use crate::web::api::refusals::{AbsentRefusals, AgainRefusals, BodyRefusals, CallRefusals, KeyedRefusals};
use crate::web::error::api::ApiError;

/// The webhooks of an org.
#[derive(Serialize, ToSchema)]
pub struct WebhooksAnswer {
    /// The first added first, at most ten.
    pub items: Vec<WebhookItem>,
}

/// A webhook, without its secret.
#[derive(Serialize, ToSchema)]
pub struct WebhookItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What is called.
    #[schema(example = "https://hooks.brambletide.example/oin")]
    pub url: String,
    /// What it is told.
    #[schema(example = json!(["submission.approved", "listing.published"]))]
    pub events: Vec<&'static str>,
    /// `active`; `paused`: what happens meanwhile is kept and sent afterwards; `disabled`: nothing is
    /// kept for it.
    #[schema(example = "active")]
    pub state: &'static str,
    /// Why it was disabled: `gone`, it answered 410; `failing`, it took no message over all tries.
    pub disabled_because: Option<&'static str>,
    /// When it was disabled.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub disabled_at: Option<DateTime<Utc>>,
    /// When it was added.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: DateTime<Utc>,
    /// Until when messages are signed with the secret before, too.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub old_secret_until: Option<DateTime<Utc>>,
    /// When a message last arrived.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub delivered_at: Option<DateTime<Utc>>,
}

impl From<Webhook> for WebhookItem {
    fn from(webhook: Webhook) -> Self {
        let (because, at) = webhook.disabled.unzip();
        Self {
            id: webhook.id.to_string(),
            url: webhook.url,
            events: webhook.kinds.iter().map(|kind| kind.as_str()).collect(),
            state: webhook.state.as_str(),
            disabled_because: because.map(|cause| cause.as_str()),
            disabled_at: at,
            created_at: webhook.created_at,
            old_secret_until: webhook.old_secret_until,
            delivered_at: webhook.delivered_at,
        }
    }
}

/// A webhook with a new secret.
#[derive(Serialize, ToSchema)]
pub struct MadeWebhook {
    /// The webhook.
    pub webhook: WebhookItem,
    /// What messages are signed with. It is in this answer and nowhere else: null when the same
    /// request is answered again, under its `Idempotency-Key`.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAAAAAAAAAA=")]
    pub secret: Option<String>,
}

impl From<Made> for MadeWebhook {
    fn from(made: Made) -> Self {
        Self {
            webhook: made.webhook.into(),
            secret: made.secret.and_then(|secret| secret.text().map(str::to_owned)),
        }
    }
}

/// A webhook to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct WebhookOrder {
    /// What is called: an https address that anybody can reach, at most 2,048 bytes.
    #[schema(example = "https://hooks.brambletide.example/oin")]
    url: String,
    /// What it is told, at least one.
    #[schema(value_type = Vec<String>, example = json!(["submission.approved", "listing.published"]))]
    events: Vec<EventKind>,
}

/// What is to be changed; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct WebhookChange {
    /// What it is told, at least one.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, example = json!(["submission.rejected"]))]
    events: Option<Vec<EventKind>>,
    /// Whether it is called: `false` pauses it, `true` resumes it, also when it was disabled.
    #[serde(default)]
    active: Option<bool>,
}

/// A webhook's id out of an address.
fn webhook(text: &str) -> Result<WebhookId, crate::actions::Failure> {
    id(text, "webhook").map(WebhookId)
}

/// List the org's webhooks
#[utoipa::path(
    get,
    path = "/api/v1/webhooks",
    tag = "webhooks",
    operation_id = "list_webhooks",
    security(("token" = ["webhooks:read"])),
    responses(
        (status = 200, description = "The webhooks", body = WebhooksAnswer),
        CallRefusals,
    )
)]
pub async fn list(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::WebhooksRead, async |who| {
        let items = webhooks::list(&call.ctx, who).await?;
        let items = items.into_iter().map(WebhookItem::from).collect();
        call.ok(&WebhooksAnswer { items })
    })
    .await
}

/// Add a webhook
///
/// Its secret is shown once: sent again under its `Idempotency-Key`, the request adds no other
/// webhook and the answer's `secret` is null. If the first answer was lost, rotate the secret.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks",
    tag = "webhooks",
    operation_id = "add_webhook",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours")),
    request_body(content = WebhookOrder),
    security(("token" = ["webhooks:write"])),
    responses(
        (status = 201, description = "The webhook with its secret, shown once", body = MadeWebhook),
        CallRefusals, KeyedRefusals,
    )
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::WebhooksWrite, async |who| {
        let order: WebhookOrder = call.body()?;
        let new = NewWebhook {
            url: &order.url,
            kinds: &order.events,
        };
        let again = call.again(who)?;
        let made = webhooks::add(&call.ctx, who, &new, &call.visit(), again.as_ref()).await?;
        call.answer(StatusCode::CREATED, &MadeWebhook::from(made))
    })
    .await
}

/// Look at a webhook
#[utoipa::path(
    get,
    path = "/api/v1/webhooks/{id}",
    tag = "webhooks",
    operation_id = "get_webhook",
    params(("id" = String, Path, description = "The webhook's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["webhooks:read"])),
    responses(
        (status = 200, description = "The webhook", body = WebhookItem),
        CallRefusals, AbsentRefusals,
    )
)]
pub async fn get(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::WebhooksRead, async |who| {
        let found = webhooks::show(&call.ctx, who, webhook(&path)?).await?;
        call.ok(&WebhookItem::from(found))
    })
    .await
}

/// Change, pause or resume a webhook
///
/// What happens while it is paused is kept, and sent when it is resumed.
#[utoipa::path(
    patch,
    path = "/api/v1/webhooks/{id}",
    tag = "webhooks",
    operation_id = "change_webhook",
    params(("id" = String, Path, description = "The webhook's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    request_body(content = WebhookChange),
    security(("token" = ["webhooks:write"])),
    responses(
        (status = 200, description = "The webhook as it is now", body = WebhookItem),
        CallRefusals, AbsentRefusals, BodyRefusals,
    )
)]
pub async fn patch(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::WebhooksWrite, async |who| {
        let sent: WebhookChange = call.body()?;
        let change = Change {
            kinds: sent.events,
            active: sent.active,
        };
        let changed = webhooks::change(&call.ctx, who, webhook(&path)?, &change, &call.visit()).await?;
        call.ok(&WebhookItem::from(changed))
    })
    .await
}

/// Remove a webhook
///
/// With its secret and all that was sent to it. What waits for it is not sent any more.
#[utoipa::path(
    delete,
    path = "/api/v1/webhooks/{id}",
    tag = "webhooks",
    operation_id = "remove_webhook",
    params(("id" = String, Path, description = "The webhook's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["webhooks:write"])),
    responses(
        (status = 204, description = "It is gone"),
        CallRefusals, AbsentRefusals,
    )
)]
pub async fn delete(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::WebhooksWrite, async |who| {
        webhooks::remove(&call.ctx, who, webhook(&path)?, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}

/// Rotate a webhook's secret
///
/// The new one is shown once. Messages are signed with both for 24 hours, so that a receiver can
/// change over at any time in between.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks/{id}/rotate",
    tag = "webhooks",
    operation_id = "rotate_webhook_secret",
    params(
        ("id" = String, Path, description = "The webhook's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours"),
    ),
    security(("token" = ["webhooks:write"])),
    responses(
        (status = 200, description = "The webhook with its new secret, shown once", body = MadeWebhook),
        CallRefusals, AbsentRefusals, AgainRefusals,
    )
)]
pub async fn rotate(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::WebhooksWrite, async |who| {
        let again = call.again(who)?;
        let made = webhooks::rotate(&call.ctx, who, webhook(&path)?, &call.visit(), again.as_ref()).await?;
        call.ok(&MadeWebhook::from(made))
    })
    .await
}
