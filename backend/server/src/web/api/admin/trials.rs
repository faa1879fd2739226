//! `/api/v1/trials`: wishes for a longer trial, for leads and administrators.

use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::ids::TrialExtensionId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Call;
use crate::actions::trials::{self, Answer};
use crate::web::api::call::id;
use crate::web::api::items::time;
use crate::web::api::refusals::{AbsentRefusals, BodyRefusals, CallRefusals};
use crate::web::api::submissions::submission::maybe;
use crate::web::error::api::ApiError;

/// The wishes for a longer trial that wait.
#[derive(Serialize, ToSchema)]
pub struct TrialsBody {
    /// The oldest first.
    pub items: Vec<TrialItem>,
}

/// A wish for a longer trial.
#[derive(Serialize, ToSchema)]
pub struct TrialItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// The org.
    pub org: String,
    /// When its trial ends as it is; null when it has none.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ends_at: Option<String>,
    /// Who asked; null when they have gone.
    pub asked_by: Option<String>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: String,
    /// Why.
    pub reason: String,
}

/// An answer to a wish for a longer trial.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct TrialAnswer {
    /// By how many days it goes on: 30, 60, 90 or 180, from its end or from now if that is over;
    /// null: not.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required, example = 30)]
    days: Option<u16>,
    /// What the org's owners read; may be left out.
    #[serde(default)]
    message: String,
}

/// List the wishes for a longer trial
#[utoipa::path(
    get,
    path = "/api/v1/trials",
    tag = "administration",
    operation_id = "list_trials",
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The wishes", body = TrialsBody), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminRead, async |who| {
        let wishes = trials::list(&call.ctx, who).await?;
        let items = wishes.into_iter().map(|(wish, asked_by)| TrialItem {
            id: wish.id.to_string(),
            org: wish.org_name.to_string(),
            ends_at: maybe(wish.trial_ends_at),
            asked_by,
            asked_at: time(wish.asked_at),
            reason: wish.reason.to_string(),
        });
        call.ok(&TrialsBody {
            items: items.collect(),
        })
    })
    .await
}

/// Answer a wish for a longer trial
///
/// The owners of the org get a letter. What was answered already is 404.
#[utoipa::path(
    post,
    path = "/api/v1/trials/{id}/answer",
    tag = "administration",
    operation_id = "answer_trial",
    params(("id" = String, Path, description = "The wish's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    request_body(content = TrialAnswer),
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "It is answered"), CallRefusals, AbsentRefusals, BodyRefusals)
)]
pub async fn answer(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let body: TrialAnswer = call.body()?;
        let wish = TrialExtensionId(id(&path, "wish that waits")?);
        let answer = Answer {
            days: body.days,
            message: &body.message,
        };
        trials::decide(&call.ctx, who, wish, answer, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}
