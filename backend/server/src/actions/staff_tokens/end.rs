//! The end of a token.

use oin_domain::account::{SecurityKind, StaffRole};
use oin_domain::choice::Choice as _;
use oin_domain::ids::StaffTokenId;
use oin_store::StoreError;
use serde_json::json;

use crate::actions::{Asker, Ctx, Failure, Visit};

/// Ends one of somebody's own tokens, at once and for good. It takes no fresh proof of the second
/// factor: ending what may have leaked should be quick.
///
/// # Errors
/// `not_found` for who is no staff, and when they have none with this id that works.
pub async fn end(ctx: &Ctx, asker: &Asker, id: StaffTokenId, visit: &Visit) -> Result<(), Failure> {
    asker.staff(StaffRole::ALL)?;
    let (user, now) = (asker.user(), ctx.now());
    let ended = ctx.store.write(async |tx| {
        tx.revoke_staff_token(user, id, now).await?;
        let detail = json!({ "staff_token": id });
        tx.record(&visit.event_with(SecurityKind::TokenRevoked, Some(user), detail))
            .await
    });
    ended.await.map_err(|error| match error {
        StoreError::Absent => Failure::NotFound("token"),
        other => other.into(),
    })
}
