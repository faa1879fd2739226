//! Keeps the catalog in memory like the one in the database.
//!
//! It loads everything once, then reads what changed after its own mark each
//! time the database notifies it, and every 30 seconds in case a notification
//! was lost. Changes carry consecutive versions in commit order, so that a
//! mark never skips one.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use oin_search::{Change, Entry, Index, Rules, TooManyCategories};
use oin_store::{CatalogEntry, CatalogListener, Changed, Store, Wake};

use super::{Live, State};
use crate::config::Brand;

/// How long a lost notification may go unnoticed.
const LOOK_ANYWAY: Duration = Duration::from_secs(30);
/// Changes that arrive this close together are taken in as one batch.
const GATHER: Duration = Duration::from_millis(100);
/// How many changes are read at once.
const AT_ONCE: u32 = 1_000;
/// How long to wait before a lost database is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// How this installation ranks.
pub(super) fn rules(brand: &Brand) -> Rules {
    Rules {
        community_label: brand.community.as_str().into(),
        verified_label: brand.verified.as_str().into(),
        ..Rules::default()
    }
}

impl Live {
    /// An empty catalog with the installation's names.
    ///
    /// # Errors
    /// Never with an empty list of categories.
    pub fn of(brand: &Brand) -> Result<Self, TooManyCategories> {
        Self::new(rules(brand))
    }
}

/// Follows the database at `url` until the process ends; `reloaded` is called
/// when everything was loaded anew, which may leave the version as it was.
pub async fn follow(live: Arc<Live>, store: Store, url: String, brand: Brand, reloaded: impl Fn()) {
    loop {
        match follow_once(&live, &store, &url, &brand, &reloaded).await {
            Ok(never) => match never {},
            Err(error) => {
                live.set_following(false);
                tracing::warn!(
                    error = format!("{error:#}"),
                    "the catalog does not follow the database; trying again"
                );
                tokio::time::sleep(TRY_AGAIN).await;
            }
        }
    }
}

async fn follow_once(
    live: &Live,
    store: &Store,
    url: &str,
    brand: &Brand,
    reloaded: &impl Fn(),
) -> anyhow::Result<std::convert::Infallible> {
    // Listen first: what is committed while we load is then announced to us.
    let mut listener = CatalogListener::connect(url)
        .await
        .context("listening for changes")?;
    let mut load_anew = live.state() == State::Warming;
    loop {
        if std::mem::take(&mut load_anew) {
            // Said before the first load ends, so that a loaded catalog is never
            // called cut off for the instant until the changes are read.
            live.set_following(true);
            load(live, store, brand).await.context("loading the catalog")?;
            reloaded();
        }
        catch_up(live, store).await.context("reading changes")?;
        live.set_following(true);
        load_anew = listener.next(LOOK_ANYWAY).await.context("waiting for changes")? == Wake::Reload;
        tokio::time::sleep(GATHER).await;
    }
}

/// Loads everything beside what is there, and then puts it in its place.
async fn load(live: &Live, store: &Store, brand: &Brand) -> anyhow::Result<()> {
    let started = std::time::Instant::now();
    let index = index_of(store, brand).await?;
    tracing::info!(
        listings = index.len(),
        version = index.version(),
        seconds = started.elapsed().as_secs_f64(),
        "the catalog is loaded"
    );
    let collections = store.read(async |read| read.collections().await).await?;
    live.replace(index, collections);
    Ok(())
}

async fn refresh_lists(live: &Live, store: &Store) -> anyhow::Result<()> {
    let (categories, collections) = store
        .read(async |read| {
            Ok::<_, oin_store::StoreError>((read.categories().await?, read.collections().await?))
        })
        .await?;
    live.set_categories(categories)?;
    live.set_collections(collections);
    Ok(())
}

async fn catch_up(live: &Live, store: &Store) -> anyhow::Result<()> {
    loop {
        let mark = live.version().cast_signed();
        let (changes, entries) = store
            .read(async |read| {
                let changes = read.changes_after(mark, AT_ONCE).await?;
                let ids: Vec<_> = changes
                    .iter()
                    .filter_map(|change| match change.what {
                        Changed::Upsert { id, .. } => Some(id),
                        _ => None,
                    })
                    .collect();
                let entries = read.entries_by_ids(&ids).await?;
                Ok::<_, oin_store::StoreError>((changes, entries))
            })
            .await?;
        let Some(last) = changes.last() else { return Ok(()) };
        let version = last.version.cast_unsigned();
        if changes
            .iter()
            .any(|change| matches!(change.what, Changed::Categories | Changed::Collections))
        {
            refresh_lists(live, store).await?;
        }
        live.apply(as_index_changes(&changes, entries), version);
    }
}

/// What the index must do to become as the entries are now: each touched
/// integration is as it was read, or gone.
fn as_index_changes(changes: &[oin_store::Change], entries: Vec<CatalogEntry>) -> Vec<Change> {
    let present: std::collections::HashSet<_> = entries.iter().map(|entry| entry.id).collect();
    let mut all: Vec<Change> = entries
        .into_iter()
        .map(|entry| Change::Upsert(Box::new(taken_in(entry))))
        .collect();
    for change in changes {
        if let Changed::Upsert { id, .. } | Changed::Removed { id, .. } = change.what
            && !present.contains(&id)
        {
            all.push(Change::Remove(id));
        }
    }
    all
}

/// A stored entry as the index takes it in.
pub(super) fn taken_in(entry: CatalogEntry) -> Entry {
    Entry {
        health: entry.stage.shown_health(entry.tested),
        id: entry.id,
        slug: entry.slug,
        name: entry.name,
        vendor: entry.vendor,
        summary: entry.summary,
        aliases: entry.aliases,
        categories: entry.categories,
        sign_on: entry.sign_on,
        flows: entry.flows,
        provisioning: entry.provisioning,
        tier: entry.tier,
        deployment: entry.deployment,
        flags: entry.flags,
        website: entry.website,
        published_at: entry.published_at,
        updated_at: entry.updated_at,
        verified_at: entry.verified_at,
        launches: entry.launches,
        version: entry.version,
        content: entry.content,
    }
}

/// The whole public catalog as an index of its own, for commands.
///
/// # Errors
/// What the database says.
pub async fn index_of(store: &Store, brand: &Brand) -> anyhow::Result<Index> {
    let categories = store.read(async |read| read.categories().await).await?;
    let mut loading = Index::loading(categories, rules(brand))?;
    let mut scan = store.scan().await?;
    let version = scan.version().cast_unsigned();
    // The database reads the next batch while this one is taken in. The reader
    // ends by itself when nobody waits for its batches any more.
    let (send, mut batches) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        loop {
            let batch = scan.next().await;
            let last = batch.as_ref().map_or(true, Vec::is_empty);
            if send.send(batch).await.is_err() || last {
                return;
            }
        }
    });
    loop {
        // Only an empty batch is the end: a reader that was lost is an error.
        let batch = batches.recv().await.context("reading the catalog broke off")??;
        if batch.is_empty() {
            return Ok(loading.finish(version));
        }
        for entry in batch {
            loading.push(&taken_in(entry));
        }
    }
}
