//! Running the checks again after a fault of ours.

use oin_domain::ids::SubmissionId;
use oin_domain::submission::{Action, Actor, Command};

use crate::actions::submissions::moving::carry_out;
use crate::actions::{Ctx, Failure};

/// Sends a submission with a fault back into the checks, if it still waits for that.
pub(super) async fn retry(ctx: &Ctx, id: SubmissionId) -> Result<(), Failure> {
    ctx.store
        .write(async |tx| {
            let Some(mut stored) = super::present(tx, id).await? else {
                return Ok(());
            };
            if stored
                .submission
                .permits(Action::Retry, &Actor::System, ctx.now())
                .is_ok()
            {
                carry_out(tx, ctx, &mut stored, Command::Retry, &Actor::System).await?;
            }
            Ok(())
        })
        .await
}
