//! Entries grouped by their facet values.
//!
//! Many entries share all their facet values, so facets of a filtered browse
//! are counted group by group, and a selective filter lists its members.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

use crate::counting::signature::{Selection, Signature, Tally};

/// Entries by signature.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    signatures: Vec<Signature>,
    members: Vec<Vec<u32>>,
    by_signature: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// Each entry's group; apart from the places, since counting asks for
    /// thousands of groups and for no place.
    homes: Vec<u32>,
    /// Each entry's place among the members of its group.
    places: Vec<u32>,
    /// The whole catalog, counted.
    all: Tally,
}

impl Groups {
    /// Puts an entry into the group of a signature.
    pub(crate) fn insert(&mut self, entry: u32, signature: Signature) {
        let group = self.group(signature);
        let members = &mut self.members[group as usize];
        let place = u32::try_from(members.len()).unwrap_or(u32::MAX);
        members.push(entry);
        if self.homes.len() <= entry as usize {
            self.homes.resize(entry as usize + 1, 0);
            self.places.resize(entry as usize + 1, 0);
        }
        self.homes[entry as usize] = group;
        self.places[entry as usize] = place;
        self.all.add(&Selection::default(), signature, 1);
    }

    /// Takes an entry out of its group.
    pub(crate) fn remove(&mut self, entry: u32) {
        let (group, place) = (self.homes[entry as usize], self.places[entry as usize]);
        let members = &mut self.members[group as usize];
        members.swap_remove(place as usize);
        if let Some(&moved) = members.get(place as usize) {
            self.places[moved as usize] = place;
        }
        self.all.subtract(self.signatures[group as usize]);
    }

    fn group(&mut self, signature: Signature) -> u32 {
        let hash = self.hasher.hash_one(signature);
        let Self {
            signatures,
            members,
            by_signature,
            hasher,
            ..
        } = self;
        if let Some(&group) = by_signature.find(hash, |&group| signatures[group as usize] == signature) {
            return group;
        }
        let group = u32::try_from(signatures.len()).unwrap_or(u32::MAX);
        signatures.push(signature);
        members.push(Vec::new());
        by_signature.insert_unique(hash, group, |&group| hasher.hash_one(signatures[group as usize]));
        group
    }

    /// An entry's signature.
    pub(crate) fn signature(&self, entry: u32) -> Signature {
        self.signatures[self.homes[entry as usize] as usize]
    }

    /// The counts of the whole catalog.
    pub(crate) fn all(&self) -> &Tally {
        &self.all
    }

    /// The counts under a selection.
    pub(crate) fn tally(&self, selection: &Selection) -> Tally {
        if selection.is_empty() {
            return self.all.clone();
        }
        let groups = self.signatures.iter().zip(&self.members);
        let groups = groups.map(|(&signature, members)| (signature, members.len()));
        let mut tally = Tally::default();
        if let Some(facet) = selection.only_facet() {
            // Without its own filter nothing is left out: as in the whole catalog.
            groups
                .filter(|(signature, size)| *size > 0 && selection.passes(*signature))
                .for_each(|(signature, size)| tally.add(selection, signature, size));
            tally.take(facet, &self.all);
            return tally;
        }
        groups
            .filter(|(_, size)| *size > 0)
            .for_each(|(signature, size)| tally.add(selection, signature, size));
        tally
    }

    /// The counts of some entries under a selection.
    pub(crate) fn tally_of(&self, entries: &[u32], selection: &Selection) -> Tally {
        let mut tally = Tally::default();
        if entries.len() < self.signatures.len() * 2 {
            tally.add_each(selection, entries.iter().map(|&entry| self.signature(entry)));
            return tally;
        }
        // So many entries share their groups: count groups, then values.
        let mut counts = vec![0usize; self.signatures.len()];
        for &entry in entries {
            counts[self.homes[entry as usize] as usize] += 1;
        }
        for (&signature, count) in self.signatures.iter().zip(counts) {
            if count > 0 {
                tally.add(selection, signature, count);
            }
        }
        tally
    }

    /// The entries that a selection lets pass.
    pub(crate) fn passing<'a>(&'a self, selection: &'a Selection) -> impl Iterator<Item = u32> {
        let groups = self.signatures.iter().zip(&self.members);
        groups
            .filter(|(signature, _)| selection.passes(**signature))
            .flat_map(|(_, members)| members)
            .copied()
    }
}
