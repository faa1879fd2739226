//! Beginning to test.

use oin_domain::ids::SubmissionId;
use oin_domain::review::{Checklist, Item};
use oin_domain::submission::{Action, Command};
use oin_store::{Desk, Submitted};

use super::{hold, incomplete};
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::submissions::Moved;
use crate::actions::submissions::moving::carry_out;
use crate::actions::{Code, Ctx, Failure, Reviewer};

/// Begins to test: the first part of the checklist is done, and the test login was opened.
///
/// # Errors
/// `not_found`, `own_org`, `wrong_stage`, `forbidden`; `checklist_incomplete` at each item that is
/// not ticked; `test_login_unopened`.
pub async fn start_testing(
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    again: Option<Idempotency>,
) -> Result<Moved, Failure> {
    once(ctx, again.as_ref(), async |tx| {
            let mut stored = hold(tx, who, id).await?;
            stored
                .submission
                .permits(Action::StartTesting, &who.actor(), ctx.now())?;
            let Some(submitted) = &stored.submitted else {
                return Err(Failure::NotFound("submission"));
            };
            let desk = tx.desk(id, ctx.now()).await?;
            let initial = checklist(&desk, submitted)
                .conclude_initial()
                .map_err(|missing| incomplete(&missing))?;
            let has_opened = desk
                .reveals
                .iter()
                .any(|reveal| reveal.by == who.user() && reveal.submitted_at == submitted.at);
            if !submitted.testing.logins.is_empty() && !has_opened {
                return Err(Failure::refused(
                    Code::TestLoginUnopened,
                    "Open a test login in the vault first, with your reason: a test needs it, and the ISV is told.",
                ));
            }
            let command = Command::StartTesting(initial);
            carry_out(tx, ctx, &mut stored, command, &who.actor()).await
    })
    .await
}

/// What was ticked and passed for what was last submitted.
pub(super) fn checklist(desk: &Desk, submitted: &Submitted) -> Checklist {
    let ticked: Vec<Item> = desk
        .ticks
        .iter()
        .filter(|tick| tick.submitted_at == submitted.at)
        .map(|tick| tick.item)
        .collect();
    let mut passed = Vec::new();
    for flow in submitted.content.flows() {
        // The last run of a flow counts: one that failed after one that passed does not.
        let last = desk
            .runs
            .iter()
            .rfind(|run| run.flow == flow && run.submitted_at == submitted.at);
        if last.is_some_and(|run| run.passed) {
            passed.push(flow);
        }
    }
    Checklist { ticked, passed }
}
