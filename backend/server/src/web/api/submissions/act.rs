//! `POST /api/v1/submissions/{id}/{action}`: what moves a submission on.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::org::Scope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::check::Nothing;
use super::revision::{self, precondition};
use super::{Call, id};
use crate::actions::Failure;
use crate::actions::submissions::{self, Answer, Moved, Save, Submit, TypedPlan};
use crate::web::api::items::time;
use crate::web::api::refusals::{
    AbsentRefusals, CallRefusals, KeyedRefusals, RevisionRefusals, StageRefusals,
};
use crate::web::error::api::ApiError;

oin_domain::choices! {
    /// What an ISV does with a submission.
    Deed as "action" {
        /// Into the checks.
        Submit = "submit", "Submit";
        /// To a person, instead of mending findings.
        Contest = "contest", "Contest the findings";
        /// To a reviewer's questions.
        Answer = "answer", "Answer";
        /// The cause of an announced discard.
        Mend = "mend", "Mend the cause";
        /// After a fault of ours.
        BackToDraft = "back_to_draft", "Back to the draft";
        /// After it was closed without reply.
        Reopen = "reopen", "Open again";
        /// Once it is approved.
        Publish = "publish", "Publish now";
        /// Before it is published.
        PlanRelease = "plan_release", "Say how it is released";
        /// For good.
        Withdraw = "withdraw", "Withdraw";
        /// For 30 days.
        Delete = "delete", "Delete the draft";
        /// Within 30 days.
        Restore = "restore", "Bring the draft back";
        /// Into the thread.
        Message = "message", "Write to the reviewers";
        /// To somebody else than who decided.
        Appeal = "appeal", "Appeal";
        /// While nobody has heard it.
        WithdrawAppeal = "withdraw_appeal", "Take the appeal back";
        /// Once more.
        AskContacts = "ask_contacts", "Write to unconfirmed contacts";
    }
}

impl Deed {
    /// What the token needs.
    fn scope(self) -> Scope {
        match self {
            Self::Submit
            | Self::Contest
            | Self::Answer
            | Self::Mend
            | Self::Publish
            | Self::PlanRelease
            | Self::Appeal
            | Self::WithdrawAppeal
            | Self::Withdraw => Scope::SubmissionsSubmit,
            Self::BackToDraft
            | Self::Reopen
            | Self::Delete
            | Self::Restore
            | Self::Message
            | Self::AskContacts => Scope::SubmissionsWrite,
        }
    }
}

/// What `contest`, `answer`, `appeal` and `message` say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageBody {
    /// What the reviewers read: plain text with line breaks.
    #[schema(example = "The mailbox is ours: see our imprint.")]
    message: String,
}

/// How a submission is released: what `plan_release` and `publish` take.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReleaseBody {
    /// With `plan_release`: whether you publish it by yourself, once it is approved.
    held: bool,
    /// What customers are told of a breaking change.
    notice: String,
    /// Up to which day the old settings work; needs a notice.
    #[schema(example = "2027-01-31")]
    grace: String,
}

/// What was done.
#[derive(Default, Serialize, ToSchema)]
pub struct DoneBody {
    /// The submission's id.
    #[schema(format = "uuid")]
    pub id: String,
    /// Where it is now; null for actions that move nothing.
    #[schema(example = "checking")]
    pub stage: Option<&'static str>,
    /// Since when; null for actions that move nothing.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<String>,
    /// The id of the message that `message` wrote.
    #[schema(format = "uuid")]
    pub message: Option<String>,
    /// The addresses that `ask_contacts` wrote to.
    pub asked: Vec<String>,
}

/// What an action takes.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub enum ActBody {
    /// For `contest`, `answer`, `appeal` and `message`.
    Message(MessageBody),
    /// For `publish` and `plan_release`.
    Release(ReleaseBody),
}

impl From<ReleaseBody> for TypedPlan {
    fn from(body: ReleaseBody) -> Self {
        Self {
            held: body.held,
            notice: body.notice,
            grace: body.grace,
        }
    }
}

impl From<Moved> for DoneBody {
    fn from(moved: Moved) -> Self {
        Self {
            id: moved.submission.to_string(),
            stage: Some(moved.stage.as_str()),
            at: Some(time(moved.at)),
            ..Self::default()
        }
    }
}

/// Act on a submission
///
/// `submit`, `contest`, `answer`, `mend`, `publish`, `plan_release`, `appeal`, `withdraw_appeal`,
/// `withdraw` need the scope `submissions:submit`;
/// `back_to_draft`, `reopen`, `delete`, `restore`, `message`, `ask_contacts` need
/// `submissions:write`. What is possible now stands in the submission's `actions`. With
/// `If-Match`, `submit`, `answer` and `mend` hand in that revision of the draft and no other.
/// What stops a submit comes back at its field, with what mends it. `contest`, `answer`,
/// `appeal` and `message` take a message, `publish` and `plan_release` say how; the others take no body, or `{}`.
#[utoipa::path(
    post,
    path = "/api/v1/submissions/{id}/{action}",
    tag = "submissions",
    operation_id = "act_on_submission",
    params(
        ("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("action" = String, Path, description = "What to do", example = "message"),
        ("If-Match" = Option<String>, Header, description = "The ETag with which the submission was read", example = "\"12\""),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours"),
    ),
    request_body(content = Option<ActBody>, description = "What the action takes"),
    security(("token" = ["submissions:write", "submissions:submit"])),
    responses((status = 200, description = "It was done", body = DoneBody), CallRefusals, AbsentRefusals, StageRefusals, KeyedRefusals, RevisionRefusals)
)]
pub async fn post(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.finish(act(&call, &path.0, &path.1).await)
}

async fn act(call: &Call, submission: &str, action: &str) -> Result<HttpResponse, Failure> {
    let deed = Deed::parse(action).ok_or(Failure::NotFound("action"))?;
    let who = call.with(deed.scope())?;
    call.query(&[])?;
    let (ctx, id) = (&call.ctx, id(submission)?);
    let again = call.again(who)?;
    // "Whatever is there" is what no revision means here.
    let base = revision::named(call)?.filter(|revision| *revision != Save::LATEST);
    let (mut message, mut plan) = (String::new(), TypedPlan::default());
    match deed {
        Deed::Contest | Deed::Answer | Deed::Appeal | Deed::Message => {
            message = call.body::<MessageBody>()?.message
        }
        Deed::Publish | Deed::PlanRelease => plan = call.body_if_any::<ReleaseBody>()?.into(),
        _ => {
            let Nothing {} = call.body_if_any()?;
        }
    }
    let here = || DoneBody {
        id: id.to_string(),
        ..DoneBody::default()
    };
    let done = match deed {
        Deed::Submit => {
            let moved = submissions::submit(ctx, who, id, Submit { base, again }).await;
            handed_in(moved, base)?
        }
        Deed::Mend => {
            let moved = submissions::mend(ctx, who, id, Submit { base, again }).await;
            handed_in(moved, base)?
        }
        Deed::Answer => {
            let answer = Answer { message, base, again };
            handed_in(submissions::answer(ctx, who, id, answer).await, base)?
        }
        Deed::Contest => submissions::contest(ctx, who, id, &message, again).await?.into(),
        Deed::Appeal => submissions::appeal(ctx, who, id, &message).await?.into(),
        Deed::WithdrawAppeal => submissions::withdraw_appeal(ctx, who, id).await?.into(),
        Deed::BackToDraft => submissions::back_to_draft(ctx, who, id, again).await?.into(),
        Deed::Reopen => submissions::reopen(ctx, who, id, again).await?.into(),
        Deed::Publish => submissions::publish(ctx, who, id, &plan, again).await?.into(),
        Deed::PlanRelease => {
            submissions::plan_release(ctx, who, id, &plan, again).await?;
            here()
        }
        Deed::Withdraw => submissions::withdraw(ctx, who, id, again).await?.into(),
        Deed::Delete => {
            submissions::delete(ctx, who, id, again).await?;
            here()
        }
        Deed::Restore => {
            submissions::restore(ctx, who, id, again).await?;
            here()
        }
        Deed::Message => DoneBody {
            message: Some(
                submissions::message(ctx, who, id, &message, again)
                    .await?
                    .to_string(),
            ),
            ..here()
        },
        Deed::AskContacts => DoneBody {
            asked: submissions::ask_contacts(ctx, who, id, again).await?,
            ..here()
        },
    };
    call.answer(StatusCode::OK, &done)
}

/// A draft that was handed in, at the revision that was named.
fn handed_in(moved: Result<Moved, Failure>, base: Option<i32>) -> Result<DoneBody, Failure> {
    let moved = match base {
        Some(_) => moved.map_err(precondition),
        None => moved,
    };
    moved.map(DoneBody::from)
}
