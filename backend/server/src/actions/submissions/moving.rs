//! Moving a submission on: what was done, what is kept, who is told and which work follows, in
//! one transaction.

use chrono::{DateTime, Utc};
use oin_domain::event::Event;
use oin_domain::ids::{JobId, SubmissionId};
use oin_domain::submission::{Action, Actor, By, Command, Refusal, Stage};
use oin_domain::webhook::EventKind;
use oin_domain::work::{Job, Task, after};
use oin_store::{NewJob, StoreError, StoredSubmission, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::telling::{name_of, write_letters};
use super::work::classes;
use crate::actions::reviews::assess;
use crate::actions::{Ctx, Failure, webhooks};

/// Where a submission has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which.
    pub submission: SubmissionId,
    /// Where it is now.
    pub stage: Stage,
    /// When it went there.
    pub at: DateTime<Utc>,
}

/// Does `command`, keeps the submission and its event, promises the work that follows and posts
/// the letters. `stored` must be held by `tx`; it is brought up to date.
pub(in crate::actions) async fn carry_out(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &mut StoredSubmission,
    command: Command,
    actor: &Actor,
) -> Result<Moved, Failure> {
    move_on(tx, ctx, stored, (command, actor), false).await
}

/// The same as one of several at once, which the trail says.
pub(in crate::actions) async fn carry_out_in_bulk(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &mut StoredSubmission,
    command: Command,
    actor: &Actor,
) -> Result<Moved, Failure> {
    move_on(tx, ctx, stored, (command, actor), true).await
}

async fn move_on(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &mut StoredSubmission,
    (command, actor): (Command, &Actor),
    in_bulk: bool,
) -> Result<Moved, Failure> {
    let now = ctx.now();
    let from = stored.submission.stage();
    let (next, mut event) = stored.submission.clone().apply(command, actor, now)?;
    event.in_bulk = in_bulk;
    let person = match event.by {
        By::System => None,
        By::Person(user) => Some(user),
    };
    let advanced = tx
        .advance_submission(&next, (from, stored.revision), person, now)
        .await;
    stored.revision = match advanced {
        // Begun at the same moment: one of the two is the integration's open one.
        Err(StoreError::Taken("submissions_open_key")) => return Err(Refusal::Open(Stage::Draft).into()),
        advanced => advanced?,
    };
    stored.submission = next;
    follow(tx, ctx, stored, &event).await?;
    Ok(Moved {
        submission: event.submission,
        stage: event.to,
        at: now,
    })
}

/// Keeps the event, promises its work, notifies, writes and tells webhooks.
pub(super) async fn follow(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    event: &Event,
) -> Result<(), Failure> {
    tx.append_event(event).await?;
    if is_notified(event) {
        tx.notify_org(event).await?;
    }
    for job in after(event) {
        if let Some(job) = promised(&job, event.at)? {
            tx.promise(&job).await?;
        }
    }
    if event.to == Stage::Queued && !matches!(event.action, Action::Release | Action::Lapse | Action::Assign)
    {
        assess(tx, ctx, stored).await?;
    }
    write_letters(tx, ctx, stored, event).await?;
    tell_webhooks(tx, ctx, stored, event).await
}

/// Tells the org's webhooks, if it is anything that they are told.
async fn tell_webhooks(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    event: &Event,
) -> Result<(), Failure> {
    let Some(kind) = EventKind::of_submission(event) else {
        return Ok(());
    };
    let about = webhooks::About {
        id: event.integration,
        slug: stored.slug.as_ref().map(ToString::to_string),
        name: name_of(stored),
        until: event.until,
    };
    let subject = webhooks::Subject::Submission(event.submission, event.to, &event.reasons);
    webhooks::announce(tx, ctx, event.org, kind, &about, subject, event.at).await
}

/// The next look again at what waits in the queue.
pub(super) fn recheck_job(
    submission: SubmissionId,
    run_at: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<NewJob, Failure> {
    let task = Task::Recheck { submission };
    promised(&Job { task, run_at }, at)?
        .ok_or_else(|| Failure::Broken(anyhow::anyhow!("looking again has no class")))
}

/// The job that publishes an approved submission, if it waits for nothing (any more).
pub(super) fn publish_job(submission: SubmissionId, at: DateTime<Utc>) -> Result<NewJob, Failure> {
    let job = Job {
        task: Task::Publish { submission },
        run_at: at,
    };
    promised(&job, at)?.ok_or_else(|| Failure::Broken(anyhow::anyhow!("publishing has no class")))
}

/// Whether colleagues see it on their pages: not what somebody does to a draft.
fn is_notified(event: &Event) -> bool {
    !matches!(
        event.action,
        Action::Create
            | Action::Edit
            | Action::Assign
            | Action::Renew
            | Action::Retry
            | Action::Fail
            | Action::Supersede
    )
}

/// The class under which workers claim a task, and its key: a second promise of the same is one.
/// Letters are written in the transaction itself, so nothing is promised for telling. What comes
/// after the queue is promised when there is somebody who does it.
fn promised(job: &Job, at: DateTime<Utc>) -> Result<Option<NewJob>, Failure> {
    let (class, key) = match &job.task {
        Task::Check { submission } => (classes::CHECK, format!("check:{submission}")),
        Task::Retry { submission } => (classes::RETRY, format!("retry:{submission}")),
        // The end of a stage may be moved: each end is looked at, the wrong ones do nothing.
        Task::Expire { submission, stage } => (
            classes::EXPIRE,
            format!("expire:{submission}:{stage}:{}", job.run_at.timestamp()),
        ),
        Task::Remind {
            submission,
            stage,
            day,
        } => (
            classes::REMIND,
            format!("remind:{submission}:{stage}:{day}:{}", job.run_at.timestamp()),
        ),
        Task::Publish { submission } => (classes::PUBLISH, format!("publish:{submission}")),
        Task::Recheck { submission } => (
            classes::RECHECK,
            format!("recheck:{submission}:{}", job.run_at.timestamp()),
        ),
        Task::Tell { .. } | Task::AlertStaff { .. } | Task::Refresh { .. } => {
            return Ok(None);
        }
    };
    Ok(Some(NewJob {
        id: JobId(Uuid::now_v7()),
        class,
        payload: serde_json::to_value(&job.task).map_err(|error| Failure::Broken(error.into()))?,
        dedup_key: Some(key),
        run_at: job.run_at,
        at,
    }))
}
