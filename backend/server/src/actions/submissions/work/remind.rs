//! Reminding the org of what waits for it.

use chrono::TimeDelta;
use oin_domain::ids::SubmissionId;
use oin_domain::submission::{Facts, Stage};

use crate::actions::submissions::telling;
use crate::actions::{Ctx, Failure};

/// Reminds, if the submission has been in this stage for `day` days now without a break: a
/// promise of an earlier stay says nothing.
pub(super) async fn remind(ctx: &Ctx, id: SubmissionId, stage: Stage, day: u16) -> Result<(), Failure> {
    ctx.store
        .write(async |tx| {
            let Some(stored) = super::present(tx, id).await? else {
                return Ok(());
            };
            let stays = ctx.now() - stored.submission.since >= TimeDelta::days(i64::from(day));
            if stored.submission.stage() != stage || !stays {
                return Ok(());
            }
            let until = match &stored.submission.facts {
                Facts::NeedsFixes(facts) => facts.closes_at,
                Facts::AwaitingIsv(facts) => facts.closes_at,
                Facts::DiscardNotice(facts) => facts.ends_at,
                Facts::Approved(facts) => facts.release_until,
                _ => return Ok(()),
            };
            telling::remind(tx, ctx, &stored, until).await
        })
        .await
}
