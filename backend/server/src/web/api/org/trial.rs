//! `/api/v1/org/trial`: a longer trial.

use actix_web::HttpResponse;
use oin_domain::org::Scope;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::actions::trials;
use crate::web::api::Call;
use crate::web::api::refusals::{BodyRefusals, CallRefusals};
use crate::web::error::api::ApiError;

/// A wish for a longer trial.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct TrialOrder {
    /// Why.
    #[schema(example = "Our security team needs two more weeks.")]
    reason: String,
}

/// Ask for a longer trial
///
/// Staff answer by mail. While an earlier wish waits, another is refused at `reason`.
#[utoipa::path(
    post,
    path = "/api/v1/org/trial",
    tag = "org",
    operation_id = "ask_for_longer_trial",
    request_body(content = TrialOrder),
    security(("token" = ["org:write"])),
    responses((status = 204, description = "It is asked for"), CallRefusals, BodyRefusals)
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |who| {
        let order: TrialOrder = call.body()?;
        trials::ask(&call.ctx, who, &order.reason).await?;
        Ok(call.done())
    })
    .await
}
