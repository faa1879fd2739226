//! The entries themselves, numbered.

use hashbrown::{DefaultHashBuilder, HashTable};
use oin_domain::ids::IntegrationId;
use std::hash::BuildHasher;

use crate::entries::view::Block;
use crate::ranking::rules::Rules;

/// Every entry by number, slug and id. The numbers of removed entries are
/// given out again.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// Empty where a number is free.
    blocks: Vec<Box<[u8]>>,
    ranks: Vec<u64>,
    /// One bit an entry, so that asking for many of them stays in the cache.
    retired: Vec<u64>,
    free: Vec<u32>,
    by_slug: HashTable<u32>,
    by_id: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Rows {
    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.blocks.len() - self.free.len()
    }

    /// One more than the greatest number ever given out.
    pub(crate) fn bound(&self) -> usize {
        self.blocks.len()
    }

    /// All numbers in use.
    pub(crate) fn entries(&self) -> impl Iterator<Item = u32> {
        (0u32..)
            .zip(&self.blocks)
            .filter(|(_, block)| !block.is_empty())
            .map(|(entry, _)| entry)
    }

    /// An entry's block.
    pub(crate) fn block(&self, entry: u32) -> Block<'_> {
        Block(&self.blocks[entry as usize])
    }

    /// An entry's static rank.
    pub(crate) fn rank(&self, entry: u32) -> u64 {
        self.ranks[entry as usize]
    }

    /// Whether an entry is retired, as its rank says.
    pub(crate) fn is_retired(&self, entry: u32) -> bool {
        let word = self.retired.get(entry as usize / 64).copied().unwrap_or_default();
        word >> (entry % 64) & 1 == 1
    }

    fn set_rank(&mut self, entry: u32, rank: u64) {
        self.ranks[entry as usize] = rank;
        let place = entry as usize / 64;
        if self.retired.len() <= place {
            self.retired.resize(place + 1, 0);
        }
        let bit = 1 << (entry % 64);
        if Rules::is_retired(rank) {
            self.retired[place] |= bit;
        } else {
            self.retired[place] &= !bit;
        }
    }

    /// The entry with a slug.
    pub(crate) fn by_slug(&self, slug: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(slug);
        self.by_slug
            .find(hash, |&entry| self.block(entry).slug() == slug)
            .copied()
    }

    /// The entry of an integration.
    pub(crate) fn by_id(&self, id: IntegrationId) -> Option<u32> {
        let hash = self.hasher.hash_one(id);
        self.by_id
            .find(hash, |&entry| self.block(entry).id() == id)
            .copied()
    }

    /// Keeps a new entry and gives it a number.
    pub(crate) fn insert(&mut self, block: Box<[u8]>, rank: u64) -> u32 {
        let entry = match self.free.pop() {
            Some(entry) => {
                self.blocks[entry as usize] = block;
                entry
            }
            None => {
                self.blocks.push(block);
                self.ranks.push(0);
                u32::try_from(self.blocks.len() - 1).unwrap_or(u32::MAX)
            }
        };
        self.set_rank(entry, rank);
        self.enter(entry);
        entry
    }

    /// Replaces an entry's block and rank.
    pub(crate) fn replace(&mut self, entry: u32, block: Box<[u8]>, rank: u64) {
        self.leave(entry);
        self.blocks[entry as usize] = block;
        self.set_rank(entry, rank);
        self.enter(entry);
    }

    /// Forgets an entry; its number is free.
    pub(crate) fn remove(&mut self, entry: u32) {
        self.leave(entry);
        self.blocks[entry as usize] = Box::default();
        self.free.push(entry);
    }

    fn enter(&mut self, entry: u32) {
        let Self {
            blocks,
            by_slug,
            by_id,
            hasher,
            ..
        } = self;
        let block = |entry: u32| Block(&blocks[entry as usize]);
        let slug = |entry: &u32| hasher.hash_one(block(*entry).slug());
        let id = |entry: &u32| hasher.hash_one(block(*entry).id());
        by_slug.insert_unique(slug(&entry), entry, slug);
        by_id.insert_unique(id(&entry), entry, id);
    }

    fn leave(&mut self, entry: u32) {
        let slug = self.hasher.hash_one(self.block(entry).slug());
        let id = self.hasher.hash_one(self.block(entry).id());
        for (table, hash) in [(&mut self.by_slug, slug), (&mut self.by_id, id)] {
            if let Ok(slot) = table.find_entry(hash, |&present| present == entry) {
                slot.remove();
            }
        }
    }
}
