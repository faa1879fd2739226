//! Loading `seed-data/`: the facts of real apps, and the fictitious vendors.
//!
//! Loading goes through the same types and the same publication as everything
//! else, and may be repeated, also with newer files on a catalog that people work on: what is
//! already there stays as it is, and so does what people have taken into their hands.

mod demo;
mod facts;
mod files;
pub mod people;
mod saml;
pub mod submissions;
mod tables;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use oin_store::{Store, StoreError, Tally};

pub use files::SeedError;

/// How many listings are published before progress is told.
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
    /// Listings that are no longer ours to change: their integration has an owner, or staff moved
    /// or revised them.
    pub left: usize,
}

impl Loaded {
    fn add(&mut self, tally: Tally) {
        self.new += tally.new;
        self.changed += tally.changed;
        self.unchanged += tally.unchanged;
    }

    /// How many listings were looked at.
    pub fn total(&self) -> usize {
        self.new + self.changed + self.unchanged + self.left
    }
}

/// Loads the facts, and with `demo` the fictitious vendors as well, in one
/// transaction: a process that dies half-way leaves nothing. `progress` hears
/// how many listings of how many are done.
///
/// # Errors
/// A row that the domain does not allow, by file and line; what the database says.
pub async fn load(
    store: &Store,
    demo: bool,
    now: DateTime<Utc>,
    progress: impl Fn(usize, usize) + Sync,
) -> anyhow::Result<Loaded> {
    let categories = tables::categories()?;
    let collections = tables::collections()?;
    let mut listings = facts::listings(now)?;
    if demo {
        listings.extend(demo::listings()?);
    }
    store
        .write(async |tx| {
            tx.hold_catalog_lists().await?;
            let categories = added(tx.categories().await?, &categories, |one| one.slug.as_str());
            tx.set_categories(&categories, now).await?;
            let mut loaded = Loaded::default();
            for batch in listings.chunks(BATCH) {
                let slugs: Vec<_> = batch.iter().map(|listing| &listing.slug).collect();
                let taken = tx.taken_over(&slugs, &[facts::SOURCE, demo::SOURCE]).await?;
                let ours = batch.iter().filter(|new| !taken.contains(new.slug.as_str()));
                loaded.add(tx.publish_many(ours.cloned().collect()).await?);
                loaded.left += taken.len();
                progress(loaded.total(), listings.len());
            }
            let collections = added(tx.every_collection().await?, &collections, |one| {
                one.slug.as_str()
            });
            tx.set_collections(&collections, now).await?;
            Ok::<_, StoreError>(loaded)
        })
        .await
        .context("loading seed-data")
}

/// A list that administrators edit, with what it lacks: what they changed stays.
fn added<T: Clone>(there: Vec<T>, wanted: &[T], key: impl Fn(&T) -> &str) -> Vec<T> {
    let mut all = there;
    for one in wanted {
        if !all.iter().any(|known| key(known) == key(one)) {
            all.push(one.clone());
        }
    }
    all
}

/// Whether the catalog was never written to.
///
/// # Errors
/// What the database says.
pub async fn is_untouched(store: &Store) -> anyhow::Result<bool> {
    let version = store.read(async |read| read.catalog_version().await).await?;
    Ok(version == 0)
}
