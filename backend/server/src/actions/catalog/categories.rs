//! The managed list of categories.

use oin_domain::catalog::Category;

use crate::actions::{Ctx, Failure};

/// Every category that a listing may have, in the list's order; those without a listing as well.
///
/// # Errors
/// `unavailable` while the database is away.
pub async fn categories(ctx: &Ctx) -> Result<Vec<Category>, Failure> {
    Ok(ctx.store.read(async |read| read.categories().await).await?)
}
