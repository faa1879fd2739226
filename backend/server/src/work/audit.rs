//! Sealing the audit trail, in the background.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::actions::{Ctx, audit};

/// How long an entry waits for its seal at most, while there is a process that works.
const EVERY: Duration = Duration::from_secs(1);
/// How long to wait after a fault.
const AFTER_A_FAULT: Duration = Duration::from_secs(10);
/// How often the last seal is written down outside the database.
const ANCHOR_EVERY: Duration = Duration::from_secs(600);

/// Seals, and writes down the head, until the process ends.
pub(super) async fn run(ctx: Arc<Ctx>) {
    let mut anchored = None;
    let mut next_anchor = Instant::now();
    loop {
        match audit::seal(&ctx).await {
            Ok(0) => tokio::time::sleep(EVERY).await,
            Ok(_) => {}
            Err(failure) => {
                tracing::warn!(%failure, "the audit trail could not be sealed");
                tokio::time::sleep(AFTER_A_FAULT).await;
            }
        }
        if Instant::now() >= next_anchor {
            next_anchor = Instant::now() + ANCHOR_EVERY;
            match audit::anchor(&ctx, anchored).await {
                Ok(head) => anchored = head,
                Err(failure) => tracing::warn!(%failure, "the audit trail's head could not be written down"),
            }
        }
    }
}
