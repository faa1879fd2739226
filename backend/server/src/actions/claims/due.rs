//! Granting a claim to which nobody objected in time.

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::ids::{ClaimId, JobId};
use oin_domain::listing::ClaimState;
use oin_store::NewJob;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{find, grant};
use crate::actions::{Ctx, Failure};

/// The class of this work.
pub const CLASS: &str = "claim_due";

/// Which claim is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The claim.
    pub claim: ClaimId,
}

/// When a claim is looked at again that waits for the present owner's submission.
pub(super) fn again(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::days(1)
}

/// The promise to look at a claim at a time.
pub(super) fn job(claim: ClaimId, run_at: DateTime<Utc>, at: DateTime<Utc>) -> Result<NewJob, Failure> {
    Ok(NewJob {
        id: JobId(Uuid::now_v7()),
        class: CLASS,
        payload: serde_json::to_value(Due { claim }).map_err(|error| Failure::Broken(error.into()))?,
        dedup_key: Some(format!("claim:{claim}:{}", run_at.timestamp())),
        run_at,
        at,
    })
}

/// Grants it, if nobody has objected and the time is over.
///
/// # Errors
/// A fault of ours, or the database is away: try again later.
pub async fn due(ctx: &Ctx, due: Due) -> Result<(), Failure> {
    ctx.store
        .write(async |tx| {
            let named = match find(tx, due.claim).await {
                Err(Failure::NotFound(_)) => return Ok(()),
                named => named?,
            };
            let now = ctx.now();
            if named.claim.state != ClaimState::Open || now < named.claim.until {
                return Ok(());
            }
            if !grant(tx, ctx, &named, None).await? {
                tx.promise(&job(due.claim, again(now), now)?).await?;
            }
            Ok(())
        })
        .await
}
