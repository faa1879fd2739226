//! `/api/v1/provisioning-requests`: what leads have before them.

use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::provisioning::Action;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Call;
use super::wish::{WishBody, WishesBody};
use crate::actions::Failure;
use crate::actions::provisioning_requests::{self, TypedDecision};
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, MoveRefusals};
use crate::web::error::api::ApiError;

/// What a lead says with a move; each names what it needs.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object")]
pub struct WishMoveBody {
    /// With `ask`, `decline` and `hand_over`: what those who asked read.
    message: String,
    /// With `score`: how much work it is, `low`, `middle` or `high`.
    #[schema(example = "middle")]
    effort: String,
    /// With `plan`: for when, in words.
    #[schema(example = "second quarter of 2027")]
    when: String,
}

/// List the wishes for provisioning
///
/// For leads: of every stage, the highest score first within each.
#[utoipa::path(
    get,
    path = "/api/v1/provisioning-requests",
    tag = "provisioning",
    operation_id = "list_provisioning_requests",
    security(("token" = ["provisioning:read"])),
    responses((status = 200, description = "The wishes", body = WishesBody), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ProvisioningRead, async |who| {
        let rows = provisioning_requests::desk(&call.ctx, who).await?;
        call.ok(&WishesBody::from(rows))
    })
    .await
}

/// Read a wish for provisioning
#[utoipa::path(
    get,
    path = "/api/v1/provisioning-requests/{id}",
    tag = "provisioning",
    operation_id = "get_provisioning_request",
    params(("id" = String, Path, description = "The wish's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["provisioning:read"])),
    responses((status = 200, description = "The wish", body = WishBody), CallRefusals, AbsentRefusals)
)]
pub async fn one(call: Call, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ProvisioningRead, async |who| {
        let shown = provisioning_requests::reviewed(&call.ctx, who, &id).await?;
        call.ok(&WishBody::from(shown))
    })
    .await
}

/// Move a wish for provisioning
///
/// `ask` for what is missing, `score`, `plan`, `build`, `try`, `ship`, `decline`, `hand_over` to the
/// vendor's own wizard. Everybody who asked or voted is told by mail. A move that was made already
/// is 409.
#[utoipa::path(
    post,
    path = "/api/v1/provisioning-requests/{id}/{action}",
    tag = "provisioning",
    operation_id = "move_provisioning_request",
    params(
        ("id" = String, Path, description = "The wish's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("action" = String, Path, description = "What to do", example = "score"),
    ),
    request_body(content = Option<WishMoveBody>, description = "What the move needs"),
    security(("token" = ["provisioning:write"])),
    responses((status = 204, description = "It was done"), CallRefusals, AbsentRefusals, MoveRefusals)
)]
pub async fn post(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ProvisioningWrite, async |who| {
        let action = Action::parse(&path.1).filter(|action| LEADS.contains(action));
        let action = action.ok_or(Failure::NotFound("action"))?;
        let body: WishMoveBody = call.body_if_any()?;
        let typed = TypedDecision {
            message: body.message,
            effort: body.effort,
            when: body.when,
        };
        provisioning_requests::decide(&call.ctx, who, &path.0, action, &typed).await?;
        Ok(call.done())
    })
    .await
}

/// The moves that leads make.
pub const LEADS: [Action; 8] = [
    Action::Ask,
    Action::Score,
    Action::Plan,
    Action::Build,
    Action::Try,
    Action::Ship,
    Action::Decline,
    Action::HandOver,
];
