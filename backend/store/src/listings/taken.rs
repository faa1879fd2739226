//! Which listings people have taken into their hands since they were loaded.

use std::collections::HashSet;

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::integration::Slug;

use crate::error::StoreError;
use crate::schema::{integrations, listing_events, listing_versions};
use crate::tx::Tx;

impl Tx {
    /// Of these slugs those whose integration has an owner, whose listing somebody moved, or that
    /// has a revision from elsewhere than `sources`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn taken_over(
        &mut self,
        slugs: &[&Slug],
        sources: &[&str],
    ) -> Result<HashSet<String>, StoreError> {
        let slugs: Vec<&str> = slugs.iter().map(|slug| slug.as_str()).collect();
        let moved = listing_events::table.filter(listing_events::integration_id.eq(integrations::id));
        let revised = listing_versions::table
            .filter(listing_versions::integration_id.eq(integrations::id))
            .filter(listing_versions::source.ne_all(sources));
        let taken = integrations::table
            .filter(integrations::slug.eq_any(slugs))
            .filter(
                integrations::org_id
                    .is_not_null()
                    .or(exists(moved))
                    .or(exists(revised)),
            )
            .select(integrations::slug.assume_not_null());
        self.run(async |connection| Ok(taken.load::<String>(connection).await?.into_iter().collect()))
            .await
    }
}
