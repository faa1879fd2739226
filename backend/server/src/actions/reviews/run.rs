//! Recording a run that was done by hand.

use oin_domain::connection::Flow;
use oin_domain::ids::{EvidenceId, SubmissionId};
use oin_domain::submission::Action;
use oin_domain::text::Prose;
use oin_store::ManualRun;
use uuid::Uuid;

use super::{find, hold_own};
use crate::actions::files;
use crate::actions::idempotency::{Idempotency, answered_before, once};
use crate::actions::submissions::refusal;
use crate::actions::{Code, Ctx, Failure, FieldError, Reviewer};

/// A run, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run<'a> {
    /// The flow.
    pub flow: Flow,
    /// Whether it ended signed in.
    pub passed: bool,
    /// What was seen.
    pub note: &'a str,
}

/// Refuses whoever may not record runs of it, ahead of reading what they send.
///
/// # Errors
/// `not_found`, `own_org`, `forbidden` for anybody but the one who has it, `wrong_stage`.
pub async fn may_record_run(ctx: &Ctx, who: &Reviewer, id: SubmissionId) -> Result<(), Failure> {
    ctx.store
        .read(async |read| {
            let (stored, _) = find(read, who, id).await?;
            // Whoever may stay has it.
            let submission = &stored.submission;
            Ok(submission.permits(Action::Renew, &who.actor(), ctx.now())?)
        })
        .await
}

/// Records a run of a declared flow for what was last submitted, with a picture of what was seen if
/// there is one (`file`). It is evidence and stays.
///
/// # Errors
/// `not_found`, `own_org`, `forbidden` for anybody but the one who has it; `bad_value` for a flow
/// that is not declared; `missing` or `bad_value` for the note; what is wrong with the picture at
/// `file`.
pub async fn record_run(
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    run: Run<'_>,
    file: Option<Vec<u8>>,
    again: Option<Idempotency>,
) -> Result<EvidenceId, Failure> {
    if let Some(before) = answered_before(again.as_ref(), ctx).await? {
        return Ok(before);
    }
    may_record_run(ctx, who, id).await?;
    let picture = match file {
        Some(bytes) => Some(files::draw("file", bytes).await?),
        None => None,
    };
    let note = Prose::parse(run.note).map_err(|error| refusal::text("note", &error))?;
    once(ctx, again.as_ref(), async |tx| {
        let (_, submitted) = hold_own(tx, ctx, who, id).await?;
        if !submitted.content.flows().contains(&run.flow) {
            let message = "The submission does not declare this flow. Choose one that it declares.";
            return Err(Failure::field(FieldError::new("flow", Code::BadValue, message)));
        }
        let kept = ManualRun {
            id: EvidenceId(Uuid::now_v7()),
            flow: run.flow,
            passed: run.passed,
            note: note.clone(),
            by: who.user(),
            at: ctx.now(),
            submitted_at: submitted.at,
            picture: picture.is_some(),
        };
        tx.add_manual_run(id, &kept).await?;
        if let Some(picture) = &picture {
            files::keep(tx, ctx, who, kept.id, picture).await?;
        }
        Ok(kept.id)
    })
    .await
}
