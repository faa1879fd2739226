//! The first one and two letters of every word that an entry is called by.
//!
//! So short a beginning fits a good part of the catalog, and everybody types
//! it first; so its entries and their facet counts are kept ready.

use std::collections::{BTreeMap, HashMap};

use roaring::RoaringBitmap;

use crate::counting::signature::{Selection, Signature, Tally};
use crate::text::class::Fit;
use crate::text::words::role;

/// The entries whose words begin with one or two letters.
#[derive(Debug, Default)]
pub(crate) struct Start {
    /// Their names begin so.
    pub(crate) first: RoaringBitmap,
    /// A word of the name or of an alias begins so, the former included.
    pub(crate) own: RoaringBitmap,
    /// A word of name, alias or vendor begins so, the former included.
    pub(crate) named: RoaringBitmap,
    /// The counts of them all.
    pub(crate) tally: Tally,
}

impl Start {
    /// How an entry's words fit the beginning, when one does.
    pub(crate) fn fit(&self, entry: u32) -> Option<Fit> {
        if self.own.contains(entry) {
            Some(Fit::OwnBegins)
        } else {
            self.named.contains(entry).then_some(Fit::VendorBegins)
        }
    }
}

/// All beginnings of one and two letters.
#[derive(Debug, Default)]
pub(crate) struct Starts {
    starts: HashMap<[char; 2], Start>,
}

/// The key of a beginning; `None` when it has more than two letters.
fn key(text: &str) -> Option<[char; 2]> {
    let mut letters = text.chars();
    let key = [letters.next()?, letters.next().unwrap_or('\0')];
    letters.next().is_none().then_some(key)
}

/// The beginnings of some terms, each with the roles of its terms together.
fn beginnings(terms: &[(String, u8)]) -> BTreeMap<[char; 2], u8> {
    let mut found: BTreeMap<[char; 2], u8> = BTreeMap::new();
    for (term, roles) in terms {
        let mut letters = term.chars();
        let Some(first) = letters.next() else { continue };
        *found.entry([first, '\0']).or_default() |= roles;
        if let Some(second) = letters.next() {
            *found.entry([first, second]).or_default() |= roles;
        }
    }
    found
}

impl Starts {
    /// The entries of a beginning of one or two letters.
    pub(crate) fn get(&self, text: &str) -> Option<&Start> {
        self.starts.get(&key(text)?)
    }

    /// Puts an entry under the beginnings of its terms.
    pub(crate) fn insert(&mut self, entry: u32, signature: Signature, terms: &[(String, u8)]) {
        for (key, roles) in beginnings(terms) {
            let start = self.starts.entry(key).or_default();
            start.named.insert(entry);
            if roles & role::OWN != 0 {
                start.own.insert(entry);
            }
            if roles & role::FIRST != 0 {
                start.first.insert(entry);
            }
            start.tally.add(&Selection::default(), signature, 1);
        }
    }

    /// Takes an entry away that was inserted with the same signature and terms.
    pub(crate) fn remove(&mut self, entry: u32, signature: Signature, terms: &[(String, u8)]) {
        for key in beginnings(terms).into_keys() {
            let Some(start) = self.starts.get_mut(&key) else {
                continue;
            };
            start.named.remove(entry);
            start.own.remove(entry);
            start.first.remove(entry);
            start.tally.subtract(signature);
            if start.named.is_empty() {
                self.starts.remove(&key);
            }
        }
    }
}
