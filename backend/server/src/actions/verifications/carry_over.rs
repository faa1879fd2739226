//! What reviewers tried of a submission counts for the second tier of the integration that it
//! became.

use oin_domain::verification::{Evidence, Outcome, RunKind};
use oin_store::{ManualRun, StoredSubmission, Tx};

use super::moving::look_at;
use crate::actions::{Ctx, Failure};

/// Keeps the runs of what has just become live as evidence of its integration, with their own times
/// and ids. Runs of an earlier content were of something else and stay with the review.
///
/// # Errors
/// The database's.
pub(in crate::actions) async fn carry_over(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
) -> Result<(), Failure> {
    let about = stored.submission.about;
    let Some(submitted) = &stored.submitted else {
        return Ok(());
    };
    let now = ctx.now();
    let mut runs = tx.desk(about.id, now).await?.runs;
    runs.retain(|run| run.submitted_at == submitted.at);
    for run in &runs {
        tx.add_evidence(about.integration, &evidence(run)).await?;
    }
    if !runs.is_empty() && tx.verification(about.integration).await?.is_some() {
        tx.promise(&look_at(about.integration, now, now)?).await?;
    }
    Ok(())
}

fn evidence(run: &ManualRun) -> Evidence {
    Evidence {
        id: run.id,
        subject: run.flow.into(),
        kind: RunKind::Manual,
        outcome: if run.passed { Outcome::Green } else { Outcome::Red },
        // It was written for colleagues at the desk; the ISV reads the notes of evidence.
        note: None,
        by: Some(run.by),
        at: run.at,
    }
}
