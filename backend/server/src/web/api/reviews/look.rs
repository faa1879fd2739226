//! `GET /api/v1/reviews/{id}`: one submission at the desk.

use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;

use super::review::ReviewBody;
use super::{Call, id};
use crate::actions::reviews;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals};
use crate::web::api::submissions::revision::tagged;
use crate::web::error::api::ApiError;

/// Read a review
///
/// All that the desk's page shows: what was submitted, the risk item by item, what the rules found,
/// what changes of what is live, the checklist with what is missing, runs, the thread, notes, and
/// what you may do now. Of secrets it tells which are stored; they are opened on the page alone,
/// with a second factor and a reason. The ETag counts the moves: send it as `If-Match` with a
/// decision.
#[utoipa::path(
    get,
    path = "/api/v1/reviews/{id}",
    tag = "reviews",
    operation_id = "get_review",
    params(("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["review:read"])),
    responses((status = 200, description = "The review", body = ReviewBody), CallRefusals, AbsentRefusals)
)]
pub async fn get(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ReviewRead, async |who| {
        let shown = reviews::show(&call.ctx, who, id(&path)?).await?;
        let revision = shown.revision;
        let body = ReviewBody::new(shown, who, call.ctx.base_url());
        Ok(tagged(call.ok(&body)?, revision))
    })
    .await
}
