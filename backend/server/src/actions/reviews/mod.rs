//! The reviewers' desk: the queue, one submission, decisions. One file a verb; the moves and who
//! may make them are the domain's (`docs/submissions.md`), and so is the conflict of interest: what
//! belongs to an org of the reviewer's own is for colleagues.

mod appeals;
mod assess;
mod assign;
mod bulk;
mod check_off;
mod claim;
mod decide;
mod draft;
mod intent;
mod list;
mod message;
mod reveal;
mod run;
mod show;
mod start_testing;
mod stay;
mod views;

use oin_domain::choice::Choice as _;
use oin_domain::ids::SubmissionId;
use oin_domain::review::Missing;
use oin_domain::submission::{Action, Refusal, Stage};
use oin_store::{Read, Review, StoreError, StoredSubmission, Submitted, Tx};

use super::{Code, Ctx, Failure, FieldError, Reviewer};

pub use appeals::appeals;
pub(in crate::actions) use assess::assess;
pub use assign::{Colleague, assign, reviewers};
pub use bulk::{BulkAsked, BulkDone, BulkItem, bulk};
pub use check_off::check_off;
pub use claim::{claim, claim_next};
pub use decide::{Sent, decide, preview};
pub use draft::{draft, keep_draft};
pub use intent::{DECISIONS, Typed};
pub use list::{Age, Queue, QueueAsked, QueuePage, queue, queue_page};
pub use message::{message, note};
pub use oin_store::{DecisionDraft, OpenAppeal, QueueNumbers, QueuePlace, QueueRow, SavedView, Whose};
pub use reveal::{Revealed, reveal};
pub use run::{Run, may_record_run, record_run};
pub use show::{NoteShown, RevealShown, ReviewShown, RunShown, TickShown, show};
pub use start_testing::start_testing;
pub use stay::{renew, stay};
pub use views::{MOST_VIEWS, remove_view, save_view, views};

/// A submission that reviewers may see: one that was queued once, and is none of the reviewer's
/// own orgs.
async fn find(
    read: &mut Read,
    who: &Reviewer,
    id: SubmissionId,
) -> Result<(StoredSubmission, Review), Failure> {
    let found = read.submission(id).await;
    let stored = theirs(found, who)?;
    let review = read.review(id).await?.ok_or(Failure::NotFound("submission"))?;
    Ok((stored, review))
}

/// The same, held until the transaction ends.
async fn hold(tx: &mut Tx, who: &Reviewer, id: SubmissionId) -> Result<StoredSubmission, Failure> {
    let found = tx.hold_submission(id).await;
    let stored = theirs(found, who)?;
    tx.review(id).await?.ok_or(Failure::NotFound("submission"))?;
    Ok(stored)
}

/// The same for the one who has it, with what they are looking at: what was last submitted.
async fn hold_own(
    tx: &mut Tx,
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
) -> Result<(StoredSubmission, Submitted), Failure> {
    let stored = hold(tx, who, id).await?;
    // Whoever may stay has it.
    stored
        .submission
        .permits(Action::Renew, &who.actor(), ctx.now())?;
    let submitted = stored.submitted.clone();
    Ok((stored, submitted.ok_or(Failure::NotFound("submission"))?))
}

fn theirs(found: Result<StoredSubmission, StoreError>, who: &Reviewer) -> Result<StoredSubmission, Failure> {
    match found {
        Ok(found) if found.deleted_at.is_some() => Err(Failure::NotFound("submission")),
        Ok(found) if who.person.role_in(found.submission.about.org).is_some() => Err(Refusal::OwnOrg.into()),
        Ok(found) => Ok(found),
        Err(StoreError::Absent) => Err(Failure::NotFound("submission")),
        Err(error) => Err(error.into()),
    }
}

/// Whether the content is still what was submitted: nobody can write into it.
fn is_as_submitted(stage: Stage) -> bool {
    !matches!(
        stage,
        Stage::Draft | Stage::NeedsFixes | Stage::Errored | Stage::AwaitingIsv | Stage::DiscardNotice
    )
}

/// What is missing of a checklist, each at its place.
fn incomplete(missing: &[Missing]) -> Failure {
    let errors = missing.iter().map(|missing| match missing {
        Missing::Item(item) => FieldError::new(
            format!("item.{item}"),
            Code::ChecklistIncomplete,
            format!("Not ticked: {}. Look at it, then tick it.", item.label()),
        ),
        Missing::Run(flow) => FieldError::new(
            format!("run.{flow}"),
            Code::ChecklistIncomplete,
            format!(
                "The {} flow has no passing run. Test it, then record the run.",
                flow.label()
            ),
        ),
    });
    Failure::Invalid(errors.collect())
}
