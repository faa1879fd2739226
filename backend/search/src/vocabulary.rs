//! Every word of the catalog and where it occurs.

use std::cmp::Ordering;

use hashbrown::{DefaultHashBuilder, HashTable};
use roaring::RoaringBitmap;
use smallvec::SmallVec;
use std::hash::BuildHasher;

use crate::distance::Ruler;
use crate::sorted::{Place, Sorted};

/// How many entries a posting can number.
pub(crate) const MOST_ENTRIES: usize = 1 << 24;

/// The number of a term.
pub(crate) type TermId = u32;

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
    text: Box<str>,
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
    unused: Vec<TermId>,
    by_text: HashTable<TermId>,
    hasher: DefaultHashBuilder,
    /// By text; not kept while the index is being built.
    order: Option<Sorted>,
}

/// A term that is like a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Like {
    /// The term.
    pub(crate) term: TermId,
    /// Typos between the word and the term; [`FAR`] when too many.
    whole: u8,
    /// Typos between the word and the term's best beginning.
    begins: u8,
}

/// More typos than are looked for.
const FAR: u8 = u8::MAX;

impl Like {
    /// The typos between the word and the term, and whether only its
    /// beginning is meant. A beginning may have typos only when it is the
    /// `last` word, which may still be in the making.
    pub(crate) fn best(self, last: bool) -> Option<(u8, bool)> {
        if self.begins == 0 {
            Some((0, self.whole != 0))
        } else if last && self.begins < self.whole {
            Some((self.begins, true))
        } else {
            Some((self.whole, false)).filter(|&(typos, _)| typos != FAR)
        }
    }
}

impl Vocabulary {
    /// The term with this number.
    pub(crate) fn term(&self, id: TermId) -> &Term {
        &self.terms[id as usize]
    }

    fn text(&self, id: TermId) -> &str {
        &self.terms[id as usize].text
    }

    /// The term with this text.
    pub(crate) fn find(&self, text: &str) -> Option<TermId> {
        let hash = self.hasher.hash_one(text);
        self.by_text.find(hash, |&id| self.text(id) == text).copied()
    }

    /// The terms that begin with a text and are longer.
    pub(crate) fn beginning(&self, text: &str) -> impl Iterator<Item = TermId> {
        let order = self.order.as_ref();
        let (from, to) = order.map_or_else(Default::default, |order| {
            let from = order.place(|id| self.text(id) <= text);
            (
                from,
                order.place(|id| self.text(id) <= text || self.text(id).starts_with(text)),
            )
        });
        order
            .into_iter()
            .flat_map(move |order| order.between(from, to))
            .flatten()
            .copied()
    }

    /// The terms within `most` typos of a word, or whose beginning is, the
    /// word itself and its own continuations included.
    ///
    /// Walks the sorted terms with the distances of the letters that
    /// neighbours share, and leaps over all terms that share a hopeless beginning.
    pub(crate) fn like(&self, word: &str, most: u8) -> Vec<Like> {
        let mut found = Vec::new();
        let Some(order) = &self.order else { return found };
        let mut ruler = Ruler::new(word, most);
        let mut place = Place::default();
        // The least distance of any beginning, after each letter.
        let mut least: Vec<u8> = vec![FAR];
        let mut last = "";
        while let Some(id) = order.item(place) {
            let text = self.text(id);
            let shared = shared_letters(last, text).min(least.len() - 1);
            ruler.keep(shared);
            least.truncate(shared + 1);
            last = text;
            let mut hopeless = None;
            for (at, letter) in text.char_indices().skip(shared) {
                let alive = ruler.push(letter);
                let begin = least[least.len() - 1].min(ruler.whole().unwrap_or(FAR));
                least.push(begin);
                if !alive && begin == FAR {
                    hopeless = Some(&text[..at + letter.len_utf8()]);
                    break;
                }
            }
            if let Some(start) = hopeless {
                place = leap(order, place, |id| self.text(id).starts_with(start));
                continue;
            }
            let begins = least[least.len() - 1];
            if begins != FAR {
                found.push(Like {
                    term: id,
                    whole: ruler.whole().unwrap_or(FAR),
                    begins,
                });
            }
            place = order.forth(place);
        }
        found
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
        let mut ids: Vec<TermId> = (0u32..)
            .take(self.terms.len())
            .filter(|&id| !self.term(id).is_unused())
            .collect();
        ids.sort_unstable_by(|&a, &b| self.text(a).cmp(self.text(b)));
        self.order = Some(Sorted::from_sorted(&ids));
    }

    fn intern(&mut self, text: &str) -> TermId {
        if let Some(id) = self.find(text) {
            return id;
        }
        let term = Term {
            text: text.into(),
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
            by_text,
            hasher,
            order,
            ..
        } = self;
        let text_of = |id: TermId| &*terms[id as usize].text;
        by_text.insert_unique(hasher.hash_one(text), id, |&id| hasher.hash_one(text_of(id)));
        if let Some(order) = order {
            order.insert(id, |present| text_of(present).cmp(text));
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
        let Self { terms, order, .. } = self;
        if let Some(order) = order {
            let text: &str = &terms[id as usize].text;
            order.remove(id, |present| -> Ordering {
                (*terms[present as usize].text).cmp(text)
            });
        }
        self.terms[id as usize] = Term::default();
        self.unused.push(id);
    }
}

/// How many letters two texts share at their beginnings.
fn shared_letters(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

/// The first place behind `place` whose item is not among the `skipped`, which
/// lie together: looks near first, since most beginnings are rare.
fn leap(order: &Sorted, place: Place, skipped: impl Fn(TermId) -> bool) -> Place {
    let mut near = place;
    for _ in 0..4 {
        near = order.forth(near);
        if !order.item(near).is_some_and(&skipped) {
            return near;
        }
    }
    order.place_from(near, skipped)
}
