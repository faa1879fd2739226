//! Asking for the checks that look at the network, without submitting.

use oin_domain::ids::{JobId, SubmissionId};
use oin_domain::org::Act;
use oin_domain::work::Task;
use oin_store::NewJob;
use uuid::Uuid;

use super::hold;
use super::work::classes;
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::{Ctx, Failure, Member};

/// Promises a run of the network checks on the draft as it is when the run begins; its result
/// stands in [`show`](super::show()). Asked again while one waits, it is the same run.
///
/// # Errors
/// `forbidden` for viewers, `not_found`.
pub async fn check_now(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    again: Option<Idempotency>,
) -> Result<(), Failure> {
    who.may(Act::Edit)?;
    once(ctx, again.as_ref(), async |tx| {
        hold(tx, who, id).await?;
        let task = Task::Check { submission: id };
        let now = ctx.now();
        tx.promise(&NewJob {
            id: JobId(Uuid::now_v7()),
            class: classes::CHECK,
            payload: serde_json::to_value(&task).map_err(|error| Failure::Broken(error.into()))?,
            dedup_key: Some(format!("check:{id}")),
            run_at: now,
            at: now,
        })
        .await?;
        Ok(())
    })
    .await
}
