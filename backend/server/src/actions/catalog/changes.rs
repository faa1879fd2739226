//! What changed in the catalog, for those who keep a copy.

use oin_domain::ids::IntegrationId;
use oin_store::{CatalogEntry, Change, Feed, Revision};

use crate::actions::{Ctx, Failure};

/// At most `limit` changes after `version`, and the catalog's version.
///
/// # Errors
/// What the database says.
pub async fn changes(ctx: &Ctx, version: i64, limit: u32) -> Result<(Vec<Change>, i64), Failure> {
    ctx.store
        .read(async |read| {
            let changes = read.changes_after(version, limit).await?;
            Ok((changes, read.catalog_version().await?))
        })
        .await
}

/// The first entries of a feed.
///
/// # Errors
/// What the database says.
pub async fn feed(ctx: &Ctx, feed: Feed, limit: u32) -> Result<Vec<CatalogEntry>, Failure> {
    ctx.store
        .read(async |read| Ok(read.feed(feed, limit).await?))
        .await
}

/// The published revisions of an integration, the latest first; empty when the
/// database is away, since a page without its history is better than none.
pub async fn history(ctx: &Ctx, id: IntegrationId) -> Vec<Revision> {
    let revisions: Result<_, Failure> = ctx.store.read(async |read| Ok(read.history(id).await?)).await;
    revisions.unwrap_or_else(|error| {
        tracing::debug!(%error, "a page is shown without its history");
        Vec::new()
    })
}
