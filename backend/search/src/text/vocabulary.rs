//! Every word of the catalog and where it occurs.

use std::cmp::Ordering;

use hashbrown::{DefaultHashBuilder, HashTable};
use roaring::RoaringBitmap;
use smallvec::SmallVec;
use std::hash::BuildHasher;

use crate::ranking::sorted::Sorted;
use crate::text::like::{Like, Terms};
use crate::text::texts::{TextAt, Texts};

/// How many entries a posting can number.
pub(crate) const MOST_ENTRIES: usize = 1 << 24;

/// The number of a term.
pub(crate) type TermId = u32;

/// A term in a sorted list, with its first letters beside it: comparing them
/// settles most comparisons without a look at the text elsewhere in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lead {
    /// The first eight bytes, in halves so that the whole takes 12 bytes.
    letters: [u32; 2],
    /// The term.
    pub(crate) term: TermId,
}

impl Lead {
    fn new(text: impl Iterator<Item = char>, term: TermId) -> Self {
        let letters = first_letters(text);
        Self {
            letters: [(letters >> 32) as u32, letters as u32],
            term,
        }
    }

    /// The first eight bytes as a number that sorts like the text.
    pub(crate) fn letters(self) -> u64 {
        u64::from(self.letters[0]) << 32 | u64::from(self.letters[1])
    }
}

/// The first eight bytes of a text as a number that sorts like it.
pub(crate) fn first_letters(text: impl Iterator<Item = char>) -> u64 {
    let mut bytes = [0; 8];
    let mut used = 0;
    for letter in text {
        let mut form = [0; 4];
        for &byte in letter.encode_utf8(&mut form).as_bytes() {
            if used == 8 {
                return u64::from_be_bytes(bytes);
            }
            bytes[used] = byte;
            used += 1;
        }
    }
    u64::from_be_bytes(bytes)
}

/// An entry that is called by a term: its number above, its roles below, in
/// one number so that a list is dense and sorted by entry.
pub(crate) fn posting(entry: u32, roles: u8) -> u32 {
    entry << 8 | u32::from(roles)
}

/// The entry and the roles of a posting.
pub(crate) fn unpack(posting: u32) -> (u32, u8) {
    (posting >> 8, posting.to_le_bytes()[0])
}

/// A word, or a name written without blanks.
#[derive(Debug, Default)]
pub(crate) struct Term {
    text: TextAt,
    /// Entries that are called so, sorted; most terms have very few.
    named: SmallVec<[u32; 4]>,
    /// Entries that only say so in categories or summary.
    said: Option<Box<RoaringBitmap>>,
}

impl Term {
    /// The postings of the entries that are called so.
    pub(crate) fn named(&self) -> &[u32] {
        &self.named
    }

    /// The entries that say so.
    pub(crate) fn said(&self) -> Option<&RoaringBitmap> {
        self.said.as_deref()
    }

    /// How many entries at most have the term.
    pub(crate) fn weight(&self) -> usize {
        self.named.len() + self.said().map_or(0, |said| said.len() as usize)
    }

    fn is_unused(&self) -> bool {
        self.named.is_empty() && self.said.is_none()
    }
}

/// All terms, found by text, by beginning and by likeness.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    terms: Vec<Term>,
    texts: Texts,
    unused: Vec<TermId>,
    by_text: HashTable<TermId>,
    hasher: DefaultHashBuilder,
    /// By text, and by text read backwards; not kept while the index is loaded.
    orders: Option<[Sorted<Lead>; 2]>,
}

impl Vocabulary {
    /// The term with this number.
    pub(crate) fn term(&self, id: TermId) -> &Term {
        &self.terms[id as usize]
    }

    fn text(&self, id: TermId) -> &str {
        self.texts.get(self.terms[id as usize].text)
    }

    /// The term with this text.
    pub(crate) fn find(&self, text: &str) -> Option<TermId> {
        let hash = self.hasher.hash_one(text);
        self.by_text.find(hash, |&id| self.text(id) == text).copied()
    }

    /// The terms that begin with a text and are longer.
    pub(crate) fn beginning(&self, text: &str) -> impl Iterator<Item = TermId> {
        let order = self.orders.as_ref().map(|[forwards, _]| forwards);
        let first = first_letters(text.chars());
        // All that begin so differ from the text only in bytes that it does not fill.
        let filled = text.len().min(8) * 8;
        let mask = if filled == 0 { 0 } else { u64::MAX << (64 - filled) };
        let begins = |lead: Lead| {
            lead.letters() & mask == first && (text.len() <= 8 || self.text(lead.term).starts_with(text))
        };
        let up_to = |lead: Lead| match lead.letters().cmp(&first) {
            Ordering::Equal => self.text(lead.term) <= text,
            other => other.is_lt(),
        };
        let (from, to) = order.map_or_else(Default::default, |order| {
            let from = order.place(up_to);
            (from, order.place(|lead| up_to(lead) || begins(lead)))
        });
        let leads = order
            .into_iter()
            .flat_map(move |order| order.between(from, to))
            .flatten();
        leads.map(|lead| lead.term)
    }

    /// The terms within `most` typos of a word, or whose beginning is within
    /// `beginning`; see [`crate::text::like`].
    pub(crate) fn like(&self, word: &str, most: u8, beginning: u8) -> Vec<Like> {
        let Some([forwards, backwards]) = &self.orders else {
            return Vec::new();
        };
        Terms {
            forwards,
            backwards,
            text: |id| self.text(id),
        }
        .like(word, most, beginning)
    }

    /// Notes that an entry is called by a term in these roles.
    pub(crate) fn add_named(&mut self, text: &str, entry: u32, roles: u8) {
        let id = self.intern(text);
        let named = &mut self.terms[id as usize].named;
        let at = named.partition_point(|&present| present >> 8 < entry);
        named.insert(at, posting(entry, roles));
    }

    /// Forgets that an entry is called by a term.
    pub(crate) fn remove_named(&mut self, text: &str, entry: u32) {
        let Some(id) = self.find(text) else { return };
        let named = &mut self.terms[id as usize].named;
        let at = named.partition_point(|&present| present >> 8 < entry);
        if named.get(at).is_some_and(|&present| present >> 8 == entry) {
            named.remove(at);
        }
        self.drop_unused(id);
    }

    /// Notes that an entry says a term.
    pub(crate) fn add_said(&mut self, text: &str, entry: u32) {
        let id = self.intern(text);
        self.terms[id as usize].said.get_or_insert_default().insert(entry);
    }

    /// Forgets that an entry says a term.
    pub(crate) fn remove_said(&mut self, text: &str, entry: u32) {
        let Some(id) = self.find(text) else { return };
        let said = &mut self.terms[id as usize].said;
        if let Some(entries) = said {
            entries.remove(entry);
            if entries.is_empty() {
                *said = None;
            }
        }
        self.drop_unused(id);
    }

    /// Sorts the terms, once, after the first load.
    pub(crate) fn sort(&mut self) {
        let ids = (0u32..)
            .take(self.terms.len())
            .filter(|&id| !self.term(id).is_unused());
        let ids: Vec<TermId> = ids.collect();
        let forwards = ids.iter().map(|&id| Lead::new(self.text(id).chars(), id));
        let mut forwards: Vec<Lead> = forwards.collect();
        forwards.sort_unstable_by(|&a, &b| compare_forwards(a, b, |id| self.text(id)));
        let backwards = ids.iter().map(|&id| Lead::new(self.text(id).chars().rev(), id));
        let mut backwards: Vec<Lead> = backwards.collect();
        backwards.sort_unstable_by(|&a, &b| compare_back(a, b, |id| self.text(id)));
        self.orders = Some([Sorted::from_sorted(&forwards), Sorted::from_sorted(&backwards)]);
    }

    fn intern(&mut self, text: &str) -> TermId {
        if let Some(id) = self.find(text) {
            return id;
        }
        let term = Term {
            text: self.texts.insert(text),
            ..Term::default()
        };
        let id = match self.unused.pop() {
            Some(id) => {
                self.terms[id as usize] = term;
                id
            }
            None => {
                self.terms.push(term);
                u32::try_from(self.terms.len() - 1).unwrap_or(u32::MAX)
            }
        };
        let Self {
            terms,
            texts,
            by_text,
            hasher,
            orders,
            ..
        } = self;
        let text_of = |id: TermId| texts.get(terms[id as usize].text);
        by_text.insert_unique(hasher.hash_one(text), id, |&id| hasher.hash_one(text_of(id)));
        if let Some([forwards, backwards]) = orders {
            let [forward, backward] = leads(text, id);
            forwards.insert(forward, |present| compare_forwards(present, forward, text_of));
            backwards.insert(backward, |present| compare_back(present, backward, text_of));
        }
        id
    }

    fn drop_unused(&mut self, id: TermId) {
        if !self.term(id).is_unused() {
            return;
        }
        let hash = self.hasher.hash_one(self.text(id));
        if let Ok(slot) = self.by_text.find_entry(hash, |&present| present == id) {
            slot.remove();
        }
        let Self {
            terms, texts, orders, ..
        } = self;
        if let Some([forwards, backwards]) = orders {
            let text_of = |id: TermId| texts.get(terms[id as usize].text);
            let [forward, backward] = leads(text_of(id), id);
            forwards.remove(forward, |present| compare_forwards(present, forward, text_of));
            backwards.remove(backward, |present| compare_back(present, backward, text_of));
        }
        self.texts.remove(self.terms[id as usize].text);
        self.terms[id as usize] = Term::default();
        self.unused.push(id);
    }
}

/// Compares two texts read backwards.
fn compare_backwards(a: &str, b: &str) -> Ordering {
    a.chars().rev().cmp(b.chars().rev())
}

/// A term's places in both orders.
fn leads(text: &str, id: TermId) -> [Lead; 2] {
    [Lead::new(text.chars(), id), Lead::new(text.chars().rev(), id)]
}

fn compare_forwards<'a>(a: Lead, b: Lead, text: impl Fn(TermId) -> &'a str) -> Ordering {
    a.letters()
        .cmp(&b.letters())
        .then_with(|| text(a.term).cmp(text(b.term)))
}

fn compare_back<'a>(a: Lead, b: Lead, text: impl Fn(TermId) -> &'a str) -> Ordering {
    a.letters()
        .cmp(&b.letters())
        .then_with(|| compare_backwards(text(a.term), text(b.term)))
}
