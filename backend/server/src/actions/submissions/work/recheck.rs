//! Looking again at what waits in the queue: addresses turn internal and test logins go.

use chrono::TimeDelta;
use oin_domain::check::{Finding, RuleId, judge_network};
use oin_domain::ids::SubmissionId;
use oin_domain::review::Cause;
use oin_domain::submission::Stage;
use oin_store::Proposed;

use super::check::keep_run;
use super::look::look;
use crate::actions::submissions::judge::{Judge, names};
use crate::actions::submissions::moving::recheck_job;
use crate::actions::{Ctx, Failure};

/// How long after a look the next one follows.
const AGAIN: TimeDelta = TimeDelta::days(1);

/// Looks again, keeps what was found, and proposes a discard where there is a cause for one: a
/// reviewer decides. Promises the next look while it waits for staff.
pub(super) async fn recheck(ctx: &Ctx, id: SubmissionId) -> Result<(), Failure> {
    let stored = ctx
        .store
        .read(async |read| super::present(read, id).await)
        .await?;
    let Some(stored) = stored.filter(|stored| waits(stored.submission.stage())) else {
        return Ok(());
    };
    let names = names(ctx).await?;
    let asked_at = ctx.now();
    // Outside of any transaction.
    let facts = look(ctx, &stored.kept).await;
    ctx.store
        .write(async |tx| {
            let now = tx.hold_submission(id).await?;
            if !waits(now.submission.stage()) || now.kept.revision != stored.kept.revision {
                return Ok(());
            }
            let judge = Judge::of(ctx, tx, &now, names.clone()).await?;
            let network = judge_network(&now.kept.draft, &facts);
            keep_run(tx, ctx, &now, asked_at, &facts, &network).await?;
            let judged = judge.judge_with(&now.kept, &network);
            let proposed = judged.findings.iter().find_map(|finding| {
                Some(Proposed {
                    cause: cause(finding)?,
                    why: format!("{} {}", finding.field, finding.message).trim().to_owned(),
                    at: ctx.now(),
                })
            });
            tx.propose_discard(id, proposed.as_ref()).await?;
            let next = recheck_job(id, ctx.now() + AGAIN, ctx.now())?;
            tx.promise(&next).await?;
            Ok(())
        })
        .await
}

/// Whether it is with staff: there the answer matters.
fn waits(stage: Stage) -> bool {
    matches!(stage, Stage::Queued | Stage::InReview | Stage::Testing)
}

/// For what a finding lets a submission be discarded.
fn cause(finding: &Finding) -> Option<Cause> {
    match finding.rule {
        RuleId::InternalUrl | RuleId::UrlPrivate => Some(Cause::InternalUrl),
        RuleId::NoTestLogin => Some(Cause::NoTestLogin),
        _ => None,
    }
}
