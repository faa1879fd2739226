//! `GET /api/v1/submissions/{id}`: one submission.

use actix_web::{HttpResponse, web};
use oin_domain::org::Scope;

use super::revision::tagged;
use super::submission::SubmissionBody;
use super::{Call, id};
use crate::actions::submissions;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals};
use crate::web::error::api::ApiError;

/// Read a submission
///
/// Where it is, whose turn it is, what may be done, what was typed, and what the rules say. The
/// ETag is the draft's revision: send it as `If-Match` with a change. Answers are never cached.
#[utoipa::path(
    get,
    path = "/api/v1/submissions/{id}",
    tag = "submissions",
    operation_id = "get_submission",
    params(("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["submissions:read"])),
    responses((status = 200, description = "The submission", body = SubmissionBody), CallRefusals, AbsentRefusals)
)]
pub async fn get(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsRead, async |who| {
        let id = id(&path)?;
        let shown = submissions::show(&call.ctx, who, id).await?;
        let release = submissions::release(&call.ctx, who, id).await?;
        let revision = shown.revision;
        let body = SubmissionBody::new(shown, release, call.ctx.base_url());
        Ok(tagged(call.ok(&body)?, revision))
    })
    .await
}
