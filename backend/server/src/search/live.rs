//! The catalog in memory: read by every request, written by one follower.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use chrono::NaiveDate;
use oin_domain::catalog::{Category, Collection};
use oin_search::{Change, Index, Rules, TooManyCategories};

/// How well the memory stands for the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not loaded yet: answers come from the database, by slug and prefix only.
    Warming,
    /// Loaded and following.
    Following,
    /// Loaded, but the database is away: answers may be old.
    Cut,
}

/// The catalog in memory.
pub struct Live {
    index: RwLock<Index>,
    collections: RwLock<Vec<Collection>>,
    version: AtomicU64,
    warm: AtomicBool,
    following: AtomicBool,
}

impl Live {
    /// An empty catalog that ranks by `rules`.
    ///
    /// # Errors
    /// Never with an empty list of categories.
    pub fn new(rules: Rules) -> Result<Self, TooManyCategories> {
        Ok(Self {
            index: RwLock::new(Index::new(Vec::new(), rules)?),
            collections: RwLock::new(Vec::new()),
            version: AtomicU64::new(0),
            warm: AtomicBool::new(false),
            following: AtomicBool::new(false),
        })
    }

    /// The version of the catalog that is in memory.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// How well the memory stands for the database.
    pub fn state(&self) -> State {
        match (
            self.warm.load(Ordering::Acquire),
            self.following.load(Ordering::Acquire),
        ) {
            (false, _) => State::Warming,
            (true, true) => State::Following,
            (true, false) => State::Cut,
        }
    }

    /// Looks into the index. A reader that panicked cannot have changed it, so
    /// a poisoned lock is read all the same.
    pub fn with<T>(&self, look: impl FnOnce(&Index) -> T) -> T {
        look(&self.index.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The collections that are shown on `day`, in order.
    pub fn collections(&self, day: NaiveDate) -> Vec<Collection> {
        let all = self.collections.read().unwrap_or_else(PoisonError::into_inner);
        let shown = |c: &&Collection| {
            c.starts_on.is_none_or(|start| start <= day) && c.ends_on.is_none_or(|end| day <= end)
        };
        all.iter().filter(shown).cloned().collect()
    }

    /// Takes changes in, which bring the catalog to `version`.
    pub(super) fn apply(&self, changes: Vec<Change>, version: u64) {
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        index.apply(changes, version);
        self.version.store(version, Ordering::Release);
    }

    /// Puts a loaded catalog in the place of what is there.
    pub(super) fn replace(&self, loaded: Index, collections: Vec<Collection>) {
        self.set_collections(collections);
        let version = loaded.version();
        let before = {
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            self.version.store(version, Ordering::Release);
            std::mem::replace(&mut *index, loaded)
        };
        self.warm.store(true, Ordering::Release);
        // Freed without the lock: a large catalog takes its time.
        drop(before);
    }

    /// Replaces the managed categories.
    ///
    /// # Errors
    /// When there are more than the index can count.
    pub(super) fn set_categories(&self, categories: Vec<Category>) -> Result<(), TooManyCategories> {
        self.index
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .set_categories(categories)
    }

    /// Replaces the collections.
    pub(super) fn set_collections(&self, collections: Vec<Collection>) {
        *self.collections.write().unwrap_or_else(PoisonError::into_inner) = collections;
    }

    pub(super) fn set_following(&self, following: bool) {
        self.following.store(following, Ordering::Release);
    }
}
