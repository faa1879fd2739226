//! Stepping back: to the draft, into a closed submission, or out of it.

use oin_domain::ids::SubmissionId;
use oin_domain::org::Act;
use oin_domain::submission::Command;

use super::create::check_settled;
use super::hold;
use super::moving::{Moved, carry_out};
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::{Ctx, Failure, Member};

/// Goes back to the draft after a fault of ours; the place in the queue is kept.
///
/// # Errors
/// `forbidden`, `not_found`, `wrong_stage`.
pub async fn back_to_draft(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    again: Option<Idempotency>,
) -> Result<Moved, Failure> {
    moved(ctx, who, id, Act::Edit, &Command::BackToDraft, again).await
}

/// Opens a submission again that was closed without reply.
///
/// # Errors
/// `forbidden`, `not_found`, `wrong_stage`, `too_late`; `open_submission` when another was begun
/// meanwhile, `appeal_state` when an appeal of one is open.
pub async fn reopen(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    again: Option<Idempotency>,
) -> Result<Moved, Failure> {
    moved(ctx, who, id, Act::Edit, &Command::Reopen, again).await
}

/// Takes a submission back, from wherever it is on its way.
///
/// # Errors
/// `forbidden` for all but owners, `not_found`, `wrong_stage`.
pub async fn withdraw(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    again: Option<Idempotency>,
) -> Result<Moved, Failure> {
    moved(ctx, who, id, Act::Withdraw, &Command::Withdraw, again).await
}

async fn moved(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    act: Act,
    command: &Command,
    again: Option<Idempotency>,
) -> Result<Moved, Failure> {
    who.may(act)?;
    once(ctx, again.as_ref(), async |tx| {
        let mut stored = hold(tx, who, id).await?;
        let submission = &stored.submission;
        submission.permits(command.action(), &who.actor(), ctx.now())?;
        if *command == Command::Reopen {
            check_settled(tx, submission.about.integration, Some(id)).await?;
        }
        carry_out(tx, ctx, &mut stored, command.clone(), &who.actor()).await
    })
    .await
}
