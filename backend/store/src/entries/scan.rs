//! The whole public catalog, in batches: how an index is filled.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{CatalogEntry, EntryRow, public_entries, public_stages};
use crate::error::StoreError;
use crate::pool::Store;
use crate::schema::{integrations, listing_versions, listings};

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
        let after = self.after;
        let rows: Vec<EntryRow> = self
            .store
            .read(async |read| {
                read.run(async |connection| {
                    Ok(public_entries!()
                        .filter(listings::integration_id.gt(after))
                        .order(listings::integration_id)
                        .limit(BATCH)
                        .load(connection)
                        .await?)
                })
                .await
            })
            .await?;
        let batch: Vec<CatalogEntry> = rows
            .into_iter()
            .map(CatalogEntry::try_from)
            .collect::<Result<_, _>>()?;
        if let Some(last) = batch.last() {
            self.after = last.id.0;
        }
        Ok(batch)
    }
}
