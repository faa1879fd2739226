//! The end of a token.

use oin_domain::account::SecurityKind;
use oin_domain::ids::ApiTokenId;
use oin_domain::org::Act;
use oin_store::StoreError;
use serde_json::json;

use crate::actions::{Ctx, Failure, Member, Visit};

/// Ends a token of the org, at once and for good.
///
/// # Errors
/// `forbidden` to all but owners; `second_factor_required`, `step_up_required`; `not_found` when the
/// org has none with this id that works.
pub async fn end(ctx: &Ctx, who: &Member, id: ApiTokenId, visit: &Visit) -> Result<(), Failure> {
    who.may(Act::ManageTokens)?;
    let (org, now) = (who.org, ctx.now());
    let ended = ctx.store.write(async |tx| {
        tx.revoke_api_token(org, id, now).await?;
        let event = visit.event_of(
            who,
            SecurityKind::TokenRevoked,
            Some(who.user()),
            json!({ "token": id }),
        );
        tx.record(&event).await
    });
    ended.await.map_err(|error| match error {
        StoreError::Absent => Failure::NotFound("token"),
        other => other.into(),
    })
}
