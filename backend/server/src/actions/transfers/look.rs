//! What stands behind an offer's link.

use oin_domain::account::LinkKind;
use oin_domain::ids::TransferId;
use oin_store::{StoreError, Transfer};

use super::gone;
use crate::actions::{Ctx, Failure};
use crate::vault::digest;

/// An offer as its reader sees it.
pub struct Offer {
    /// The offer.
    pub transfer: Transfer,
    /// What the integration is called.
    pub name: String,
    /// What the org is called that gives it.
    pub from_name: String,
}

/// The offer behind a link that still works, without using it: programs that look into mail open
/// links.
///
/// # Errors
/// `not_found` for a link that is unknown, used or expired, and for an offer that has ended.
pub async fn look(ctx: &Ctx, link: &str) -> Result<Offer, Failure> {
    let (hash, now) = (digest(link), ctx.now());
    ctx.store
        .read(async |read| {
            let link = read.link(LinkKind::Transfer, &hash, now).await.map_err(gone)?;
            let id = link.about.map(TransferId).ok_or(StoreError::Absent)?;
            let transfer = read.transfer(id).await.map_err(gone)?;
            let from_name = read.org(transfer.from).await?.name.to_string();
            let all = read.integrations_of(transfer.from).await?;
            let found = all.into_iter().find(|(id, _)| *id == transfer.integration);
            let (_, name) = found.ok_or_else(|| gone(StoreError::Absent))?;
            Ok(Offer {
                transfer,
                name,
                from_name,
            })
        })
        .await
}
