//! `/api/v1/admin/jobs` and `/api/v1/admin/letters`: promised work and letters, and those that were
//! given up, for administrators.

use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::Call;
use crate::actions::Failure;
use crate::actions::queues::{self, Jobs, Letters, Wish};
use crate::web::api::call::id;
use crate::web::api::items::time;
use crate::web::api::refusals::{AbsentRefusals, BodyRefusals, CallRefusals};
use crate::web::api::submissions::submission::maybe;
use crate::web::error::api::ApiError;

oin_domain::choices! {
    /// What becomes of a job or a letter that was given up.
    Step as "action" {
        /// It is tried again now.
        Retry = "retry", "Try again";
        /// It is taken away for good.
        GiveUp = "give_up", "Take away";
    }
}

/// How the promised work stands.
#[derive(Serialize, ToSchema)]
pub struct JobsBody {
    /// How much there is of each class.
    pub counts: Vec<JobClass>,
    /// The jobs that were given up, the last first, at most 200.
    pub parked: Vec<ParkedJobItem>,
}

/// How much work there is of a class.
#[derive(Serialize, ToSchema)]
pub struct JobClass {
    /// The class.
    #[schema(example = "webhook_delivery")]
    pub class: String,
    /// Waiting or being done.
    pub open: i64,
    /// Given up.
    pub parked: i64,
    /// When the longest-waiting one was due; null when none waits.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub oldest: Option<String>,
}

/// A job that was given up.
#[derive(Serialize, ToSchema)]
pub struct ParkedJobItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// Its class.
    pub class: String,
    /// What it needs.
    #[schema(value_type = Object)]
    pub payload: Value,
    /// How often it was tried.
    #[schema(minimum = 0)]
    pub attempts: i32,
    /// Since when it is given up.
    #[schema(value_type = String, format = DateTime)]
    pub parked_at: String,
    /// Why.
    pub reason: String,
}

/// How the letters stand.
#[derive(Serialize, ToSchema)]
pub struct LettersBody {
    /// How many there are in each state.
    pub counts: Vec<LetterState>,
    /// The letters that were given up, the last first, at most 200.
    pub parked: Vec<ParkedLetterItem>,
}

/// How many letters are in a state.
#[derive(Serialize, ToSchema)]
pub struct LetterState {
    /// `pending`, `sending`, `sent` (in the last 30 days) or `parked`.
    #[schema(example = "sent")]
    pub state: String,
    /// How many.
    pub count: i64,
    /// When the oldest was written; null when there is none.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub oldest: Option<String>,
}

/// A letter that was given up.
#[derive(Serialize, ToSchema)]
pub struct ParkedLetterItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// Its kind.
    #[schema(example = "password_changed")]
    pub kind: String,
    /// To whom.
    pub to: String,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: String,
    /// Why it was given up; null when nothing is known.
    pub reason: Option<String>,
}

/// Which jobs are tried again.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct JobsOrder {
    /// Those of this class; left out: all.
    #[serde(default)]
    class: String,
}

/// Which letters are tried again.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct LettersOrder {
    /// Those of this kind; left out: all.
    #[serde(default)]
    kind: String,
}

/// How many are tried again.
#[derive(Serialize, ToSchema)]
pub struct RetriedBody {
    /// How many, at most 200 at once.
    #[schema(minimum = 0)]
    pub count: usize,
}

impl From<Jobs> for JobsBody {
    fn from(jobs: Jobs) -> Self {
        let counts = jobs.counts.into_iter().map(|count| JobClass {
            class: count.class,
            open: count.open,
            parked: count.parked,
            oldest: maybe(count.oldest),
        });
        let parked = jobs.parked.into_iter().map(|job| ParkedJobItem {
            id: job.id.to_string(),
            class: job.class,
            payload: job.payload,
            attempts: job.attempts,
            parked_at: time(job.parked_at),
            reason: job.reason,
        });
        Self {
            counts: counts.collect(),
            parked: parked.collect(),
        }
    }
}

impl From<Letters> for LettersBody {
    fn from(letters: Letters) -> Self {
        let counts = letters.counts.into_iter().map(|count| LetterState {
            state: count.state,
            count: count.count,
            oldest: maybe(count.oldest),
        });
        let parked = letters.parked.into_iter().map(|letter| ParkedLetterItem {
            id: letter.id.to_string(),
            kind: letter.kind,
            to: letter.to_mail,
            created_at: time(letter.created_at),
            reason: letter.problem,
        });
        Self {
            counts: counts.collect(),
            parked: parked.collect(),
        }
    }
}

/// What is wished with one of them.
fn wish(one: &str, step: &str, what: &'static str) -> Result<Wish, Failure> {
    let step = Step::parse(step).ok_or(Failure::NotFound("action"))?;
    let id = id(one, what)?;
    Ok(match step {
        Step::Retry => Wish::Retry(id),
        Step::GiveUp => Wish::GiveUp(id),
    })
}

/// See how the promised work stands
#[utoipa::path(
    get,
    path = "/api/v1/admin/jobs",
    tag = "administration",
    operation_id = "list_jobs",
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The jobs", body = JobsBody), CallRefusals)
)]
pub async fn jobs(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminRead, async |who| {
        call.ok(&JobsBody::from(queues::jobs(&call.ctx, who).await?))
    })
    .await
}

/// Try jobs again that were given up
#[utoipa::path(
    post,
    path = "/api/v1/admin/jobs/retry",
    tag = "administration",
    operation_id = "retry_jobs",
    request_body(content = Option<JobsOrder>, description = "Which; nothing: all"),
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "They are tried again now", body = RetriedBody), CallRefusals, BodyRefusals)
)]
pub async fn retry_jobs(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let body: JobsOrder = call.body_if_any()?;
        let wish = Wish::RetryAll(body.class);
        let count = queues::move_jobs(&call.ctx, who, &wish, &call.visit()).await?;
        call.ok(&RetriedBody { count })
    })
    .await
}

/// Try a job again that was given up, or take it away
///
/// `retry`, or `give_up` for good. What is given up no more is 404.
#[utoipa::path(
    post,
    path = "/api/v1/admin/jobs/{id}/{action}",
    tag = "administration",
    operation_id = "move_job",
    params(
        ("id" = String, Path, description = "The job's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("action" = String, Path, description = "What to do", example = "retry"),
    ),
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "It was done"), CallRefusals, AbsentRefusals)
)]
pub async fn move_job(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let wish = wish(&path.0, &path.1, "job")?;
        queues::move_jobs(&call.ctx, who, &wish, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}

/// See how the letters stand
#[utoipa::path(
    get,
    path = "/api/v1/admin/letters",
    tag = "administration",
    operation_id = "list_letters",
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The letters", body = LettersBody), CallRefusals)
)]
pub async fn letters(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminRead, async |who| {
        call.ok(&LettersBody::from(queues::letters(&call.ctx, who).await?))
    })
    .await
}

/// Send letters again that were given up
#[utoipa::path(
    post,
    path = "/api/v1/admin/letters/retry",
    tag = "administration",
    operation_id = "retry_letters",
    request_body(content = Option<LettersOrder>, description = "Which; nothing: all"),
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "They are sent now", body = RetriedBody), CallRefusals, BodyRefusals)
)]
pub async fn retry_letters(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let body: LettersOrder = call.body_if_any()?;
        let wish = Wish::RetryAll(body.kind);
        let count = queues::move_letters(&call.ctx, who, &wish, &call.visit()).await?;
        call.ok(&RetriedBody { count })
    })
    .await
}

/// Send a letter again that was given up, or take it away
///
/// `retry`, or `give_up` for good. What is given up no more is 404.
#[utoipa::path(
    post,
    path = "/api/v1/admin/letters/{id}/{action}",
    tag = "administration",
    operation_id = "move_letter",
    params(
        ("id" = String, Path, description = "The letter's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("action" = String, Path, description = "What to do", example = "retry"),
    ),
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "It was done"), CallRefusals, AbsentRefusals)
)]
pub async fn move_letter(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let wish = wish(&path.0, &path.1, "letter")?;
        queues::move_letters(&call.ctx, who, &wish, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}
