//! The index: every public listing, and how changes reach it.

use oin_domain::catalog::{Category, Sort};
use oin_domain::choice::Choice;
use oin_domain::ids::IntegrationId;
use oin_domain::text::fold;

use crate::counting::categories::{Categories, TooManyCategories};
use crate::counting::groups::Groups;
use crate::counting::signature::{self, Signature};
use crate::entries::content::Contents;
use crate::entries::entry::{Change, Entry};
use crate::entries::rows::Rows;
use crate::entries::view::{Block, EntryView, pack};
use crate::query::FacetCounts;
use crate::ranking::orders::{self, Orders};
use crate::ranking::rules::Rules;
use crate::text::starts::Starts;
use crate::text::vocabulary::{MOST_ENTRIES, Vocabulary};
use crate::text::words::{named_terms, said_words};

/// The catalog in memory.
///
/// A change is made in place: an entry keeps its number, and only the lists
/// that it enters or leaves are touched.
#[derive(Debug)]
pub struct Index {
    pub(crate) rules: Rules,
    pub(crate) categories: Categories,
    pub(crate) contents: Contents,
    pub(crate) rows: Rows,
    pub(crate) groups: Groups,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) starts: Starts,
    pub(crate) orders: Orders,
    /// Whether the orders are kept; not while the first load runs.
    sorted: bool,
    version: u64,
}

/// A place in the order of names; see [`Index::in_name_order`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameKey(crate::cursor::Key);

impl NameKey {
    /// The place of an entry.
    pub(crate) fn of(block: Block<'_>) -> Self {
        Self(orders::key_of_name(block))
    }
}

/// Loads a whole catalog at once: entries come in any order, and everything
/// is sorted at the end. Many times faster than [`Index::apply`] for the
/// first load, and no reader waits for it.
#[derive(Debug)]
pub struct Loading(Index);

impl Loading {
    /// Takes in an entry; a later one of the same integration replaces it.
    pub fn push(&mut self, entry: &Entry) {
        self.0.upsert(entry);
    }

    /// Sorts what was loaded; the index is then at `version`.
    pub fn finish(self, version: u64) -> Index {
        let mut index = self.0;
        index.vocabulary.sort();
        index.orders.sort(&index.rows);
        index.sorted = true;
        index.version = version;
        index
    }
}

/// What an entry is found by.
struct Terms {
    named: Vec<(String, u8)>,
    said: Vec<String>,
}

impl Index {
    /// An empty index.
    ///
    /// # Errors
    /// [`TooManyCategories`] when there are more than 96.
    pub fn new(categories: Vec<Category>, rules: Rules) -> Result<Self, TooManyCategories> {
        Ok(Self::loading(categories, rules)?.finish(0))
    }

    /// An index to be filled with a whole catalog.
    ///
    /// # Errors
    /// [`TooManyCategories`] when there are more than 96.
    pub fn loading(categories: Vec<Category>, rules: Rules) -> Result<Loading, TooManyCategories> {
        let mut known = Categories::default();
        known.set(categories)?;
        Ok(Loading(Self {
            rules,
            categories: known,
            contents: Contents::default(),
            rows: Rows::default(),
            groups: Groups::default(),
            vocabulary: Vocabulary::default(),
            starts: Starts::default(),
            orders: Orders::default(),
            sorted: false,
            version: 0,
        }))
    }

    /// Replaces the managed list of categories. Entries of a category whose
    /// label changed are found by the new words.
    ///
    /// # Errors
    /// [`TooManyCategories`] when more than 96 were ever seen; nothing is changed then.
    pub fn set_categories(&mut self, categories: Vec<Category>) -> Result<(), TooManyCategories> {
        let mut known = self.categories.clone();
        known.set(categories)?;
        let relabelled = known.relabelled(&self.categories);
        let concerned = |block: Block<'_>| {
            block
                .categories()
                .iter()
                .any(|number| relabelled.contains(number))
        };
        let entries: Vec<u32> = self
            .rows
            .entries()
            .filter(|&entry| concerned(self.rows.block(entry)))
            .collect();
        for &entry in &entries {
            for word in self.terms(entry).said {
                self.vocabulary.remove_said(&word, entry);
            }
        }
        self.categories = known;
        for &entry in &entries {
            for word in self.terms(entry).said {
                self.vocabulary.add_said(&word, entry);
            }
        }
        Ok(())
    }

    /// Takes in changes; the index is then at `version`. An entry that comes
    /// with the slug of another one takes that one's place.
    pub fn apply(&mut self, changes: impl IntoIterator<Item = Change>, version: u64) {
        for change in changes {
            match change {
                Change::Upsert(entry) => self.upsert(&entry),
                Change::Remove(id) => {
                    if let Some(number) = self.rows.by_id(id) {
                        self.remove(number);
                    }
                }
            }
        }
        self.version = version;
    }

    fn upsert(&mut self, entry: &Entry) {
        let present = self.rows.by_id(entry.id);
        if let Some(holder) = self
            .rows
            .by_slug(entry.slug.as_str())
            .filter(|&holder| Some(holder) != present)
        {
            self.remove(holder);
        }
        let folded = fold(entry.name.as_str());
        let numbers: Vec<u8> = entry
            .categories
            .iter()
            .filter_map(|slug| self.categories.intern(slug))
            .collect();
        let block = pack(entry, &folded, &numbers, &mut self.contents);
        let rank = self.rules.rank(entry);
        let signature = signature::of(entry, &numbers);
        match present {
            Some(number) => self.replace(number, block, rank, signature),
            None if self.rows.len() < MOST_ENTRIES => {
                let number = self.rows.insert(block, rank);
                self.groups.insert(number, signature);
                let terms = self.terms(number);
                self.add_terms(number, &terms, signature);
                if self.sorted {
                    self.orders.insert(&self.rows, number, |_| true);
                }
            }
            None => {}
        }
    }

    fn replace(&mut self, number: u32, block: Box<[u8]>, rank: u64, signature: Signature) {
        let old_block = self.rows.block(number);
        let new_block = Block(&block);
        let moved = orders::moved((self.rows.rank(number), old_block), (rank, new_block));
        let moves = |sort: Sort| {
            Sort::ALL
                .iter()
                .zip(moved)
                .any(|(&known, moved)| moved && known == sort)
        };
        let old_signature = self.groups.signature(number);
        let same_words = old_block.has_words_of(new_block);
        let old_terms = (!same_words || old_signature != signature).then(|| self.terms(number));
        if self.sorted {
            self.orders.remove(&self.rows, number, moves);
        }
        if let Some(terms) = &old_terms {
            if same_words {
                self.starts.remove(number, old_signature, &terms.named);
                self.starts.insert(number, signature, &terms.named);
            } else {
                self.remove_terms(number, terms, old_signature);
            }
        }
        self.rows.replace(number, block, rank);
        if old_signature != signature {
            self.groups.remove(number);
            self.groups.insert(number, signature);
        }
        if !same_words {
            let terms = self.terms(number);
            self.add_terms(number, &terms, signature);
        }
        if self.sorted {
            self.orders.insert(&self.rows, number, moves);
        }
    }

    fn remove(&mut self, number: u32) {
        let terms = self.terms(number);
        let signature = self.groups.signature(number);
        self.remove_terms(number, &terms, signature);
        if self.sorted {
            self.orders.remove(&self.rows, number, |_| true);
        }
        self.groups.remove(number);
        self.rows.remove(number);
    }

    fn terms(&self, number: u32) -> Terms {
        let block = self.rows.block(number);
        let named = named_terms(block.folded_name(), block.aliases(), block.vendor());
        let labels = block
            .categories()
            .iter()
            .filter_map(|&number| self.categories.words(number));
        let mut said = said_words(block.summary());
        said.extend(labels.flat_map(|(_, label)| said_words(label)));
        said.sort_unstable();
        said.dedup();
        // What an entry is called outranks what it says: no need for both.
        said.retain(|word| named.binary_search_by(|(term, _)| term.cmp(word)).is_err());
        Terms { named, said }
    }

    fn add_terms(&mut self, number: u32, terms: &Terms, signature: Signature) {
        for (term, roles) in &terms.named {
            self.vocabulary.add_named(term, number, *roles);
        }
        for word in &terms.said {
            self.vocabulary.add_said(word, number);
        }
        self.starts.insert(number, signature, &terms.named);
    }

    fn remove_terms(&mut self, number: u32, terms: &Terms, signature: Signature) {
        for (term, _) in &terms.named {
            self.vocabulary.remove_named(term, number);
        }
        for word in &terms.said {
            self.vocabulary.remove_said(word, number);
        }
        self.starts.remove(number, signature, &terms.named);
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
        self.len() == 0
    }

    /// The entry with this slug.
    pub fn get(&self, slug: &str) -> Option<EntryView<'_>> {
        self.rows.by_slug(slug).map(|entry| self.view(entry))
    }

    /// The entry of this integration.
    pub fn get_by_id(&self, id: IntegrationId) -> Option<EntryView<'_>> {
        self.rows.by_id(id).map(|entry| self.view(entry))
    }

    pub(crate) fn view(&self, entry: u32) -> EntryView<'_> {
        EntryView {
            index: self,
            block: self.rows.block(entry),
        }
    }

    /// All entries by name, after a place that an earlier walk reached
    /// ([`EntryView::name_key`]); the place stays right when its entry goes.
    pub fn in_name_order(&self, after: Option<&NameKey>) -> impl Iterator<Item = EntryView<'_>> {
        let place = after.map(|NameKey(key)| self.orders.place(&self.rows, Sort::Name, key));
        let order = self.orders.list(Sort::Name);
        order
            .behind(place.unwrap_or_default())
            .map(|entry| self.view(entry))
    }

    /// How many entries of the whole catalog have each facet value.
    pub fn counts(&self) -> FacetCounts<'_> {
        self.facets(self.groups.all())
    }
}
