//! `GET /api/v1/reviews`: the queue, and taking the next of it.

use actix_web::HttpResponse;
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::submission::{Side, Stage};
use oin_search::Query;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::act::ReviewedBody;
use super::{Call, cursor, url};
use crate::actions::reviews::{self, QueueAsked, QueueNumbers, QueuePlace, QueueRow, Whose};
use crate::actions::{Failure, FieldError, Reviewer};
use crate::web::api::items::time;
use crate::web::api::refusals::{CallRefusals, KeyedRefusals};
use crate::web::catalog_query::{choice, limit};
use crate::web::error::api::ApiError;
use crate::web::pairs::Pairs;

oin_domain::choices! {
    /// Whose submissions are listed.
    WhoseAsked as "whose" {
        /// All that wait for staff.
        All = "all", "Everybody's";
        /// Those that you have or know, also while they wait for the ISV.
        Mine = "mine", "Mine";
        /// Those that nobody has.
        Unclaimed = "unclaimed", "Unclaimed";
    }
}

impl From<WhoseAsked> for Whose {
    fn from(asked: WhoseAsked) -> Self {
        match asked {
            WhoseAsked::All => Self::All,
            WhoseAsked::Mine => Self::Mine,
            WhoseAsked::Unclaimed => Self::Unclaimed,
        }
    }
}

/// A page of the queue.
#[derive(Serialize, ToSchema)]
pub struct QueueBody {
    /// Overdue first, then by the day on which they are due, then by risk.
    pub items: Vec<QueueItem>,
    /// The cursor of the next page; null on the last one.
    pub next: Option<String>,
    /// How much there is to do, whatever is filtered.
    pub numbers: QueueNumbersBody,
}

/// A submission in the queue.
#[derive(Serialize, ToSchema)]
pub struct QueueItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What it is called.
    #[schema(example = "Quillwharf Shifts")]
    pub name: String,
    /// Whose it is.
    #[schema(example = "Quillwharf")]
    pub org: String,
    /// Where it is.
    #[schema(example = "queued")]
    pub stage: &'static str,
    /// Whose turn it is: `staff` or `isv`.
    #[schema(example = "staff")]
    pub turn: &'static str,
    /// `wizard`, `template`, `text` or `provisioning`.
    #[schema(example = "wizard")]
    pub lane: &'static str,
    /// The tier of what is live; null when nothing is.
    pub tier: Option<&'static str>,
    /// How it signs people on.
    #[schema(example = json!(["saml2"]))]
    pub sign_on: Vec<&'static str>,
    /// Whether it changes what is live already.
    pub is_update: bool,
    /// Since when it waits.
    #[schema(value_type = String, format = DateTime)]
    pub queued_at: String,
    /// When a reviewer should have looked.
    #[schema(value_type = String, format = DateTime)]
    pub due: String,
    /// Whether that is over.
    pub overdue: bool,
    /// Its risk; `GET /api/v1/reviews/{id}` says item by item why.
    #[schema(example = 25)]
    pub risk: i32,
    /// Who has it, or had it last; null for nobody.
    pub reviewer: Option<ReviewerBody>,
    /// For what the network proposes to discard it; null when it does not.
    #[schema(example = "no_test_login")]
    pub proposed: Option<&'static str>,
    /// Where it is in the API.
    pub url: String,
}

/// One of the staff.
#[derive(Serialize, ToSchema)]
pub struct ReviewerBody {
    /// What they are called.
    pub name: String,
    /// Whether that is you.
    pub is_you: bool,
}

/// How much there is to do.
#[derive(Serialize, ToSchema)]
pub struct QueueNumbersBody {
    /// Waiting in the queue.
    pub queued: i64,
    /// Past their due date, with anybody of the staff.
    pub overdue: i64,
    /// Due within a day.
    pub due_soon: i64,
    /// With a reviewer.
    pub claimed: i64,
    /// With you.
    pub mine: i64,
    /// Waiting for an ISV.
    pub with_isv: i64,
    /// Discards that the network proposes.
    pub proposed: i64,
    /// Appeals that wait to be heard.
    pub appeals: i64,
}

/// Which submissions are meant. Everything may be left out.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object")]
pub struct ClaimBody {
    /// Of one lane.
    #[schema(example = "wizard")]
    lane: Option<String>,
    /// Of one tier; what is not live counts as `community`.
    tier: Option<String>,
    /// With this sign-on mode.
    #[schema(example = "saml2")]
    mode: Option<String>,
    /// Waiting for so many days or longer: `1`, `3` or `7`.
    age: Option<String>,
}

/// What was taken.
#[derive(Serialize, ToSchema)]
pub struct ClaimedBody {
    /// The submission; null when nothing was left.
    pub claimed: Option<ReviewedBody>,
}

impl QueueItem {
    fn new(row: QueueRow, who: &Reviewer, now: chrono::DateTime<chrono::Utc>) -> Self {
        let turn = match row.stage {
            Stage::AwaitingIsv | Stage::DiscardNotice => Side::Isv,
            _ => Side::Staff,
        };
        Self {
            id: row.id.to_string(),
            name: row.name,
            org: row.org,
            stage: row.stage.as_str(),
            turn: turn.as_str(),
            lane: row.lane.as_str(),
            tier: row.tier.map(|tier| tier.as_str()),
            sign_on: row.sign_on.iter().map(|mode| mode.as_str()).collect(),
            is_update: row.is_update,
            queued_at: time(row.queued_at),
            overdue: row.due <= now,
            due: time(row.due),
            risk: row.risk,
            reviewer: row.reviewer.map(|(user, name)| ReviewerBody {
                name,
                is_you: user == who.user(),
            }),
            proposed: row.proposed.map(|cause| cause.as_str()),
            url: url(row.id),
        }
    }
}

impl From<QueueNumbers> for QueueNumbersBody {
    fn from(numbers: QueueNumbers) -> Self {
        Self {
            queued: numbers.queued,
            overdue: numbers.overdue,
            due_soon: numbers.due_soon,
            claimed: numbers.claimed,
            mine: numbers.mine,
            with_isv: numbers.with_isv,
            proposed: numbers.proposed,
            appeals: numbers.appeals,
        }
    }
}

/// List the queue
///
/// What waits for staff, in the order in which it should be looked at. What belongs to an org of
/// yours is left out: a colleague reviews it. A page goes on where the one before ended, in the
/// order of the first page's moment.
#[utoipa::path(
    get,
    path = "/api/v1/reviews",
    tag = "reviews",
    operation_id = "list_reviews",
    params(
        ("whose" = Option<String>, Query, description = "Everybody's, those that you have or know, or those that nobody has", example = "unclaimed"),
        ("lane" = Option<String>, Query, description = "Of one lane", example = "wizard"),
        ("tier" = Option<String>, Query, description = "Of one tier; what is not live counts as `community`", example = "community"),
        ("mode" = Option<String>, Query, description = "With this sign-on mode", example = "saml2"),
        ("age" = Option<String>, Query, description = "Waiting for so many days or longer", example = "3"),
        ("limit" = Option<u32>, Query, description = "How many on a page, 1 to 100", minimum = 1, maximum = 100, example = 20),
        ("after" = Option<String>, Query, description = "The cursor `next` of the page before"),
    ),
    security(("token" = ["review:read"])),
    responses((status = 200, description = "A page of the queue", body = QueueBody), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = call.staff_with(StaffScope::ReviewRead)?;
        let known = ["whose", "lane", "tier", "mode", "age", "limit", "after"];
        let (asked, limit, after) = read(&call.query(&known)?)?;
        let page = reviews::queue_page(&call.ctx, who, &asked, after, limit).await?;
        let now = call.ctx.now();
        let items = page.rows.into_iter().map(|row| QueueItem::new(row, who, now));
        call.ok(&QueueBody {
            items: items.collect(),
            next: page.next.map(cursor::write),
            numbers: page.numbers.into(),
        })
    };
    call.finish(answer.await)
}

fn read(pairs: &Pairs) -> Result<(QueueAsked, u32, Option<QueuePlace>), Failure> {
    let mut errors = Vec::new();
    let asked = filter(
        &mut errors,
        [
            pairs.single("lane")?,
            pairs.single("tier")?,
            pairs.single("mode")?,
            pairs.single("age")?,
        ],
    );
    let whose = pairs.single("whose")?.map(|value| choice("whose", value));
    let limit = pairs.single("limit")?.map_or(Ok(Query::default().limit), limit);
    let after = pairs.single("after")?.map(cursor::read);
    let mut keep = |error| errors.push(error);
    let whose = whose.transpose().map_err(&mut keep).unwrap_or_default();
    let limit = limit.map_err(&mut keep).unwrap_or_default();
    let after = after.transpose().map_err(&mut keep).unwrap_or_default();
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    let whose = whose.unwrap_or(WhoseAsked::All).into();
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    Ok((QueueAsked { whose, ..asked }, limit, after))
}

/// The filters lane, tier, mode and age.
pub(super) fn filter(errors: &mut Vec<FieldError>, texts: [Option<&str>; 4]) -> QueueAsked {
    let mut keep = |error| errors.push(error);
    let [lane, tier, mode, age] = texts;
    QueueAsked {
        lane: lane
            .map(|text| choice("lane", text))
            .transpose()
            .map_err(&mut keep)
            .unwrap_or_default(),
        tier: tier
            .map(|text| choice("tier", text))
            .transpose()
            .map_err(&mut keep)
            .unwrap_or_default(),
        mode: mode
            .map(|text| choice("mode", text))
            .transpose()
            .map_err(&mut keep)
            .unwrap_or_default(),
        age: age
            .map(|text| choice("age", text))
            .transpose()
            .map_err(&mut keep)
            .unwrap_or_default(),
        ..QueueAsked::default()
    }
}

/// Claim the next submission of the queue
///
/// What you know already comes first, then the queue's order. Of many who ask at once each gets
/// another. You have it for half an hour; the action `stay` makes it longer.
#[utoipa::path(
    post,
    path = "/api/v1/reviews/claim",
    tag = "reviews",
    operation_id = "claim_next_review",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours")),
    request_body(content = Option<ClaimBody>, description = "Which are meant"),
    security(("token" = ["review:write"])),
    responses((status = 200, description = "What was taken", body = ClaimedBody), CallRefusals, KeyedRefusals)
)]
pub async fn claim(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ReviewWrite, async |who| {
        let body: ClaimBody = call.body_if_any()?;
        let mut errors = Vec::new();
        let texts = [&body.lane, &body.tier, &body.mode, &body.age].map(Option::as_deref);
        let asked = filter(&mut errors, texts);
        if !errors.is_empty() {
            return Err(Failure::Invalid(errors));
        }
        let again = call.staff_again(who)?;
        let moved = reviews::claim_next(&call.ctx, who, &asked, again).await?;
        call.ok(&ClaimedBody {
            claimed: moved.map(ReviewedBody::from),
        })
    })
    .await
}
