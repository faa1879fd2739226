//! Rolling back: an earlier submission becomes public again, the current one gives way.

use chrono::{DateTime, Utc};
use oin_domain::account::StaffRole;
use oin_domain::ids::SubmissionId;
use oin_domain::listing::{Action, Step};
use oin_domain::submission::{By, Command};

use super::{find, reason, telling};
use crate::actions::submissions;
use crate::actions::{Code, Ctx, Failure, FieldError, Reviewer};

/// Shows the revision of `submission` again. What is shown now is superseded in the same step.
///
/// # Errors
/// `not_found` for who is no administrator; `second_factor_required`, `step_up_required`,
/// `own_org`, `wrong_stage`; `missing` and `bad_value` at `reason` and `submission`.
pub async fn roll_back(
    ctx: &Ctx,
    who: &Reviewer,
    slug: &str,
    submission: Option<SubmissionId>,
    typed_reason: &str,
) -> Result<(), Failure> {
    who.has_any(&[StaffRole::Admin])?;
    who.decides()?;
    let reason = reason(typed_reason)?;
    let Some(submission) = submission else {
        return Err(none_chosen());
    };
    ctx.store
        .write(async |tx| {
            let now: DateTime<Utc> = ctx.now();
            let id = find(tx, slug).await?.id;
            let mut older = match tx.hold_submission(submission).await {
                Err(oin_store::StoreError::Absent) => return Err(none_chosen()),
                held => held?,
            };
            if older.submission.about.integration != id {
                return Err(none_chosen());
            }
            let stored = tx.hold_course(id).await?;
            stored.course.permits(Action::RollBack, &who.actor(), now)?;
            older
                .submission
                .permits(oin_domain::submission::Action::RollBack, &who.actor(), now)?;
            let version = match &older.submission.facts {
                oin_domain::submission::Facts::Superseded(facts) => facts.version,
                _ => return Err(none_chosen()),
            };
            if let Some(mut current) = tx.hold_published(id).await? {
                let give_way = Command::Supersede(submission);
                submissions::carry_out(tx, ctx, &mut current, give_way, &who.actor()).await?;
            }
            let back = Command::RollBack(reason.clone());
            submissions::carry_out(tx, ctx, &mut older, back, &who.actor()).await?;
            tx.show_revision(id, version, now).await?;
            let step = Step {
                at: now,
                by: By::Person(who.user()),
                action: Action::RollBack,
                from: stored.course.stage,
                to: stored.course.stage,
                reason: Some(reason.clone()),
                until: None,
            };
            tx.append_step(id, &step).await?;
            telling::tell(tx, ctx, &stored, &stored.course, &step).await
        })
        .await
}

fn none_chosen() -> Failure {
    let message = "Choose a revision that was shown before and is not shown now.";
    Failure::field(FieldError::new("submission", Code::BadValue, message))
}
