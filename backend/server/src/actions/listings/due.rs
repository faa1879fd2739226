//! What becomes of listings when a period is over: the last warning, the suspension, the end.

use chrono::{DateTime, Utc};
use oin_domain::ids::{IntegrationId, JobId};
use oin_domain::listing::{Action, Command, LAST_WARNING, Suspension};
use oin_domain::submission::Actor;
use oin_store::{NewJob, StoreError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::take::carry_out;
use super::telling;
use crate::actions::{Ctx, Failure};

/// The class of this work.
pub const CLASS: &str = "listing_due";

/// Which listing is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Its integration.
    pub integration: IntegrationId,
}

/// The promise to look at a listing at a time.
pub(super) fn job(
    integration: IntegrationId,
    run_at: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<NewJob, Failure> {
    Ok(NewJob {
        id: JobId(Uuid::now_v7()),
        class: CLASS,
        payload: serde_json::to_value(Due { integration }).map_err(|error| Failure::Broken(error.into()))?,
        // Each end is looked at; those that were moved do nothing.
        dedup_key: Some(format!("listing:{integration}:{}", run_at.timestamp())),
        run_at,
        at,
    })
}

/// Looks at a listing: whatever is over by now ends.
///
/// # Errors
/// A fault of ours, or the database is away: try again later.
pub async fn due(ctx: &Ctx, due: Due) -> Result<(), Failure> {
    ctx.store
        .write(async |tx| {
            let stored = match tx.hold_course(due.integration).await {
                Err(StoreError::Absent) => return Ok(()),
                held => held?,
            };
            let now = ctx.now();
            let course = &stored.course;
            for (action, command) in [
                (Action::Suspend, Command::Suspend),
                (Action::EndRetirement, Command::EndRetirement),
            ] {
                if course.permits(action, &Actor::System, now).is_ok() {
                    return carry_out(tx, ctx, &stored, command, &Actor::System).await;
                }
            }
            match &course.facts.suspension {
                Some(Suspension::Announced {
                    takes_effect, reason, ..
                }) if now >= *takes_effect - LAST_WARNING => {
                    telling::warn(tx, ctx, &stored, reason, *takes_effect).await
                }
                _ => Ok(()),
            }
        })
        .await
}
