//! `POST /api/v1/reviews/bulk`: several submissions at once, and who reviews.

use actix_web::HttpResponse;
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::ids::SubmissionId;
use oin_domain::review::{BulkDeed, MOST_A_DAY};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::deed::reviewer;
use super::{Call, url};
use crate::actions::reviews::{self, BulkAsked, BulkDone, BulkItem, Colleague};
use crate::actions::{Code, Failure, FieldError};
use crate::web::api::items::time;
use crate::web::api::refusals::{CallRefusals, KeyedRefusals};
use crate::web::catalog_query::choice;
use crate::web::error::api::ApiError;

/// What is to be done, with which submissions.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct BulkBody {
    /// `claim`, `release` or `assign`.
    #[schema(example = "claim")]
    action: String,
    /// The ids of 1 to 25 submissions, each once.
    #[schema(example = json!(["0190a0a0-0000-7000-8000-000000000000"]))]
    ids: Vec<String>,
    /// The id of somebody who reviews; for `assign`.
    #[schema(format = "uuid")]
    #[serde(default)]
    to: Option<String>,
}

/// What became of it.
#[derive(Serialize, ToSchema)]
pub struct BulkDoneBody {
    /// What was asked for.
    #[schema(example = "claim")]
    pub action: &'static str,
    /// How many were done.
    #[schema(example = 12)]
    pub done: usize,
    /// How many were not; each says why.
    #[schema(example = 2)]
    pub refused: usize,
    /// Each submission, in the order of the request.
    pub items: Vec<BulkItemBody>,
    /// What is left of today's bulk work.
    pub allowance: AllowanceBody,
}

/// What became of one submission.
#[derive(Serialize, ToSchema)]
pub struct BulkItemBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What it is called; null where you may not see it.
    #[schema(example = "Quillwharf Shifts")]
    pub name: Option<String>,
    /// Whether it was done.
    pub done: bool,
    /// Where it is now; null when it was not done.
    #[schema(example = "in_review")]
    pub stage: Option<&'static str>,
    /// Why it was not done, as the codes of errors; null when it was.
    #[schema(example = "wrong_stage")]
    pub code: Option<&'static str>,
    /// The same in a sentence.
    pub message: Option<String>,
    /// Where it is in the API.
    pub url: String,
}

/// What somebody may still change in bulk.
#[derive(Serialize, ToSchema)]
pub struct AllowanceBody {
    /// How many submissions a person changes in bulk on one day (UTC), at most.
    #[schema(example = 100)]
    pub limit: u32,
    /// How many are left.
    #[schema(example = 88)]
    pub left: u32,
    /// When all of them are there again.
    #[schema(value_type = String, format = DateTime)]
    pub renews_at: String,
}

/// Who reviews.
#[derive(Serialize, ToSchema)]
pub struct ReviewersBody {
    /// By name.
    pub items: Vec<ReviewerItem>,
}

/// Somebody who reviews.
#[derive(Serialize, ToSchema)]
pub struct ReviewerItem {
    /// The id, for `assign`.
    #[schema(format = "uuid")]
    pub id: String,
    /// What they are called.
    pub name: String,
}

impl From<BulkItem> for BulkItemBody {
    fn from(item: BulkItem) -> Self {
        let (code, message) = item.refused.unzip();
        Self {
            id: item.id.to_string(),
            name: item.name,
            done: code.is_none(),
            stage: item.stage.map(|stage| stage.as_str()),
            code: code.map(|code| code.as_str()),
            message,
            url: url(item.id),
        }
    }
}

impl From<BulkDone> for BulkDoneBody {
    fn from(done: BulkDone) -> Self {
        Self {
            action: done.deed.as_str(),
            done: done.done(),
            refused: done.items.len() - done.done(),
            allowance: AllowanceBody {
                limit: MOST_A_DAY,
                left: done.left,
                renews_at: time(done.renews_at),
            },
            items: done.items.into_iter().map(BulkItemBody::from).collect(),
        }
    }
}

impl From<Colleague> for ReviewerItem {
    fn from(colleague: Colleague) -> Self {
        Self {
            id: colleague.user.to_string(),
            name: colleague.name.to_string(),
        }
    }
}

impl BulkBody {
    fn read(self) -> Result<BulkAsked, Failure> {
        let mut errors = Vec::new();
        let deed = choice::<BulkDeed>("action", &self.action);
        let deed = deed.map_err(|error| errors.push(error)).ok();
        let mut ids = Vec::new();
        for (place, text) in self.ids.iter().enumerate() {
            match uuid::Uuid::parse_str(text) {
                Ok(id) => ids.push(SubmissionId(id)),
                Err(_) => {
                    let message = "This is no id of a submission. Take it from `GET /api/v1/reviews`.";
                    let error = FieldError::new(format!("ids.{place}"), Code::BadValue, message);
                    errors.push(error);
                }
            }
        }
        let deed = match (deed, errors.is_empty()) {
            (Some(deed), true) => deed,
            _ => return Err(Failure::Invalid(errors)),
        };
        let to = self.to.as_deref().map(reviewer).transpose()?;
        Ok(BulkAsked { deed, ids, to })
    }
}

/// Act on several submissions
///
/// Claim, release or assign up to 25 submissions at once. Each is judged on its own, by the rules of
/// the same action by itself: what may not be done is listed with its code, and the others are done.
/// A person changes at most 100 submissions a day (UTC) in bulk; when more are named than are left,
/// the answer is 429 `bulk_limit` and nothing is done. There are no decisions in bulk: whoever
/// decides has looked at the one that it is about.
#[utoipa::path(
    post,
    path = "/api/v1/reviews/bulk",
    tag = "reviews",
    operation_id = "act_on_reviews",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours")),
    request_body(content = BulkBody, description = "What to do, with which"),
    security(("token" = ["review:write"])),
    responses((status = 200, description = "What became of each", body = BulkDoneBody), CallRefusals, KeyedRefusals)
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ReviewWrite, async |who| {
        let asked = call.body::<BulkBody>()?.read()?;
        let again = call.staff_again(who)?;
        let done = reviews::bulk(&call.ctx, who, &asked, again).await?;
        call.ok(&BulkDoneBody::from(done))
    })
    .await
}

/// List who reviews
///
/// For leads, who assign submissions.
#[utoipa::path(
    get,
    path = "/api/v1/reviewers",
    tag = "reviews",
    operation_id = "list_reviewers",
    security(("token" = ["review:read"])),
    responses((status = 200, description = "Everybody who reviews", body = ReviewersBody), CallRefusals)
)]
pub async fn reviewers(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ReviewRead, async |who| {
        let items = reviews::reviewers(&call.ctx, who).await?;
        call.ok(&ReviewersBody {
            items: items.into_iter().map(ReviewerItem::from).collect(),
        })
    })
    .await
}
