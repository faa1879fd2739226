//! The clock of a local installation.

use std::sync::atomic::Ordering;

use oin_store::{Store, StoreError};

use crate::actions::{Ctx, Failure};

/// Moves the clock of every process on; says how many seconds it is ahead now. The caller sees to
/// it that this is a local installation.
///
/// # Errors
/// The database's; more than a hundred years.
pub async fn move_on(store: &Store, seconds: u32) -> Result<i64, StoreError> {
    store
        .write(async |tx| tx.move_clock_on(i64::from(seconds)).await)
        .await
}

/// Takes over how far the clock was moved.
///
/// # Errors
/// The database's.
pub async fn read_clock(ctx: &Ctx) -> Result<(), Failure> {
    let ahead = ctx.store.read(async |read| read.seconds_ahead().await).await?;
    ctx.seconds_ahead.store(ahead, Ordering::Relaxed);
    Ok(())
}
