//! The index: every public listing and the changes to it.

use std::collections::{BTreeMap, HashMap};

use oin_domain::catalog::Category;
use oin_domain::ids::IntegrationId;
use oin_domain::text::fold;

use crate::categories::{Categories, TooManyCategories};
use crate::entry::{Change, Entry};
use crate::query::FacetCounts;
use crate::rules::Rules;
use crate::signature::{self, Selection, Signature, Tally};
use crate::view::{Block, EntryView, pack};

/// One listing as it is kept.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) block: Box<[u8]>,
    pub(crate) rank: u64,
    pub(crate) signature: Signature,
}

/// The catalog in memory.
#[derive(Debug)]
pub struct Index {
    pub(crate) rules: Rules,
    pub(crate) categories: Categories,
    pub(crate) rows: BTreeMap<NameKey, Row>,
    by_id: HashMap<IntegrationId, NameKey>,
    by_slug: HashMap<Box<str>, NameKey>,
    version: u64,
}

/// A place in the order of names; see [`Index::in_name_order`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameKey {
    pub(crate) name: Box<str>,
    pub(crate) slug: Box<str>,
}

impl Index {
    /// An empty index.
    ///
    /// # Errors
    /// [`TooManyCategories`] when there are more than 96.
    pub fn new(categories: Vec<Category>, rules: Rules) -> Result<Self, TooManyCategories> {
        let mut known = Categories::default();
        known.set(categories)?;
        Ok(Self {
            rules,
            categories: known,
            rows: BTreeMap::new(),
            by_id: HashMap::new(),
            by_slug: HashMap::new(),
            version: 0,
        })
    }

    /// Replaces the managed list of categories.
    ///
    /// # Errors
    /// [`TooManyCategories`] when more than 96 were ever seen; nothing is changed then.
    pub fn set_categories(&mut self, categories: Vec<Category>) -> Result<(), TooManyCategories> {
        self.categories.set(categories)
    }

    /// Takes in changes; the index is then at `version`.
    pub fn apply(&mut self, changes: impl IntoIterator<Item = Change>, version: u64) {
        for change in changes {
            match change {
                Change::Upsert(entry) => {
                    self.remove(entry.id);
                    self.insert(&entry);
                }
                Change::Remove(id) => self.remove(id),
            }
        }
        self.version = version;
    }

    fn insert(&mut self, entry: &Entry) {
        let folded = fold(entry.name.as_str());
        let numbers: Vec<u8> = entry
            .categories
            .iter()
            .filter_map(|slug| self.categories.intern(slug))
            .collect();
        let row = Row {
            block: pack(entry, &folded, &numbers),
            rank: self.rules.rank(entry),
            signature: signature::of(entry, &numbers),
        };
        let key = NameKey {
            name: folded.into(),
            slug: entry.slug.as_str().into(),
        };
        self.by_id.insert(entry.id, key.clone());
        self.by_slug.insert(key.slug.clone(), key.clone());
        self.rows.insert(key, row);
    }

    fn remove(&mut self, id: IntegrationId) {
        if let Some(key) = self.by_id.remove(&id) {
            self.by_slug.remove(&key.slug);
            self.rows.remove(&key);
        }
    }

    /// The version given with the last changes.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The entry with this slug.
    pub fn get(&self, slug: &str) -> Option<EntryView<'_>> {
        let row = self.rows.get(self.by_slug.get(slug)?)?;
        Some(self.view(row))
    }

    pub(crate) fn view<'a>(&'a self, row: &'a Row) -> EntryView<'a> {
        EntryView {
            index: self,
            block: Block(&row.block),
        }
    }

    /// All entries by name, after a place that an earlier walk reached
    /// ([`EntryView::name_key`]); the place stays right when its entry goes.
    pub fn in_name_order(&self, after: Option<&NameKey>) -> impl Iterator<Item = EntryView<'_>> {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = after.map_or(Unbounded, Excluded);
        self.rows
            .range::<NameKey, _>((from, Unbounded))
            .map(|(_, row)| self.view(row))
    }

    /// How many entries of the whole catalog have each facet value.
    pub fn counts(&self) -> FacetCounts<'_> {
        let mut tally = Tally::default();
        for row in self.rows.values() {
            tally.add(&Selection::default(), row.signature, 1);
        }
        self.facets(&tally)
    }
}
