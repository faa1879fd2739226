//! Which work a fact causes. Work is promised in the transaction that stores
//! the fact, and done after it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::ids::{IntegrationId, SubmissionId};
use crate::submission::{Action, Stage};

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Task {
    /// Run the checks of a submission.
    Check {
        /// Which.
        submission: SubmissionId,
    },
    /// Run the checks again after a fault on our side.
    Retry {
        /// Which.
        submission: SubmissionId,
    },
    /// Look again at what waits in the queue: addresses may turn internal and
    /// test logins may go.
    Recheck {
        /// Which.
        submission: SubmissionId,
    },
    /// Do what the end of the stage's period asks for, if it is still there.
    Expire {
        /// Which.
        submission: SubmissionId,
        /// In which stage.
        stage: Stage,
    },
    /// Remind the ISV, if it is still in this stage.
    Remind {
        /// Which.
        submission: SubmissionId,
        /// In which stage.
        stage: Stage,
        /// How many days the stage has lasted.
        day: u16,
    },
    /// Tell everybody whom the event concerns.
    Tell {
        /// Which.
        submission: SubmissionId,
        /// By what.
        action: Action,
    },
    /// Call staff: a person must look.
    AlertStaff {
        /// Which.
        submission: SubmissionId,
    },
    /// Publish what is approved, unless the ISV holds the release switch.
    Publish {
        /// Which.
        submission: SubmissionId,
    },
    /// Write the listing anew: the catalog, its guide, feeds, webhooks.
    Refresh {
        /// Which integration.
        integration: IntegrationId,
    },
}

/// Work with its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// What is to be done.
    pub task: Task,
    /// Not before this.
    pub run_at: DateTime<Utc>,
}

/// The work that `event` causes, in the order of time.
///
/// A job may run late, twice, or when its stage is over: it looks again and
/// does nothing then.
pub fn after(event: &Event) -> Vec<Job> {
    let submission = event.submission;
    let stage = event.to;
    let mut jobs = Vec::new();
    let mut promise = |task: Task, run_at: DateTime<Utc>| jobs.push(Job { task, run_at });
    if is_told(event) {
        let action = event.action;
        promise(Task::Tell { submission, action }, event.at);
    }
    let entered = event.from != Some(stage);
    match stage {
        Stage::Checking => promise(Task::Check { submission }, event.at),
        // The last try does not end by itself: a person must look.
        Stage::Errored => match event.until {
            Some(retry_at) => promise(Task::Retry { submission }, retry_at),
            None => promise(Task::AlertStaff { submission }, event.at),
        },
        // Looking again goes on by itself from then on.
        Stage::Queued if entered => promise(Task::Recheck { submission }, event.at + TimeDelta::days(1)),
        Stage::Approved => promise(Task::Publish { submission }, event.at),
        Stage::Published | Stage::Superseded => promise(
            Task::Refresh {
                integration: event.integration,
            },
            event.at,
        ),
        _ => {}
    }
    if entered {
        for &day in reminders(stage) {
            let run_at = event.at + TimeDelta::days(i64::from(day));
            promise(
                Task::Remind {
                    submission,
                    stage,
                    day,
                },
                run_at,
            );
        }
    }
    if let (Some(until), true) = (event.until, expires(stage)) {
        promise(Task::Expire { submission, stage }, until);
    }
    jobs.sort_by_key(|job| job.run_at);
    jobs
}

/// Whether anybody is written to: edits, presence and our own bookkeeping
/// concern nobody.
fn is_told(event: &Event) -> bool {
    !matches!(
        event.action,
        Action::Create
            | Action::Edit
            | Action::Renew
            | Action::Claim
            | Action::Assign
            | Action::Release
            | Action::Lapse
            | Action::Retry
            | Action::Fail
            | Action::StartTesting
    )
}

/// The days of a stage on which the ISV is reminded.
fn reminders(stage: Stage) -> &'static [u16] {
    match stage {
        Stage::AwaitingIsv => &[14, 25],
        Stage::NeedsFixes => &[30, 75],
        Stage::DiscardNotice => &[5],
        Stage::Approved => &[60, 83],
        _ => &[],
    }
}

/// Whether the end of the stage's period is a job of its own: a due date in
/// the queue is only late, and a fault is tried again.
fn expires(stage: Stage) -> bool {
    !matches!(stage, Stage::Queued | Stage::Errored)
}

#[cfg(test)]
mod tests;
