//! Hearing of new work.

use std::sync::Arc;
use std::time::Duration;

use oin_store::{StoreError, WorkListener};
use tokio::sync::watch;

use crate::actions::{Ctx, dev};
use crate::config::Mode;

/// How long to listen before looking all the same.
const LISTEN: Duration = Duration::from_secs(30);
/// How long to wait before a lost database is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// Wakes the lanes whenever work is announced, until the process ends; in local mode follows the
/// installation's clock.
pub(super) async fn listen(ctx: Arc<Ctx>, url: String, wake: watch::Sender<u64>) {
    loop {
        if let Err(error) = listen_once(&ctx, &url, &wake).await {
            tracing::debug!(%error, "work is not announced; the lanes look by themselves");
            tokio::time::sleep(TRY_AGAIN).await;
        }
    }
}

async fn listen_once(ctx: &Ctx, url: &str, wake: &watch::Sender<u64>) -> Result<(), StoreError> {
    let mut listener = WorkListener::connect(url).await?;
    loop {
        if ctx.mode() == Mode::Local
            && let Err(failure) = dev::read_clock(ctx).await
        {
            tracing::debug!(%failure, "the clock could not be read");
        }
        wake.send_modify(|count| *count = count.wrapping_add(1));
        listener.next(LISTEN).await?;
    }
}
