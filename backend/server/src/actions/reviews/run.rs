//! Recording a run that was done by hand.

use oin_domain::connection::Flow;
use oin_domain::ids::{EvidenceId, SubmissionId};
use oin_domain::text::Prose;
use oin_store::ManualRun;
use uuid::Uuid;

use super::hold_own;
use crate::actions::idempotency::{Idempotency, answered, remember};
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

/// Records a run of a declared flow for what was last submitted. It is evidence and stays.
///
/// # Errors
/// `not_found`, `own_org`, `forbidden` for anybody but the one who has it; `bad_value` for a flow
/// that is not declared; `missing` or `bad_value` for the note.
pub async fn record_run(
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    run: Run<'_>,
    again: Option<Idempotency>,
) -> Result<EvidenceId, Failure> {
    let note = Prose::parse(run.note).map_err(|error| refusal::text("note", &error))?;
    ctx.store
        .write(async |tx| {
            if let Some(before) = answered(again.as_ref(), tx, ctx).await? {
                return Ok(before);
            }
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
            };
            tx.add_manual_run(id, &kept).await?;
            remember(again.as_ref(), tx, &kept.id).await?;
            Ok(kept.id)
        })
        .await
}
