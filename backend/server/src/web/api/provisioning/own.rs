//! `/api/v1/org/provisioning-requests`: what the org asks for, and its votes.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::org::Scope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Call;
use super::wish::{WishBody, WishesBody};
use crate::actions::provisioning_requests::{self, TypedWish};
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, KeyedRefusals, MoveRefusals};
use crate::web::error::api::ApiError;

/// What is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct WishOrder {
    /// The app.
    #[schema(example = "Quillwharf Shifts")]
    app: String,
    /// Whether you are its vendor.
    #[serde(default)]
    by_vendor: bool,
    /// The address of its API's documentation.
    #[serde(default)]
    #[schema(example = "https://docs.quillwharf.example/api")]
    documentation: String,
    /// Why it is needed.
    background: String,
    /// Customers who would use it.
    #[serde(default)]
    customers: Vec<String>,
    /// What its API can do: `create`, `update`, `import`, `status`, `permissions`, `password`.
    #[serde(default)]
    #[schema(example = json!(["create", "update"]))]
    functions: Vec<String>,
    /// How its API knows its callers; left out when it is not known.
    #[serde(default)]
    auth: String,
}

/// A wish that was made.
#[derive(Serialize, ToSchema)]
pub struct WishMade {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
}

/// A vote.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct VoteBody {
    /// How many people your org has: `small` (up to 50), `medium` (500), `large` (5,000) or `huge`.
    #[schema(example = "medium")]
    size: String,
}

impl From<WishOrder> for TypedWish {
    fn from(order: WishOrder) -> Self {
        Self {
            app: order.app,
            by_vendor: order.by_vendor,
            documentation: order.documentation,
            background: order.background,
            customers: order.customers.join("\n"),
            functions: order.functions,
            auth: order.auth,
        }
    }
}

/// List what the org has asked for
#[utoipa::path(
    get,
    path = "/api/v1/org/provisioning-requests",
    tag = "provisioning",
    operation_id = "list_own_provisioning_requests",
    security(("token" = ["submissions:read"])),
    responses((status = 200, description = "The wishes, the newest first", body = WishesBody), CallRefusals)
)]
pub async fn list(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsRead, async |who| {
        let rows = provisioning_requests::own(&call.ctx, who).await?;
        call.ok(&WishesBody::from(rows))
    })
    .await
}

/// Ask for provisioning of an app
#[utoipa::path(
    post,
    path = "/api/v1/org/provisioning-requests",
    tag = "provisioning",
    operation_id = "ask_for_provisioning",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours")),
    request_body(content = WishOrder),
    security(("token" = ["submissions:submit"])),
    responses((status = 201, description = "It was asked for", body = WishMade), CallRefusals, KeyedRefusals)
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsSubmit, async |who| {
        let order: WishOrder = call.body()?;
        let again = call.again(who)?;
        let id = provisioning_requests::ask(&call.ctx, who, &order.into(), again).await?;
        call.answer(StatusCode::CREATED, &WishMade { id: id.to_string() })
    })
    .await
}

/// Read a wish that the org asked for, or a public one
#[utoipa::path(
    get,
    path = "/api/v1/org/provisioning-requests/{id}",
    tag = "provisioning",
    operation_id = "get_own_provisioning_request",
    params(("id" = String, Path, description = "The wish's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["submissions:read"])),
    responses((status = 200, description = "The wish", body = WishBody), CallRefusals, AbsentRefusals)
)]
pub async fn get(call: Call, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsRead, async |who| {
        let shown = provisioning_requests::show(&call.ctx, Some(who), &id).await?;
        call.ok(&WishBody::from(shown))
    })
    .await
}

/// Give what was missing of a wish
///
/// The whole wish, in place of what it said.
#[utoipa::path(
    put,
    path = "/api/v1/org/provisioning-requests/{id}",
    tag = "provisioning",
    operation_id = "complete_provisioning_request",
    params(("id" = String, Path, description = "The wish's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    request_body(content = WishOrder),
    security(("token" = ["submissions:submit"])),
    responses((status = 204, description = "It is with the leads again"), CallRefusals, AbsentRefusals, MoveRefusals)
)]
pub async fn put(call: Call, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsSubmit, async |who| {
        let order: WishOrder = call.body()?;
        provisioning_requests::complete(&call.ctx, who, &id, &order.into()).await?;
        Ok(call.done())
    })
    .await
}

/// Vote for a public wish
///
/// One vote an org; voting again replaces it.
#[utoipa::path(
    put,
    path = "/api/v1/org/provisioning-requests/{id}/vote",
    tag = "provisioning",
    operation_id = "vote_for_provisioning",
    params(("id" = String, Path, description = "The wish's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    request_body(content = VoteBody),
    security(("token" = ["submissions:submit"])),
    responses((status = 204, description = "The vote counts"), CallRefusals, AbsentRefusals, MoveRefusals)
)]
pub async fn vote(call: Call, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsSubmit, async |who| {
        let body: VoteBody = call.body()?;
        provisioning_requests::vote(&call.ctx, who, &id, &body.size).await?;
        Ok(call.done())
    })
    .await
}
