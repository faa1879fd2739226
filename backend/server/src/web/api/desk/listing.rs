//! `/api/v1/listings/{slug}`: a listing's life, for leads and administrators.

use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::ids::SubmissionId;
use oin_domain::listing::{Action, Suspension};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Call;
use crate::actions::listings::{self, Shown, StepShown, Typed, Version};
use crate::actions::{Code, Failure, FieldError};
use crate::web::api::items::time;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, MoveRefusals};
use crate::web::api::submissions::submission::maybe;
use crate::web::error::api::ApiError;

/// A listing as its administrators see it.
#[derive(Serialize, ToSchema)]
pub struct ListingCourseBody {
    /// Its name in URLs.
    #[schema(example = "quillwharf-shifts")]
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// The org that owns it; null when nobody does.
    pub owner: Option<String>,
    /// `unlisted`, `live`, `degraded`, `suspended`, `retiring`, `retired` or `removed`.
    #[schema(example = "live")]
    pub stage: &'static str,
    /// Why it is there; null when nothing was said.
    pub reason: Option<String>,
    /// A suspension that is proposed or announced; null when none is.
    pub suspension: Option<SuspensionBody>,
    /// Its end; null when it has none.
    pub retirement: Option<RetirementBody>,
    /// What you may do now.
    #[schema(example = json!(["degrade", "propose_suspension", "retire"]))]
    pub actions: Vec<&'static str>,
    /// Its published revisions, the newest first.
    pub revisions: Vec<ListingRevisionBody>,
    /// What happened, the newest first.
    pub steps: Vec<ListingStepBody>,
}

/// A suspension that has not taken effect.
#[derive(Serialize, ToSchema)]
pub struct SuspensionBody {
    /// `proposed` (somebody else must approve it) or `announced` (its owner was told).
    #[schema(example = "proposed")]
    pub state: &'static str,
    /// Why.
    pub reason: String,
    /// When it takes effect; null while it is proposed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub takes_effect: Option<String>,
}

/// The end of a listing.
#[derive(Serialize, ToSchema)]
pub struct RetirementBody {
    /// Its last day.
    #[schema(format = Date, example = "2027-01-31")]
    pub ends_on: String,
    /// Why.
    pub reason: String,
    /// The slug of what takes its place; null for nothing.
    pub successor: Option<String>,
}

/// A published revision.
#[derive(Serialize, ToSchema)]
pub struct ListingRevisionBody {
    /// Its number.
    #[schema(example = 2)]
    pub version: i32,
    /// When it was published.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// Whether it is shown now.
    pub shown: bool,
    /// What it did to those who had the one before: `text`, `safe` or `breaking`; null for the
    /// first.
    pub class: Option<&'static str>,
    /// The id of the submission that it was made from; null for facts.
    #[schema(format = "uuid")]
    pub submission: Option<String>,
}

/// Something that happened to a listing.
#[derive(Serialize, ToSchema)]
pub struct ListingStepBody {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// Who did it.
    pub by: String,
    /// What.
    #[schema(example = "degrade")]
    pub action: &'static str,
    /// To which stage; null when it stayed.
    pub to: Option<&'static str>,
    /// Why; null when nothing was said.
    pub reason: Option<String>,
    /// When something follows by itself; null when nothing does.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<String>,
}

/// What is said with a step; each names what it needs.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object")]
pub struct ListingStepOrder {
    /// Why: its owner and the history read it. All but `approve_suspension` need one.
    reason: String,
    /// With `propose_suspension`: whether it is for abuse, so that no grace is given.
    abuse: bool,
    /// With `retire`: the last day.
    #[schema(example = "2027-01-31")]
    ends_on: String,
    /// With `retire`: the slug of what takes its place; empty for nothing.
    successor: String,
    /// With `roll_back`: the id of the submission whose revision is shown again.
    #[schema(format = "uuid")]
    submission: String,
}

impl From<Shown> for ListingCourseBody {
    fn from(shown: Shown) -> Self {
        let facts = shown.course.facts;
        Self {
            slug: shown.slug.to_string(),
            name: shown.name.to_string(),
            owner: shown.owner,
            stage: shown.course.stage.as_str(),
            reason: facts.reason.map(|reason| reason.to_string()),
            suspension: facts.suspension.map(SuspensionBody::from),
            retirement: facts.retirement.map(|end| RetirementBody {
                ends_on: end.ends_on.to_string(),
                reason: end.reason.to_string(),
                successor: end.successor.map(|slug| slug.to_string()),
            }),
            actions: shown.actions.iter().map(|action| action.as_str()).collect(),
            revisions: shown
                .revisions
                .into_iter()
                .map(ListingRevisionBody::from)
                .collect(),
            steps: shown.steps.into_iter().map(ListingStepBody::from).collect(),
        }
    }
}

impl From<Suspension> for SuspensionBody {
    fn from(suspension: Suspension) -> Self {
        let (state, reason, takes_effect) = match suspension {
            Suspension::Proposed { reason, .. } => ("proposed", reason, None),
            Suspension::Announced {
                reason, takes_effect, ..
            } => ("announced", reason, Some(time(takes_effect))),
        };
        Self {
            state,
            reason: reason.to_string(),
            takes_effect,
        }
    }
}

impl From<Version> for ListingRevisionBody {
    fn from(version: Version) -> Self {
        Self {
            version: version.version,
            at: time(version.at),
            shown: version.shown,
            class: version.class.map(|class| class.as_str()),
            submission: version.submission.map(|id| id.to_string()),
        }
    }
}

impl From<StepShown> for ListingStepBody {
    fn from(step: StepShown) -> Self {
        Self {
            at: time(step.at),
            by: step.by,
            action: step.action.as_str(),
            to: step.to.map(|stage| stage.as_str()),
            reason: step.reason.map(|reason| reason.to_string()),
            until: maybe(step.until),
        }
    }
}

/// Read a listing's life
///
/// For leads and administrators; also of what is suspended, retired or removed.
#[utoipa::path(
    get,
    path = "/api/v1/listings/{slug}",
    tag = "listings",
    operation_id = "get_listing_course",
    params(("slug" = String, Path, description = "The listing's name in URLs", example = "quillwharf-shifts")),
    security(("token" = ["listings:read"])),
    responses((status = 200, description = "The listing", body = ListingCourseBody), CallRefusals, AbsentRefusals)
)]
pub async fn get(call: Call, slug: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ListingsRead, async |who| {
        let shown = listings::show(&call.ctx, who, &slug).await?;
        call.ok(&ListingCourseBody::from(shown))
    })
    .await
}

/// Take a listing on in its life
///
/// `degrade` and `recover`; `propose_suspension`, `approve_suspension` (by somebody else),
/// `call_off`, `lift`; `retire` with a last day and perhaps a successor; `remove` for legal reasons,
/// for good; `roll_back` to an earlier submission. What is possible now stands in the listing's
/// `actions`. A step that was taken already is 409.
#[utoipa::path(
    post,
    path = "/api/v1/listings/{slug}/{action}",
    tag = "listings",
    operation_id = "take_listing_on",
    params(
        ("slug" = String, Path, description = "The listing's name in URLs", example = "quillwharf-shifts"),
        ("action" = String, Path, description = "What to do", example = "degrade"),
    ),
    request_body(content = Option<ListingStepOrder>, description = "What the step needs"),
    security(("token" = ["listings:write"])),
    responses((status = 204, description = "It was done"), CallRefusals, AbsentRefusals, MoveRefusals)
)]
pub async fn post(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ListingsWrite, async |who| {
        let action = Action::parse(&path.1).filter(|action| STAFF.contains(action));
        let action = action.ok_or(Failure::NotFound("action"))?;
        let body: ListingStepOrder = call.body_if_any()?;
        if action == Action::RollBack {
            let submission = match body.submission.as_str() {
                "" => None,
                text => Some(SubmissionId(Uuid::parse_str(text).map_err(|_| no_id())?)),
            };
            listings::roll_back(&call.ctx, who, &path.0, submission, &body.reason).await?;
        } else {
            let typed = Typed {
                reason: body.reason,
                abuse: body.abuse,
                ends_on: body.ends_on,
                successor: body.successor,
            };
            listings::take(&call.ctx, who, &path.0, action, &typed).await?;
        }
        Ok(call.done())
    })
    .await
}

fn no_id() -> Failure {
    let message = "`submission` is the id of one of the listing's revisions, a UUID.";
    Failure::field(FieldError::new("submission", Code::BadValue, message))
}

/// The steps that staff take; the others follow by themselves.
pub const STAFF: [Action; 9] = [
    Action::Degrade,
    Action::Recover,
    Action::Propose,
    Action::Approve,
    Action::CallOff,
    Action::Lift,
    Action::Retire,
    Action::Remove,
    Action::RollBack,
];
