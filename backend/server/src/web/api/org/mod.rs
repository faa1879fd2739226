//! `/api/v1/org`: the token's org.

pub mod domains;
pub mod invitations;
pub mod members;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use oin_domain::org::{Scope, Trial};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{done, id, own};
use crate::actions::orgs::{self, OrgShown};
use crate::actions::{Ctx, Failure};
use crate::web::error::api::{ApiError, Problem};
use crate::web::guard::Bearer;
use crate::web::json_body::JsonBody;

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
        (status = 401, description = "No token that works", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token or its owner's role does not reach", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn get(req: HttpRequest, bearer: Bearer, ctx: web::Data<Ctx>) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let shown = orgs::show(&ctx, bearer.0.with(Scope::OrgRead)?).await?;
        Ok(own(StatusCode::OK, &OrgAnswer::from(shown)))
    };
    answer
        .await
        .map_err(|failure: Failure| ApiError::new(&req, failure))
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
        (status = 400, description = "The body or address cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No token that works", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token or its owner's role does not reach", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is longer than 1 MiB", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is no JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn patch(
    req: HttpRequest,
    bearer: Bearer,
    ctx: web::Data<Ctx>,
    JsonBody(change): JsonBody<OrgChange>,
) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = bearer.0.with(Scope::OrgWrite)?;
        orgs::rename(&ctx, who, &change.name).await?;
        let shown = orgs::show(&ctx, who).await?;
        Ok(own(StatusCode::OK, &OrgAnswer::from(shown)))
    };
    answer
        .await
        .map_err(|failure: Failure| ApiError::new(&req, failure))
}
