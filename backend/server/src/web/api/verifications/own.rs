//! `/api/v1/org/verifications/{slug}`: the verification of an integration of the org's own.

use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::org::Scope;
use oin_domain::verification::Action;

use super::Call;
use super::act::MoveBody;
use super::verification::VerificationBody;
use crate::actions::Failure;
use crate::actions::verifications::{self, Decision};
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, MoveRefusals};
use crate::web::error::api::ApiError;

/// Read how an own integration stands with the second tier
///
/// Each requirement with what is there or missing, the runs that count, and what may be done now.
#[utoipa::path(
    get,
    path = "/api/v1/org/verifications/{slug}",
    tag = "verifications",
    operation_id = "get_own_verification",
    params(("slug" = String, Path, description = "The integration's name in URLs", example = "quillwharf-shifts")),
    security(("token" = ["submissions:read"])),
    responses((status = 200, description = "The verification", body = VerificationBody), CallRefusals, AbsentRefusals)
)]
pub async fn get(call: Call, slug: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsRead, async |who| {
        let shown = verifications::theirs(&call.ctx, who, &slug).await?;
        call.ok(&VerificationBody::from(shown))
    })
    .await
}

/// Apply for the second tier, take that back, or appeal
///
/// `apply` when what the ISV brings is there, `withdraw` the application, `appeal` a refusal or a
/// lapse with a message. A move that was made already is 409.
#[utoipa::path(
    post,
    path = "/api/v1/org/verifications/{slug}/{action}",
    tag = "verifications",
    operation_id = "move_own_verification",
    params(
        ("slug" = String, Path, description = "The integration's name in URLs", example = "quillwharf-shifts"),
        ("action" = String, Path, description = "What to do", example = "apply"),
    ),
    request_body(content = Option<MoveBody>, description = "What reviewers read"),
    security(("token" = ["submissions:submit"])),
    responses((status = 204, description = "It was done"), CallRefusals, AbsentRefusals, MoveRefusals)
)]
pub async fn post(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsSubmit, async |who| {
        let action = Action::parse(&path.1).filter(|action| OWN.contains(action));
        let action = action.ok_or(Failure::NotFound("action"))?;
        let body: MoveBody = call.body_if_any()?;
        let by = Decision::Isv(who);
        verifications::decide(&call.ctx, by, &path.0, action, &body.message).await?;
        Ok(call.done())
    })
    .await
}

/// The moves that an ISV makes.
pub const OWN: [Action; 3] = [Action::Apply, Action::Withdraw, Action::Appeal];
