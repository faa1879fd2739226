//! Looking at what is verified, again and again: evidence gets old, letters come back, time runs
//! out.

use oin_domain::ids::IntegrationId;
use oin_store::StoreError;
use serde::{Deserialize, Serialize};

use super::loaded::Loaded;
use super::moving::settle;
use crate::actions::{Ctx, Failure};

/// The class of the job.
pub const CLASS: &str = "verification_watch";

/// The payload of the job.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Watched {
    /// Which integration.
    pub integration: IntegrationId,
}

/// Looks at one, does what is due and promises the next look. It may run late, twice, or when the
/// verification is over.
///
/// # Errors
/// The database's.
pub async fn watch(ctx: &Ctx, integration: IntegrationId) -> Result<(), Failure> {
    ctx.store
        .write(async |tx| {
            let live = match tx.live_integration_of(integration).await {
                Ok(live) if live.org.is_some() => live,
                Ok(_) | Err(StoreError::Absent) => return Ok(()),
                Err(error) => return Err(error.into()),
            };
            let mut loaded = Loaded::hold(ctx, tx, live).await?;
            settle(tx, ctx, &mut loaded).await
        })
        .await
}
