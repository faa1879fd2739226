//! Moving a submission on: what was done, what is kept, who is told and which work follows, in
//! one transaction.

use chrono::{DateTime, Utc};
use oin_domain::event::Event;
use oin_domain::ids::{JobId, SubmissionId};
use oin_domain::org::{Act, OrgRole};
use oin_domain::submission::{Action, Actor, By, Command, Facts, Stage};
use oin_domain::work::{Job, Task, after};
use oin_store::{NewJob, StoredSubmission, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actions::letters::{self, About, Letter, Point, Recipient};
use crate::actions::{Ctx, Failure};

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
pub(super) async fn carry_out(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &mut StoredSubmission,
    command: Command,
    actor: &Actor,
) -> Result<Moved, Failure> {
    let now = ctx.now();
    let from = stored.submission.stage();
    let (next, event) = stored.submission.clone().apply(command, actor, now)?;
    let person = match event.by {
        By::System => None,
        By::Person(user) => Some(user),
    };
    stored.revision = tx
        .advance_submission(&next, (from, stored.revision), person, now)
        .await?;
    stored.submission = next;
    follow(tx, ctx, stored, &event).await?;
    Ok(Moved {
        submission: event.submission,
        stage: event.to,
        at: now,
    })
}

/// Keeps the event, promises its work, notifies and writes.
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
    write_letters(tx, ctx, stored, event).await
}

/// Whether colleagues see it on their pages: not what somebody does to a draft.
fn is_notified(event: &Event) -> bool {
    !matches!(
        event.action,
        Action::Create | Action::Edit | Action::Renew | Action::Retry | Action::Fail
    )
}

/// The class under which workers claim a task, and its key: a second promise of the same is one.
/// Letters are written in the transaction itself, so nothing is promised for telling. What comes
/// after the queue is promised when there is somebody who does it.
fn promised(job: &Job, at: DateTime<Utc>) -> Result<Option<NewJob>, Failure> {
    let (class, key) = match &job.task {
        Task::Check { submission } => (work_class::CHECK, format!("check:{submission}")),
        Task::Retry { submission } => (work_class::RETRY, format!("retry:{submission}")),
        // The end of a stage may be moved: each end is looked at, the wrong ones do nothing.
        Task::Expire { submission, stage } => (
            work_class::EXPIRE,
            format!("expire:{submission}:{stage}:{}", job.run_at.timestamp()),
        ),
        Task::Recheck { .. }
        | Task::Remind { .. }
        | Task::Tell { .. }
        | Task::AlertStaff { .. }
        | Task::Publish { .. }
        | Task::Refresh { .. } => return Ok(None),
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

/// The classes of work on submissions.
pub(super) mod work_class {
    /// Run the checks.
    pub(in crate::actions::submissions) const CHECK: &str = "submission_check";
    /// Run them again after a fault of ours.
    pub(in crate::actions::submissions) const RETRY: &str = "submission_retry";
    /// End a stage whose time is over.
    pub(in crate::actions::submissions) const EXPIRE: &str = "submission_expire";
}

async fn write_letters(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    event: &Event,
) -> Result<(), Failure> {
    let about = || About {
        submission: event.submission,
        integration: name_of(stored),
    };
    let members = match event.to {
        Stage::Checking if event.action != Action::Retry => tx.members(event.org).await?,
        Stage::NeedsFixes if event.action == Action::FindFixes => tx.members(event.org).await?,
        Stage::Queued if matches!(event.action, Action::Enqueue | Action::Contest) => {
            tx.members(event.org).await?
        }
        Stage::Withdrawn => tx.members(event.org).await?,
        Stage::Errored if event.until.is_none() => return alert_staff(tx, ctx, stored, event).await,
        _ => return Ok(()),
    };
    let by = match event.by {
        By::System => ctx.brand().network.clone(),
        By::Person(user) => members
            .iter()
            .find(|member| member.user.id == user)
            .map_or_else(|| "A colleague".to_owned(), |member| member.user.name.to_string()),
    };
    for member in members
        .iter()
        .filter(|member| concerns(event, member.user.id, member.role))
    {
        let letter = match &stored.submission.facts {
            Facts::Checking(_) => Letter::SubmissionReceived {
                about: about(),
                by: by.clone(),
            },
            Facts::NeedsFixes(facts) => Letter::NeedsFixes {
                about: about(),
                points: facts
                    .findings
                    .iter()
                    .filter(|finding| finding.blocks())
                    .map(|finding| Point {
                        what: finding.message.clone(),
                        fix: Some(finding.fix.clone()),
                        field: oin_domain::draft::Field::at(&finding.field)
                            .map(|field| field.label.to_owned()),
                    })
                    .collect(),
                until: facts.closes_at,
            },
            Facts::Queued(facts) => Letter::Queued {
                about: about(),
                lane: format!(
                    "{} lane",
                    oin_domain::choice::Choice::label(facts.place.lane).to_lowercase()
                ),
                due: facts.place.due,
            },
            Facts::Withdrawn(_) => Letter::SubmissionWithdrawn {
                about: about(),
                by: by.clone(),
            },
            _ => continue,
        };
        letters::post(tx, &ctx.vault, &Recipient::from(&member.user), &letter, event.at).await?;
    }
    Ok(())
}

/// Receipt goes to the one who submitted; the rest to everybody who may go on with it.
fn concerns(event: &Event, user: oin_domain::ids::UserId, role: OrgRole) -> bool {
    if event.to == Stage::Checking {
        return event.by == By::Person(user);
    }
    role.may(Act::Submit)
}

async fn alert_staff(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    event: &Event,
) -> Result<(), Failure> {
    let Facts::Errored(facts) = &stored.submission.facts else {
        return Ok(());
    };
    let mut told = std::collections::BTreeSet::new();
    for (user, _) in tx.staff().await? {
        if told.insert(user.id) {
            let letter = Letter::ErroredStaff {
                about: About {
                    submission: event.submission,
                    integration: name_of(stored),
                },
                tries: u32::from(facts.tries),
                problem: facts.fault.to_string(),
            };
            letters::post(tx, &ctx.vault, &Recipient::from(&user), &letter, event.at).await?;
        }
    }
    Ok(())
}

/// What a submission is called: its draft's name, or words for none.
pub(super) fn name_of(stored: &StoredSubmission) -> String {
    stored
        .kept
        .draft
        .text("name")
        .map_or_else(|| "Untitled integration".to_owned(), str::to_owned)
}
