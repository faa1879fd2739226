//! Ending stages whose time is over.

use oin_domain::ids::SubmissionId;
use oin_domain::submission::{Action, Actor, Command, Stage};

use crate::actions::submissions::moving::carry_out;
use crate::actions::{Ctx, Failure};

/// Ends the stage, if the submission is still in it and its time is over: every edit moves the
/// end of a list of fixes, and each end has had its promise.
pub(super) async fn expire(ctx: &Ctx, id: SubmissionId, stage: Stage) -> Result<(), Failure> {
    let (action, command) = match stage {
        Stage::NeedsFixes | Stage::AwaitingIsv => (Action::CloseNoReply, Command::CloseNoReply),
        Stage::InReview | Stage::Testing => (Action::Lapse, Command::Lapse),
        Stage::DiscardNotice => (Action::Discard, Command::Discard),
        Stage::Approved => (Action::LetLapse, Command::LetLapse),
        _ => return Ok(()),
    };
    ctx.store
        .write(async |tx| {
            let Some(mut stored) = super::present(tx, id).await? else {
                return Ok(());
            };
            let is_due = stored.submission.stage() == stage
                && stored
                    .submission
                    .permits(action, &Actor::System, ctx.now())
                    .is_ok();
            if is_due {
                carry_out(tx, ctx, &mut stored, command.clone(), &Actor::System).await?;
            }
            Ok(())
        })
        .await
}
