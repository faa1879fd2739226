//! A domain that is no longer said to be the org's.

use oin_domain::org::Act;
use oin_store::StoreError;

use super::read;
use crate::actions::{Ctx, Failure, Member};

/// Drops a domain, proven or not.
///
/// # Errors
/// `forbidden` to all but owners; `not_found` when the org does not have it.
pub async fn drop(ctx: &Ctx, who: &Member, text: &str) -> Result<(), Failure> {
    who.may(Act::ManageOrg)?;
    let domain = read(text).map_err(|_| Failure::NotFound("domain"))?;
    let org = who.org;
    let dropped = ctx.store.write(async |tx| tx.drop_domain(org, &domain).await);
    dropped.await.map_err(|error| match error {
        StoreError::Absent => Failure::NotFound("domain"),
        other => other.into(),
    })
}
