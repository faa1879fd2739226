//! Deleting a draft, and bringing it back.

use chrono::TimeDelta;
use oin_domain::ids::SubmissionId;
use oin_domain::org::Act;
use oin_domain::submission::{Refusal, Stage};
use oin_store::StoreError;

use super::create::{check_room, check_settled};
use super::hold;
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::{Code, Ctx, Failure, Member};

/// For how long a deleted draft can be brought back.
pub const RESTORABLE: TimeDelta = TimeDelta::days(30);

/// Deletes a draft. It can be brought back for 30 days.
///
/// # Errors
/// `forbidden`, `not_found`; `wrong_stage` for what was submitted already: that is withdrawn.
pub async fn delete(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    again: Option<Idempotency>,
) -> Result<(), Failure> {
    who.may(Act::Edit)?;
    once(ctx, again.as_ref(), async |tx| {
        let stored = hold(tx, who, id).await?;
        let stage = stored.submission.stage();
        if stage != Stage::Draft {
            let allowed = stored.submission.actions_for(&who.actor(), ctx.now());
            return Err(Refusal::Stage { stage, allowed }.into());
        }
        tx.set_submission_deleted(id, Some((who.user(), ctx.now())))
            .await?;
        Ok(())
    })
    .await
}

/// Brings a deleted draft back.
///
/// # Errors
/// `forbidden`; `not_found` when it is not deleted; `too_late` after 30 days; `open_submission`
/// when another submission of its integration was begun meanwhile, `appeal_state` when an appeal of
/// one is open; `too_many_drafts`.
pub async fn restore(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    again: Option<Idempotency>,
) -> Result<(), Failure> {
    who.may(Act::Edit)?;
    once(ctx, again.as_ref(), async |tx| {
        let stored = match tx.hold_submission(id).await {
            Err(StoreError::Absent) => None,
            found => Some(found?),
        };
        let integration = stored.as_ref().map(|stored| stored.submission.about.integration);
        let deleted_at = stored
            .filter(|stored| stored.submission.about.org == who.org)
            .and_then(|stored| stored.deleted_at)
            .ok_or(Failure::NotFound("deleted draft"))?;
        if ctx.now() >= deleted_at + RESTORABLE {
            return Err(Failure::refused(
                Code::TooLate,
                "A deleted draft can be brought back for 30 days. Begin a new one.",
            ));
        }
        check_room(tx, who).await?;
        if let Some(integration) = integration {
            check_settled(tx, integration, Some(id)).await?;
        }
        match tx.set_submission_deleted(id, None).await {
            Err(StoreError::Taken("submissions_open_key")) => {
                return Err(Refusal::Open(Stage::Draft).into());
            }
            done => done?,
        }
        Ok(())
    })
    .await
}
