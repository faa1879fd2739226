//! What happened to a submission, what was said about it, and how it will look.

use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::integration::Difference;
use oin_domain::org::Scope;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Call, id};
use crate::actions::Failure;
use crate::actions::submissions::{self, Comparison, EventShown, MessageShown, UrlPreview};
use crate::web::api::guide::{self, Format, GuideBody};
use crate::web::api::items::time;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, FieldRefusals};
use crate::web::error::api::ApiError;
use crate::web::guide::GuideFragment;
use crate::web::pairs::Pairs;

/// What happened to a submission.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionEvents {
    /// The first thing first.
    pub items: Vec<SubmissionEvent>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionEvent {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// Who did it. Reviewers have names for their colleagues alone.
    pub by: String,
    /// What: `create`, `edit`, `submit`, `enqueue`, …
    #[schema(example = "submit")]
    pub action: &'static str,
    /// From which stage; null at the beginning.
    pub from: Option<&'static str>,
    /// To which stage.
    #[schema(example = "checking")]
    pub to: &'static str,
    /// The codes of the reasons.
    pub reasons: Vec<&'static str>,
    /// What was said; null when nothing was.
    pub message: Option<String>,
}

/// The thread with the reviewers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThreadMessages {
    /// The first message first.
    pub items: Vec<ThreadMessage>,
}

/// A message of the thread.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThreadMessage {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// `isv` or `staff`.
    #[schema(example = "isv")]
    pub side: &'static str,
    /// Who wrote it. Reviewers have names for their colleagues alone.
    pub by: String,
    /// What it says.
    pub text: String,
}

/// What a draft changes of what is live.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonBody {
    /// The live revision; null when nothing is live: then there is nothing to compare.
    pub live: Option<i32>,
    /// Whether that is another one than the draft was copied from.
    pub live_moved_on: bool,
    /// What the changes do to customers: `text`, `safe` or `breaking`; null when nothing differs.
    #[schema(example = "safe")]
    pub class: Option<&'static str>,
    /// Field by field.
    pub differences: Vec<DifferenceBody>,
}

/// A field that differs.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceBody {
    /// Its path.
    pub field: String,
    /// What is live; null when it is new.
    pub old: Option<String>,
    /// What the draft says; null when it is gone.
    pub new: Option<String>,
    /// What that does to customers: `text`, `safe` or `breaking`.
    #[schema(example = "text")]
    pub class: &'static str,
    /// Why.
    pub why: String,
}

/// Every address of a draft with sample values.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddressPreviews {
    /// In the order of the wizard.
    pub items: Vec<AddressPreview>,
}

/// An address of a draft, as a customer would see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddressPreview {
    /// The path of its field.
    #[schema(example = "connections.0.acs.0.url")]
    pub field: String,
    /// What people call it.
    pub label: &'static str,
    /// What was typed.
    #[schema(example = "https://${subdomain}.acme.example/acs")]
    pub pattern: String,
    /// With the sample values; null when what was typed cannot be read.
    #[schema(example = "https://globex.acme.example/acs")]
    pub url: Option<String>,
}

impl From<EventShown> for SubmissionEvent {
    fn from(event: EventShown) -> Self {
        Self {
            at: time(event.at),
            by: event.by,
            action: event.action.as_str(),
            from: event.from.map(|stage| stage.as_str()),
            to: event.to.as_str(),
            reasons: event.reasons.iter().map(|reason| reason.as_str()).collect(),
            message: event.message.map(|message| message.to_string()),
        }
    }
}

impl From<MessageShown> for ThreadMessage {
    fn from(message: MessageShown) -> Self {
        Self {
            id: message.id.to_string(),
            at: time(message.at),
            side: message.side.as_str(),
            by: message.by,
            text: message.text.to_string(),
        }
    }
}

impl From<Comparison> for ComparisonBody {
    fn from(comparison: Comparison) -> Self {
        Self {
            live: comparison.live,
            live_moved_on: comparison.live_moved_on,
            class: comparison.class.map(|class| class.as_str()),
            differences: comparison
                .differences
                .into_iter()
                .map(DifferenceBody::from)
                .collect(),
        }
    }
}

impl From<Difference> for DifferenceBody {
    fn from(difference: Difference) -> Self {
        Self {
            field: difference.path,
            old: difference.old,
            new: difference.new,
            class: difference.class.as_str(),
            why: difference.why,
        }
    }
}

impl From<UrlPreview> for AddressPreview {
    fn from(preview: UrlPreview) -> Self {
        Self {
            field: preview.path,
            label: preview.label,
            pattern: preview.pattern,
            url: preview.url,
        }
    }
}

/// Read what happened to a submission
#[utoipa::path(
    get,
    path = "/api/v1/submissions/{id}/events",
    tag = "submissions",
    operation_id = "list_submission_events",
    params(("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["submissions:read"])),
    responses((status = 200, description = "What happened", body = SubmissionEvents), CallRefusals, AbsentRefusals)
)]
pub async fn events(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsRead, async |who| {
        let shown = submissions::show(&call.ctx, who, id(&path)?).await?;
        let items = shown.events.into_iter().map(SubmissionEvent::from);
        call.ok(&SubmissionEvents {
            items: items.collect(),
        })
    })
    .await
}

/// Read the thread with the reviewers
///
/// Write into it with the action `message`.
#[utoipa::path(
    get,
    path = "/api/v1/submissions/{id}/messages",
    tag = "submissions",
    operation_id = "list_submission_messages",
    params(("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["submissions:read"])),
    responses((status = 200, description = "The thread", body = ThreadMessages), CallRefusals, AbsentRefusals)
)]
pub async fn messages(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsRead, async |who| {
        let shown = submissions::show(&call.ctx, who, id(&path)?).await?;
        let items = shown.messages.into_iter().map(ThreadMessage::from);
        call.ok(&ThreadMessages {
            items: items.collect(),
        })
    })
    .await
}

/// Compare a draft with what is live
#[utoipa::path(
    get,
    path = "/api/v1/submissions/{id}/compare",
    tag = "submissions",
    operation_id = "compare_submission",
    params(("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["submissions:read"])),
    responses((status = 200, description = "Field by field", body = ComparisonBody), CallRefusals, AbsentRefusals, FieldRefusals)
)]
pub async fn compare(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsRead, async |who| {
        let comparison = submissions::compare(&call.ctx, who, id(&path)?).await?;
        call.ok(&ComparisonBody::from(comparison))
    })
    .await
}

/// See every address of a draft with sample values
#[utoipa::path(
    get,
    path = "/api/v1/submissions/{id}/preview",
    tag = "submissions",
    operation_id = "preview_submission",
    params(("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["submissions:read"])),
    responses((status = 200, description = "The addresses", body = AddressPreviews), CallRefusals, AbsentRefusals)
)]
pub async fn preview(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsRead, async |who| {
        let urls = submissions::preview_urls(&call.ctx, who, id(&path)?).await?;
        call.ok(&AddressPreviews {
            items: urls.into_iter().map(AddressPreview::from).collect(),
        })
    })
    .await
}

/// Read the setup guide that a draft would have
///
/// For the org alone. `var.<name>` parameters fill a customer's values in, as with the guide of a
/// listing. What is still missing in the draft is named at its field.
#[utoipa::path(
    get,
    path = "/api/v1/submissions/{id}/guide",
    tag = "submissions",
    operation_id = "preview_guide",
    params(
        ("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("format" = Option<String>, Query, description = "`json` (default), `md` or `html` (a fragment without the page around it)", example = "json"),
    ),
    security(("token" = ["submissions:read"])),
    responses(
        (status = 200, description = "The guide", content(
            (GuideBody<'static> = "application/json"),
            (String = "text/markdown"),
            (String = "text/html"),
        )),
        CallRefusals, AbsentRefusals, FieldRefusals,
    )
)]
pub async fn guide(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = call.with(Scope::SubmissionsRead)?;
        let pairs = Pairs::parse(call.query_string())?;
        let (format, given) = guide::read(&pairs)?;
        let made = submissions::preview_guide(&call.ctx, who, id(&path)?, &given).await?;
        match format {
            Format::Json => call.ok(&GuideBody::of(&made.guide, &call.parts)),
            Format::Markdown => Ok(call.text("text/markdown; charset=utf-8", made.guide.to_markdown())),
            Format::Html => call
                .parts
                .templates
                .render(&GuideFragment::new(&made.guide, &call.parts))
                .map(|html| call.text("text/html; charset=utf-8", html))
                .map_err(Failure::Broken),
        }
    };
    call.finish(answer.await)
}
