//! `/api/v1/admin/benefits`: what the second tier brings, as vendors read it, for administrators.

use actix_web::HttpResponse;
use oin_domain::account::StaffScope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Call;
use crate::actions::benefits::{self, Benefits};
use crate::web::api::refusals::{BodyRefusals, CallRefusals};
use crate::web::error::api::ApiError;

/// What the second tier brings.
#[derive(Serialize, ToSchema)]
pub struct BenefitsBody {
    /// In the order in which they are shown.
    pub items: Vec<String>,
    /// Whether they stand in place of the program's own.
    pub is_changed: bool,
}

/// What the second tier is to bring.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct BenefitsOrder {
    /// In the order in which they are shown: 1 to 12 lines of at most 200 characters.
    #[schema(example = json!(["Continuous testing.", "A named contact."]))]
    benefits: Vec<String>,
}

impl From<Benefits> for BenefitsBody {
    fn from(benefits: Benefits) -> Self {
        Self {
            items: benefits.lines,
            is_changed: benefits.is_changed,
        }
    }
}

/// Read what the second tier brings
#[utoipa::path(
    get,
    path = "/api/v1/admin/benefits",
    tag = "administration",
    operation_id = "get_benefits",
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The benefits", body = BenefitsBody), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminRead, async |who| {
        call.ok(&BenefitsBody::from(benefits::all(&call.ctx, who).await?))
    })
    .await
}

/// Change what the second tier brings
///
/// All of it, in place of the program's own words.
#[utoipa::path(
    put,
    path = "/api/v1/admin/benefits",
    tag = "administration",
    operation_id = "change_benefits",
    request_body(content = BenefitsOrder),
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "The benefits", body = BenefitsBody), CallRefusals, BodyRefusals)
)]
pub async fn put(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let body: BenefitsOrder = call.body()?;
        let lines = body.benefits.iter().map(String::as_str);
        benefits::change(&call.ctx, who, lines, &call.visit()).await?;
        call.ok(&BenefitsBody::from(benefits::all(&call.ctx, who).await?))
    })
    .await
}

/// Let the program's own benefits stand again
#[utoipa::path(
    delete,
    path = "/api/v1/admin/benefits",
    tag = "administration",
    operation_id = "reset_benefits",
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "They stand"), CallRefusals)
)]
pub async fn delete(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        benefits::reset(&call.ctx, who, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}
