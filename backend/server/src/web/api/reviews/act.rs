//! `POST /api/v1/reviews/{id}/{action}`: what staff do with a submission.

use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::ids::SubmissionId;
use serde::Serialize;
use utoipa::ToSchema;

use super::deed::{
    AssignBody, CheckOffBody, Deed, DeedBody, Nothing, PrivateBody, RecordRunBody, WordsBody, typed,
};
use super::{Call, id};
use crate::actions::reviews::{self, Run, Sent};
use crate::actions::submissions::{Moved, Save};
use crate::actions::{Failure, Reviewer};
use crate::web::api::items::time;
use crate::web::api::refusals::{
    AbsentRefusals, CallRefusals, KeyedRefusals, RevisionRefusals, StageRefusals,
};
use crate::web::api::submissions::revision::{named, precondition};
use crate::web::error::api::ApiError;

/// What was done.
#[derive(Default, Serialize, ToSchema)]
pub struct ReviewedBody {
    /// The submission's id.
    #[schema(format = "uuid")]
    pub id: String,
    /// Where it is now; null for actions that move nothing.
    #[schema(example = "in_review")]
    pub stage: Option<&'static str>,
    /// Since when; null for actions that move nothing.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<String>,
    /// The id of the message or the run that was made; null for other actions.
    #[schema(format = "uuid")]
    pub made: Option<String>,
}

impl From<Moved> for ReviewedBody {
    fn from(moved: Moved) -> Self {
        Self {
            id: moved.submission.to_string(),
            stage: Some(moved.stage.as_str()),
            at: Some(time(moved.at)),
            made: None,
        }
    }
}

/// Act on a submission as a reviewer
///
/// Without moving it: `renew` the half hour for which you have it, `check_off` items, `record_run`,
/// write a `message` to the ISV or a `note` to colleagues; a lead may `assign` what waits to a
/// reviewer. Moves: `claim`, `start_testing`, and the
/// decisions `release`, `ask`, `approve`, `reject`, `announce_discard`, `discard_spam`, `uphold`,
/// `dismiss`. What is possible now stands in the review's `actions`; what is wrong comes back at its
/// field. With `If-Match`, a decision is made about that revision and no other. `renew` and
/// `check_off` can be sent again anyway and take no `Idempotency-Key`. Test logins are opened on the
/// desk's page, never here.
#[utoipa::path(
    post,
    path = "/api/v1/reviews/{id}/{action}",
    tag = "reviews",
    operation_id = "act_on_review",
    params(
        ("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("action" = String, Path, description = "What to do", example = "claim"),
        ("If-Match" = Option<String>, Header, description = "The ETag with which the review was read; for decisions", example = "\"4\""),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours"),
    ),
    request_body(content = Option<DeedBody>, description = "What the action takes"),
    security(("token" = ["review:write"])),
    responses((status = 200, description = "It was done", body = ReviewedBody), CallRefusals, AbsentRefusals, StageRefusals, KeyedRefusals, RevisionRefusals)
)]
pub async fn post(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let deed = Deed::parse(&path.1).ok_or(Failure::NotFound("action"))?;
        let who = call.staff_with(StaffScope::ReviewWrite)?;
        call.query(&[])?;
        let done = act(&call, who, id(&path.0)?, deed).await?;
        call.ok(&done)
    };
    call.finish(answer.await)
}

async fn act(call: &Call, who: &Reviewer, id: SubmissionId, deed: Deed) -> Result<ReviewedBody, Failure> {
    let (ctx, again) = (&call.ctx, call.staff_again(who)?);
    let here = |made: Option<String>| ReviewedBody {
        id: id.to_string(),
        made,
        ..ReviewedBody::default()
    };
    if let Some(decision) = deed.decision() {
        let typed = typed(call, decision)?;
        // "Whatever is there" is what no revision means here.
        let base = named(call)?.filter(|revision| *revision != Save::LATEST);
        let sent = Sent { base, again };
        let moved = reviews::decide(ctx, who, id, decision, &typed, sent).await;
        return moved.map(ReviewedBody::from).map_err(precondition);
    }
    Ok(match deed {
        Deed::CheckOff => {
            let body: CheckOffBody = call.body()?;
            reviews::check_off(ctx, who, id, &body.items()?).await?;
            here(None)
        }
        Deed::Assign => {
            let body: AssignBody = call.body()?;
            reviews::assign(ctx, who, id, body.to()?, again).await?.into()
        }
        Deed::RecordRun => {
            let body: RecordRunBody = call.body()?;
            let run = Run {
                flow: body.flow()?,
                passed: body.passed,
                note: &body.note,
            };
            let made = reviews::record_run(ctx, who, id, run, None, again).await?;
            here(Some(made.to_string()))
        }
        Deed::Message => {
            let body: WordsBody = call.body()?;
            let made = reviews::message(ctx, who, id, &body.message, again).await?;
            here(Some(made.to_string()))
        }
        Deed::Note => {
            let body: PrivateBody = call.body()?;
            reviews::note(ctx, who, id, &body.note, again).await?;
            here(None)
        }
        _ => {
            let Nothing {} = call.body_if_any()?;
            match deed {
                Deed::Claim => reviews::claim(ctx, who, id, again).await?.into(),
                Deed::StartTesting => reviews::start_testing(ctx, who, id, again).await?.into(),
                _ => {
                    reviews::renew(ctx, who, id).await?;
                    here(None)
                }
            }
        }
    })
}
