//! Signing out.

use oin_domain::account::SecurityKind;
use oin_store::StoreError;

use crate::actions::{Ctx, Failure, Visit};
use crate::vault::digest;

/// Ends the session of a cookie, at once and everywhere. One that has ended already is no failure.
///
/// # Errors
/// As of any write.
pub async fn sign_out(ctx: &Ctx, cookie: &str, visit: &Visit) -> Result<(), Failure> {
    let (hash, now) = (digest(cookie), ctx.now());
    ctx.store
        .write(async |tx| {
            let session = match tx.session(&hash, now).await {
                Ok(session) => session,
                Err(StoreError::Absent) => return Ok(()),
                Err(error) => return Err(error),
            };
            tx.end_session(session.user, session.id).await?;
            tx.record(&visit.event(SecurityKind::SignedOut, Some(session.user)))
                .await
        })
        .await?;
    Ok(())
}
