//! Loading `seed-data/`: the facts of real apps, and the fictitious vendors.
//!
//! Loading goes through the same types and the same publication as everything
//! else, and may be repeated: what is already there stays as it is.

mod demo;
mod facts;
mod files;
mod saml;
mod tables;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use oin_store::{NewListing, Store, Tally};

pub use files::SeedError;

/// How many listings one transaction publishes.
const BATCH: usize = 500;

/// What loading did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Listings that did not exist before.
    pub new: usize,
    /// Listings of which something changed.
    pub changed: usize,
    /// Listings that already said exactly this.
    pub unchanged: usize,
}

impl Loaded {
    fn add(&mut self, tally: Tally) {
        self.new += tally.new;
        self.changed += tally.changed;
        self.unchanged += tally.unchanged;
    }

    /// How many listings were looked at.
    pub fn total(&self) -> usize {
        self.new + self.changed + self.unchanged
    }
}

/// Loads the facts, and with `demo` the fictitious vendors as well; `progress`
/// hears how many listings of how many are done.
///
/// # Errors
/// A row that the domain does not allow, by file and line; what the database says.
pub async fn load(
    store: &Store,
    demo: bool,
    now: DateTime<Utc>,
    mut progress: impl FnMut(usize, usize),
) -> anyhow::Result<Loaded> {
    let categories = tables::categories()?;
    let mut listings = facts::listings(now)?;
    if demo {
        listings.extend(demo::listings()?);
    }
    let total = listings.len();
    store
        .write(async |tx| tx.set_categories(&categories, now).await)
        .await
        .context("writing the categories")?;
    let mut loaded = Loaded::default();
    for batch in listings.chunks(BATCH) {
        loaded.add(publish(store, batch).await?);
        progress(loaded.total(), total);
    }
    let collections = tables::collections()?;
    store
        .write(async |tx| tx.set_collections(&collections, now).await)
        .await
        .context("writing the collections")?;
    Ok(loaded)
}

async fn publish(store: &Store, batch: &[NewListing]) -> anyhow::Result<Tally> {
    let first = batch.first().map_or("", |listing| listing.slug.as_str());
    store
        .write(async |tx| tx.publish_many(batch.to_vec()).await)
        .await
        .with_context(|| format!("publishing the listings from {first} on"))
}

/// Whether the catalog was never written to.
///
/// # Errors
/// What the database says.
pub async fn is_untouched(store: &Store) -> anyhow::Result<bool> {
    let version = store.read(async |read| read.catalog_version().await).await?;
    Ok(version == 0)
}
