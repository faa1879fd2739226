//! Work on submissions that was promised in a transaction and is done after it. Each piece looks
//! where the submission is by then, and does nothing when it is not needed any more: it may run
//! late, or twice.

mod check;
mod expire;
mod look;
mod publish;
mod recheck;
mod remind;
mod retry;

use oin_domain::ids::SubmissionId;
use oin_domain::work::Task;
use oin_store::{Read, StoreError, StoredSubmission};

use crate::actions::{Ctx, Failure};

/// The classes of this work, as workers claim it. The payload is a [`Task`] as JSON.
pub mod classes {
    /// Run the checks.
    pub const CHECK: &str = "submission_check";
    /// Run them again after a fault of ours.
    pub const RETRY: &str = "submission_retry";
    /// End a stage whose time is over.
    pub const EXPIRE: &str = "submission_expire";
    /// Publish what is approved.
    pub const PUBLISH: &str = "submission_publish";
    /// Look again at what waits in the queue.
    pub const RECHECK: &str = "submission_recheck";
    /// Remind the org of what waits for it.
    pub const REMIND: &str = "submission_remind";
}

/// Does a piece of work.
///
/// # Errors
/// A fault of ours, or the database is away: try again later. A fault that stays moves the
/// submission to `errored` by itself and is no error here.
pub async fn perform(ctx: &Ctx, task: &Task) -> Result<(), Failure> {
    match task {
        Task::Check { submission } => check::check(ctx, *submission).await,
        Task::Retry { submission } => retry::retry(ctx, *submission).await,
        Task::Expire { submission, stage } => expire::expire(ctx, *submission, *stage).await,
        Task::Remind {
            submission,
            stage,
            day,
        } => remind::remind(ctx, *submission, *stage, *day).await,
        Task::Publish { submission } => publish::publish(ctx, *submission).await,
        Task::Recheck { submission } => recheck::recheck(ctx, *submission).await,
        Task::Tell { .. } | Task::AlertStaff { .. } | Task::Refresh { .. } => {
            Err(Failure::Broken(anyhow::anyhow!("nobody does {task:?} yet")))
        }
    }
}

/// The submission; nothing when it is gone or deleted.
async fn present(read: &mut Read, id: SubmissionId) -> Result<Option<StoredSubmission>, Failure> {
    match read.submission(id).await {
        Ok(stored) if stored.deleted_at.is_none() => Ok(Some(stored)),
        Ok(_) | Err(StoreError::Absent) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
