//! `GET /api/v1/submissions`: the org's submissions.

use actix_web::HttpResponse;
use oin_domain::choice::Choice as _;
use oin_domain::ids::SubmissionId;
use oin_domain::org::Scope;
use oin_search::Query;
use serde::Serialize;
use utoipa::ToSchema;

use super::submission::{TurnBody, actions, maybe};
use super::{Call, url};
use crate::actions::Failure;
use crate::actions::submissions::{self, PageAsked, Row, SubmissionPlace};
use crate::web::api::cursor::List;
use crate::web::api::items::time;
use crate::web::api::refusals::CallRefusals;
use crate::web::catalog_query::{choice, limit, truth};
use crate::web::error::api::ApiError;
use crate::web::pairs::Pairs;

/// A page of the org's submissions.
#[derive(Debug, Serialize, ToSchema)]
pub struct Submissions {
    /// The submissions of this page, the last changed first.
    pub items: Vec<SubmissionItem>,
    /// How many there are on all pages.
    #[schema(minimum = 0)]
    pub total: i64,
    /// The cursor of the next page; null on the last one.
    pub next: Option<String>,
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
///
/// The last changed first. One that is changed while you page moves to the front, where the next
/// list begins; all others keep their places.
#[utoipa::path(
    get,
    path = "/api/v1/submissions",
    tag = "submissions",
    operation_id = "list_submissions",
    params(
        ("stage" = Option<String>, Query, description = "Only those at this stage", example = "queued"),
        ("deleted" = Option<String>, Query, description = "`true`: the deleted drafts that can be brought back, instead of the others", example = "true"),
        ("limit" = Option<u32>, Query, description = "How many on a page, 1 to 100", minimum = 1, maximum = 100, example = 20),
        ("after" = Option<String>, Query, description = "The cursor `next` of the page before"),
    ),
    security(("token" = ["submissions:read"])),
    responses((status = 200, description = "A page of submissions", body = Submissions), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = call.with(Scope::SubmissionsRead)?;
        let asked = read(&call.query(&["stage", "deleted", "limit", "after"])?)?;
        let page = submissions::page(&call.ctx, who, &asked).await?;
        call.ok(&Submissions {
            items: page.rows.into_iter().map(SubmissionItem::from).collect(),
            total: page.total,
            next: page
                .next
                .map(|next| List::Submissions.write(next.updated_at, next.id.0)),
        })
    };
    call.finish(answer.await)
}

fn read(pairs: &Pairs) -> Result<PageAsked, Failure> {
    let mut errors = Vec::new();
    let stage = pairs.single("stage")?.map(|value| choice("stage", value));
    let deleted = pairs.single("deleted")?;
    let deleted = deleted.map_or(Ok(false), |text| truth("deleted", text));
    let limit = pairs.single("limit")?.map_or(Ok(Query::default().limit), limit);
    let after = pairs.single("after")?.map(|text| {
        let (updated_at, id) = List::Submissions.read(text)?;
        Ok(SubmissionPlace {
            updated_at,
            id: SubmissionId(id),
        })
    });
    let mut keep = |error| errors.push(error);
    let asked = PageAsked {
        stage: stage.transpose().map_err(&mut keep).unwrap_or_default(),
        deleted: deleted.map_err(&mut keep).unwrap_or_default(),
        limit: limit.map_err(&mut keep).unwrap_or_default(),
        after: after.transpose().map_err(&mut keep).unwrap_or_default(),
    };
    if errors.is_empty() {
        Ok(asked)
    } else {
        Err(Failure::Invalid(errors))
    }
}
