//! `GET /api/v1/submissions`: the org's submissions.

use actix_web::HttpResponse;
use oin_domain::choice::Choice as _;
use oin_domain::org::Scope;
use oin_domain::submission::Stage;
use serde::Serialize;
use utoipa::ToSchema;

use super::submission::{TurnBody, actions, maybe};
use super::{Call, url};
use crate::actions::submissions::{self, Row};
use crate::actions::{Code, Failure, FieldError};
use crate::web::api::items::time;
use crate::web::api::refusals::CallRefusals;
use crate::web::catalog_query::choice;
use crate::web::error::api::ApiError;
use crate::web::pairs::Pairs;

/// The org's submissions.
#[derive(Debug, Serialize, ToSchema)]
pub struct Submissions {
    /// What waits for you first, then the others, the last changed first; at most 500.
    pub items: Vec<SubmissionItem>,
    /// How many there are.
    pub total: usize,
}

/// A submission in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// The id of its integration.
    #[schema(format = "uuid")]
    pub integration: String,
    /// The integration's name in URLs; null until it was first submitted.
    pub slug: Option<String>,
    /// What it is called.
    pub name: String,
    /// Where it is.
    #[schema(example = "queued")]
    pub stage: &'static str,
    /// Whose turn it is.
    pub turn: TurnBody,
    /// When a reviewer will have looked; null while it has no place in the queue.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due: Option<String>,
    /// How complete the draft is, from 0 to 100; null while it is not yours to write.
    #[schema(example = 85)]
    pub percent: Option<u8>,
    /// What may be done now, by the token's owner.
    pub actions: Vec<&'static str>,
    /// Whether it changes what is live already.
    pub is_update: bool,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: String,
    /// Until when a deleted draft can be brought back; null for what is not deleted.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub restorable_until: Option<String>,
    /// Where it is in the API.
    pub url: String,
}

impl From<Row> for SubmissionItem {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.to_string(),
            integration: row.integration.to_string(),
            slug: row.slug.map(|slug| slug.to_string()),
            name: row.name,
            stage: row.stage.as_str(),
            turn: (&row.turn).into(),
            due: maybe(row.due),
            percent: row.percent,
            actions: actions(&row.actions),
            is_update: row.is_update,
            updated_at: time(row.updated_at),
            restorable_until: maybe(row.restorable_until),
            url: url(row.id),
        }
    }
}

/// List the org's submissions
#[utoipa::path(
    get,
    path = "/api/v1/submissions",
    tag = "submissions",
    operation_id = "list_submissions",
    params(
        ("stage" = Option<String>, Query, description = "Only those at this stage", example = "queued"),
        ("deleted" = Option<String>, Query, description = "`true`: the deleted drafts that can be brought back, instead of the others", example = "true"),
    ),
    security(("token" = ["submissions:read"])),
    responses((status = 200, description = "The submissions", body = Submissions), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = call.with(Scope::SubmissionsRead)?;
        let (stage, deleted) = read(&call.query(&["stage", "deleted"])?)?;
        let rows = if deleted {
            submissions::deleted(&call.ctx, who).await?
        } else {
            submissions::list(&call.ctx, who).await?
        };
        let wanted = |row: &Row| stage.is_none_or(|stage| row.stage == stage);
        let items: Vec<SubmissionItem> = rows
            .into_iter()
            .filter(wanted)
            .map(SubmissionItem::from)
            .collect();
        call.ok(&Submissions {
            total: items.len(),
            items,
        })
    };
    call.finish(answer.await)
}

fn read(pairs: &Pairs) -> Result<(Option<Stage>, bool), Failure> {
    let stage = pairs.single("stage")?;
    let stage = stage.map(|value| choice("stage", value).map_err(Failure::field));
    let deleted = match pairs.single("deleted")? {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            let error = FieldError::new("deleted", Code::UnknownValue, "`deleted` is `true` or `false`.");
            let allowed = ["true", "false"].map(str::to_owned);
            return Err(Failure::field(error.allowing(allowed)));
        }
    };
    Ok((stage.transpose()?, deleted))
}
