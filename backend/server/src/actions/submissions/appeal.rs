//! Appealing a rejection or a discard.

use oin_domain::ids::SubmissionId;
use oin_domain::org::Act;
use oin_domain::submission::{Action, Command};
use oin_domain::text::Prose;

use super::create::check_settled;
use super::moving::{Moved, carry_out};
use super::{hold, refusal};
use crate::actions::{Ctx, Failure, Member};

/// Appeals: somebody else than the one who decided hears it.
///
/// # Errors
/// `forbidden` for all but owners, `not_found`, `wrong_stage`, `too_late`; `open_submission` while
/// another submission of the integration is open; `appeal_state` for a second appeal; `missing` or `bad_value` for the message.
pub async fn appeal(ctx: &Ctx, who: &Member, id: SubmissionId, message: &str) -> Result<Moved, Failure> {
    let message = Prose::parse(message).map_err(|error| refusal::text("message", &error))?;
    moved(ctx, who, id, &Command::Appeal(message)).await
}

/// Takes an appeal back that was not heard yet.
///
/// # Errors
/// `forbidden` for all but owners, `not_found`, `wrong_stage`, `appeal_state`.
pub async fn withdraw_appeal(ctx: &Ctx, who: &Member, id: SubmissionId) -> Result<Moved, Failure> {
    moved(ctx, who, id, &Command::WithdrawAppeal).await
}

async fn moved(ctx: &Ctx, who: &Member, id: SubmissionId, command: &Command) -> Result<Moved, Failure> {
    who.may(Act::Withdraw)?;
    ctx.store
        .write(async |tx| {
            let mut stored = hold(tx, who, id).await?;
            let submission = &stored.submission;
            submission.permits(command.action(), &who.actor(), ctx.now())?;
            if command.action() == Action::Appeal {
                // Upheld, it would be the integration's second open one.
                check_settled(tx, submission.about.integration, Some(id)).await?;
            }
            carry_out(tx, ctx, &mut stored, command.clone(), &who.actor()).await
        })
        .await
}
