//! The whole public catalog, in batches: how an index is filled.

use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use super::{CatalogEntry, EntryRow, public_entries, public_stages};
use crate::error::StoreError;
use crate::pool::Store;
use crate::schema::{integrations, listing_versions, listings};
use crate::tx::Read;

/// How many entries a batch has; at about 2 KB each that is 10 MB in memory.
const BATCH: i64 = 5_000;

/// A walk over the public catalog, in the order of the integrations' ids.
///
/// Each batch is a short transaction of its own, so that a slow reader holds nothing open. An
/// entry that changes during the walk is seen before or after the change, or, when it is new,
/// perhaps not at all: apply [`changes_after`](crate::Read::changes_after) the walk's
/// [`version`](Scan::version) when it is done, and nothing is missing.
pub struct Scan {
    store: Store,
    version: i64,
    after: Uuid,
}

impl Store {
    /// Begins a walk over the public catalog.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is no connection.
    pub async fn scan(&self) -> Result<Scan, StoreError> {
        let version = self.read(async |read| read.catalog_version().await).await?;
        Ok(Scan {
            store: self.clone(),
            version,
            after: Uuid::nil(),
        })
    }
}

impl Scan {
    /// The catalog's version before the first batch.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// The next batch; an empty one says that the walk is done. After an error the same batch can
    /// be asked for again.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn next(&mut self) -> Result<Vec<CatalogEntry>, StoreError> {
        // A batch of which the public sees nothing is no end.
        loop {
            let after = self.after;
            let read = self
                .store
                .read(async |read| read.entries_after(after).await)
                .await?;
            let Some((last, batch)) = read else {
                return Ok(Vec::new());
            };
            self.after = last;
            if !batch.is_empty() {
                return Ok(batch);
            }
        }
    }
}

impl Read {
    /// The public entries among the next integrations after an id, and the last id looked at;
    /// nothing when there is none.
    async fn entries_after(&mut self, after: Uuid) -> Result<Option<(Uuid, Vec<CatalogEntry>)>, StoreError> {
        self.run(async |connection| {
            // Nobody waits for a page of this: a busy database may take its time with a batch.
            connection
                .batch_execute("SET LOCAL statement_timeout = '30s'")
                .await?;
            let ids: Vec<Uuid> = listings::table
                .filter(listings::integration_id.gt(after))
                .order(listings::integration_id)
                .limit(BATCH)
                .select(listings::integration_id)
                .load(connection)
                .await?;
            let Some(&last) = ids.last() else {
                return Ok(None);
            };
            // The same bounds on all three tables and no nested loop: right after a load
            // PostgreSQL's statistics are missing or end before these ids, and it would read whole
            // tables for each batch, or each range once for every row of the other.
            connection
                .batch_execute("SET LOCAL enable_nestloop = off")
                .await?;
            let rows: Vec<EntryRow> = public_entries!()
                .filter(
                    listings::integration_id
                        .gt(after)
                        .and(listings::integration_id.le(last)),
                )
                .filter(integrations::id.gt(after).and(integrations::id.le(last)))
                .filter(
                    listing_versions::integration_id
                        .gt(after)
                        .and(listing_versions::integration_id.le(last)),
                )
                .load(connection)
                .await?;
            let mut batch = rows
                .into_iter()
                .map(CatalogEntry::try_from)
                .collect::<Result<Vec<_>, _>>()?;
            batch.sort_unstable_by_key(|entry| entry.id);
            Ok(Some((last, batch)))
        })
        .await
    }
}
