//! Counting tries: over all processes, and apart from what they try.

use oin_domain::account::{Bucket, SecurityKind};
use oin_domain::ids::UserId;
use oin_store::Take;

use crate::actions::{Ctx, Failure, Visit};

/// Counts one try in each bucket. A refused one is written down.
///
/// # Errors
/// `too_many_requests` with the time to wait.
pub(in crate::actions) async fn count(
    ctx: &Ctx,
    buckets: &[Bucket],
    user: Option<UserId>,
    visit: &Visit,
) -> Result<(), Failure> {
    let now = ctx.now();
    let taken = ctx
        .store
        .write_lightly(async |tx| tx.take(buckets, now).await)
        .await?;
    let Take::Refused { retry_at } = taken else {
        return Ok(());
    };
    ctx.store
        .write(async |tx| tx.record(&visit.event(SecurityKind::Throttled, user)).await)
        .await?;
    Err(Failure::TooMany((retry_at - now).to_std().unwrap_or_default()))
}

/// The key of an address in buckets: its hash, whether or not somebody has it.
pub(in crate::actions) fn key(mail: &oin_domain::account::MailAddress) -> String {
    hex(&crate::vault::digest(&mail.folded()))
}

/// Bytes in hexadecimal.
pub(in crate::actions) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing into a String does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
