//! `/api/v1/org`: the token's org.

pub mod claims;
pub mod domains;
pub mod invitations;
pub mod members;
pub mod transfers;
pub mod trial;

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use oin_domain::org::{Scope, Trial};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actions::orgs::{self, OrgShown};
use crate::web::api::Call;
use crate::web::api::refusals::{BodyRefusals, CallRefusals};
use crate::web::error::api::ApiError;

/// An org.
#[derive(Serialize, ToSchema)]
pub struct OrgAnswer {
    /// Its id.
    pub id: String,
    /// What it is called.
    #[schema(example = "Brambletide")]
    pub name: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: DateTime<Utc>,
    /// How many people belong to it.
    #[schema(example = 3)]
    pub members: usize,
    /// Where it stands with the test identity provider: `none` (no trial: it stays), `runs`, `kept`
    /// (its days are over, but a submission is open or a listing is live), `over`.
    #[schema(example = "runs")]
    pub trial: String,
    /// When the trial's days end or ended; null where there are none.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub trial_ends_at: Option<DateTime<Utc>>,
}

impl From<OrgShown> for OrgAnswer {
    fn from(shown: OrgShown) -> Self {
        let trial = match shown.trial {
            Trial::None => "none",
            Trial::Runs(_) => "runs",
            Trial::Kept => "kept",
            Trial::Over(_) => "over",
        };
        Self {
            id: shown.org.id.to_string(),
            name: shown.org.name.into(),
            created_at: shown.org.created_at,
            members: shown.members.len(),
            trial: trial.to_owned(),
            trial_ends_at: shown.org.trial_ends_at,
        }
    }
}

/// A change of an org.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct OrgChange {
    /// What it is called from now on, 1 to 200 characters.
    #[schema(example = "Brambletide")]
    name: String,
}

/// Read the org
#[utoipa::path(
    get,
    path = "/api/v1/org",
    tag = "org",
    operation_id = "get_org",
    security(("token" = ["org:read"])),
    responses(
        (status = 200, description = "The org", body = OrgAnswer),
        CallRefusals,
    )
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgRead, async |who| {
        let shown = orgs::show(&call.ctx, who).await?;
        call.ok(&OrgAnswer::from(shown))
    })
    .await
}

/// Rename the org
#[utoipa::path(
    patch,
    path = "/api/v1/org",
    tag = "org",
    operation_id = "change_org",
    request_body(content = OrgChange),
    security(("token" = ["org:write"])),
    responses(
        (status = 200, description = "The org as it is now", body = OrgAnswer),
        CallRefusals, BodyRefusals,
    )
)]
pub async fn patch(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |who| {
        let change: OrgChange = call.body()?;
        orgs::rename(&call.ctx, who, &change.name).await?;
        let shown = orgs::show(&call.ctx, who).await?;
        call.ok(&OrgAnswer::from(shown))
    })
    .await
}
