//! Being there: it renews the lease of the one who has the submission, and shows to colleagues.

use chrono::TimeDelta;
use oin_domain::ids::SubmissionId;
use oin_domain::submission::{Action, Command, Facts, LEASE};

use super::hold;
use crate::actions::submissions::moving::carry_out;
use crate::actions::{Ctx, Failure, Reviewer};

/// How much of a lease must have run before it is renewed: each renewal is written into history.
const RENEWED_AFTER: TimeDelta = TimeDelta::minutes(5);

/// Notes that somebody has the submission open.
///
/// # Errors
/// `not_found`, `own_org`.
pub async fn stay(ctx: &Ctx, who: &Reviewer, id: SubmissionId) -> Result<(), Failure> {
    seen(ctx, who, id, false).await
}

/// The same for one who says that they have it, and must.
///
/// # Errors
/// `not_found`, `own_org`; `wrong_stage` and `forbidden` for one who does not have it (any more).
pub async fn renew(ctx: &Ctx, who: &Reviewer, id: SubmissionId) -> Result<(), Failure> {
    seen(ctx, who, id, true).await
}

async fn seen(ctx: &Ctx, who: &Reviewer, id: SubmissionId, must_have_it: bool) -> Result<(), Failure> {
    ctx.store
        .write(async |tx| {
            let mut stored = hold(tx, who, id).await?;
            let now = ctx.now();
            if must_have_it {
                stored.submission.permits(Action::Renew, &who.actor(), now)?;
            }
            let until = match &stored.submission.facts {
                Facts::InReview(facts) => Some(facts.lease_until),
                Facts::Testing(facts) => Some(facts.lease_until),
                _ => None,
            };
            let runs_out = until.is_some_and(|until| until - now <= LEASE - RENEWED_AFTER);
            if runs_out
                && stored
                    .submission
                    .permits(Action::Renew, &who.actor(), now)
                    .is_ok()
            {
                carry_out(tx, ctx, &mut stored, Command::Renew, &who.actor()).await?;
            }
            Ok(tx.see_reviewer(id, who.user(), now).await?)
        })
        .await
}
