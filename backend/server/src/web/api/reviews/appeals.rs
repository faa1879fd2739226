//! `GET /api/v1/appeals`: the appeals that wait to be heard.

use actix_web::HttpResponse;
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Call, url};
use crate::actions::reviews;
use crate::web::api::items::time;
use crate::web::api::refusals::CallRefusals;
use crate::web::error::api::ApiError;

/// The open appeals.
#[derive(Serialize, ToSchema)]
pub struct AppealsBody {
    /// The oldest first.
    pub items: Vec<AppealItem>,
}

/// An appeal that waits.
#[derive(Serialize, ToSchema)]
pub struct AppealItem {
    /// The submission's id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub org: String,
    /// Where it is: `rejected` or `discarded`.
    #[schema(example = "rejected")]
    pub stage: &'static str,
    /// Since when it waits.
    #[schema(value_type = String, format = DateTime)]
    pub since: String,
    /// Who decided; null when they have left.
    pub decided_by: Option<String>,
    /// Whether you may hear it: a lead who did not decide, or an administrator where the only lead
    /// did.
    pub may_hear: bool,
    /// Where it is in the API; the actions `uphold` and `dismiss` hear it.
    pub url: String,
}

/// List the open appeals
///
/// Those of orgs of yours are left out.
#[utoipa::path(
    get,
    path = "/api/v1/appeals",
    tag = "reviews",
    operation_id = "list_appeals",
    security(("token" = ["review:read"])),
    responses((status = 200, description = "The appeals", body = AppealsBody), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ReviewRead, async |who| {
        let open = reviews::appeals(&call.ctx, who).await?;
        let items = open.into_iter().map(|(appeal, may_hear)| AppealItem {
            id: appeal.id.to_string(),
            name: appeal.name,
            org: appeal.org_name,
            stage: appeal.stage.as_str(),
            since: time(appeal.since),
            decided_by: appeal.decided_by_name,
            may_hear,
            url: url(appeal.id),
        });
        call.ok(&AppealsBody {
            items: items.collect(),
        })
    })
    .await
}
