//! `POST /api/v1/verifications/{slug}/{action}`: evidence, and the moves of staff.

use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::verification::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Call;
use crate::actions::Failure;
use crate::actions::verifications::{self, Decision, TypedRun};
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, KeyedRefusals, MoveRefusals};
use crate::web::error::api::ApiError;

/// A run that was made by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct EvidenceOrder {
    /// What was tried: one of the verification's `subjects`.
    #[schema(example = "flow_sp")]
    subject: String,
    /// `green`, `red` or `inconclusive`.
    #[schema(example = "green")]
    outcome: String,
    /// What was seen; a run that was not green needs it.
    #[serde(default)]
    #[schema(example = "Signed in as the member.")]
    note: String,
}

/// The record of a run that was kept.
#[derive(Serialize, ToSchema)]
pub struct EvidenceKept {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
}

/// What the other side reads of a move.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object")]
pub struct MoveBody {
    /// The words: plain text with line breaks.
    #[schema(example = "Both logins signed in twice.")]
    pub message: String,
}

/// Record a run for a verification
///
/// It is evidence and stays. What follows from it, follows at once: a second red run puts what is
/// verified at risk. `POST /api/v1/runs/{id}/picture` attaches what was seen.
#[utoipa::path(
    post,
    path = "/api/v1/verifications/{slug}/runs",
    tag = "verifications",
    operation_id = "record_verification_run",
    params(
        ("slug" = String, Path, description = "The integration's name in URLs", example = "quillwharf-shifts"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours"),
    ),
    request_body(content = EvidenceOrder),
    security(("token" = ["verification:write"])),
    responses((status = 201, description = "It was kept", body = EvidenceKept), CallRefusals, AbsentRefusals, KeyedRefusals)
)]
pub async fn record(call: Call, slug: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::VerificationWrite, async |who| {
        // Whoever may not is told so, whatever they sent.
        verifications::may_record(&call.ctx, who, &slug).await?;
        let body: EvidenceOrder = call.body()?;
        let typed = TypedRun {
            subject: body.subject,
            outcome: body.outcome,
            note: body.note,
        };
        let again = call.staff_again(who)?;
        let id = verifications::record(&call.ctx, who, &slug, &typed, None, again).await?;
        let kept = EvidenceKept { id: id.to_string() };
        call.answer(actix_web::http::StatusCode::CREATED, &kept)
    })
    .await
}

/// Move a verification
///
/// `propose` (a reviewer, when every requirement is met; the message is for the leads alone),
/// `approve` (a lead other than the one who proposed), `refuse`, `revoke`, and for appeals `uphold`
/// and `dismiss`: these four need a message, which the ISV reads. A move that was made already is
/// 409.
#[utoipa::path(
    post,
    path = "/api/v1/verifications/{slug}/{action}",
    tag = "verifications",
    operation_id = "move_verification",
    params(
        ("slug" = String, Path, description = "The integration's name in URLs", example = "quillwharf-shifts"),
        ("action" = String, Path, description = "What to do", example = "propose"),
    ),
    request_body(content = Option<MoveBody>, description = "What is said with it"),
    security(("token" = ["verification:write"])),
    responses((status = 204, description = "It was done"), CallRefusals, AbsentRefusals, MoveRefusals)
)]
pub async fn post(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::VerificationWrite, async |who| {
        let action = Action::parse(&path.1).filter(|action| STAFF.contains(action));
        let action = action.ok_or(Failure::NotFound("action"))?;
        let body: MoveBody = call.body_if_any()?;
        let by = Decision::Staff(who);
        verifications::decide(&call.ctx, by, &path.0, action, &body.message).await?;
        Ok(call.done())
    })
    .await
}

/// The moves that staff make.
pub const STAFF: [Action; 6] = [
    Action::Propose,
    Action::Refuse,
    Action::Approve,
    Action::Revoke,
    Action::Uphold,
    Action::Dismiss,
];
