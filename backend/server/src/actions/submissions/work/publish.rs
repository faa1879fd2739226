//! Publishing what is approved, unless the ISV holds the release switch.

use oin_domain::ids::SubmissionId;
use oin_domain::integration::Class;
use oin_domain::submission::{Action, Actor};

use crate::actions::submissions::going_live::{go_live, outlook};
use crate::actions::{Ctx, Failure};

/// Publishes, if it is approved still and waits for nothing.
pub(super) async fn publish(ctx: &Ctx, id: SubmissionId) -> Result<(), Failure> {
    ctx.store
        .write(async |tx| {
            if super::present(tx, id).await?.is_none() {
                return Ok(());
            }
            let mut stored = tx.hold_submission(id).await?;
            let may = stored
                .submission
                .permits(Action::Publish, &Actor::System, ctx.now());
            if may.is_err() {
                return Ok(());
            }
            let plan = tx.release_plan(id).await?;
            let outlook = outlook(tx, &stored).await?;
            if let Ok(release) = plan.release(outlook.class.unwrap_or(Class::Text), ctx.now()) {
                go_live(tx, ctx, &mut stored, outlook, release, &Actor::System).await?;
            }
            Ok(())
        })
        .await
}
