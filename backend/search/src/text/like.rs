//! Finding the terms that are like a word.
//!
//! Walks the sorted terms with the distances of the letters that neighbours
//! share, and leaps over all terms that share a hopeless beginning. To walk
//! few terms, the word is cut in two: when all its typos cannot lie in the
//! front half, the front half has few, and a walk that allows only those finds
//! the term; else the back half has none, and a walk through the terms read
//! backwards finds it.

use std::cmp::Ordering;

use crate::ranking::sorted::{Place, Sorted};
use crate::text::distance::Ruler;
use crate::text::vocabulary::{Lead, TermId, first_letters};

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
    /// beginning is meant. A beginning may have a typo only when it is the
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

/// The terms in both directions.
pub(crate) struct Terms<'a, T> {
    /// By text.
    pub(crate) forwards: &'a Sorted<Lead>,
    /// By text read backwards.
    pub(crate) backwards: &'a Sorted<Lead>,
    /// A term's text.
    pub(crate) text: T,
}

impl<'a, T: Fn(TermId) -> &'a str> Terms<'a, T> {
    /// The terms within `most` typos (1 or 2) of a word, or whose beginning is
    /// within `beginning` (0 or 1), the word itself and its continuations
    /// included.
    pub(crate) fn like(&self, word: &str, most: u8, beginning: u8) -> Vec<Like> {
        let letters: Vec<char> = word.chars().collect();
        let half = letters.len() / 2;
        let mut found: Vec<Like> = Vec::new();
        let early = beginning.max(most - 1);
        let ruler = Ruler::new(letters.clone(), most).with_early(half, early);
        let text = |term| (self.text)(term).chars();
        walk(self.forwards, text, ruler, |like| found.push(like));
        if early < most {
            // One letter between the halves belongs to neither, so that two
            // swapped letters never lie in both.
            let back = letters.len() - half - 1;
            let ruler = Ruler::new(letters.into_iter().rev().collect(), most).with_early(back, 0);
            let text = |term| (self.text)(term).chars().rev();
            walk(self.backwards, text, ruler, |like| {
                found.push(Like { begins: FAR, ..like })
            });
        }
        for like in &mut found {
            if like.begins > beginning {
                like.begins = FAR;
            }
        }
        found.retain(|like| like.whole != FAR || like.begins != FAR);
        found.sort_unstable_by_key(|like| like.term);
        found.dedup_by(|next, kept| {
            let same = next.term == kept.term;
            if same {
                kept.whole = kept.whole.min(next.whole);
                kept.begins = kept.begins.min(next.begins);
            }
            same
        });
        found
    }
}

/// A term's letters: the first ones from beside it in the list, the others,
/// when somebody asks for them, from its text.
fn letters<I: Iterator<Item = char>>(lead: Lead, text: impl Fn(TermId) -> I) -> impl Iterator<Item = char> {
    let bytes = lead.letters().to_be_bytes();
    let known = if bytes.is_ascii() {
        bytes.iter().position(|&byte| byte == 0).unwrap_or(8)
    } else {
        0
    };
    let is_all = known < 8 && bytes.is_ascii();
    let rest = std::iter::repeat_with(move || text(lead.term).skip(known)).take(usize::from(!is_all));
    bytes
        .into_iter()
        .take(known)
        .map(char::from)
        .chain(rest.flatten())
}

/// Notes every term of an order that the ruler finds near.
fn walk<I: Iterator<Item = char>>(
    order: &Sorted<Lead>,
    text: impl Fn(TermId) -> I,
    mut ruler: Ruler,
    mut note: impl FnMut(Like),
) {
    let mut place = Place::default();
    // The last term's letters that were measured, and the least distance of
    // any beginning after each.
    let mut measured: Vec<char> = Vec::new();
    let mut least: Vec<u8> = vec![FAR];
    while let Some(lead) = order.item(place) {
        let shared = measured
            .iter()
            .zip(letters(lead, &text))
            .take_while(|(a, b)| **a == *b)
            .count();
        ruler.keep(shared);
        measured.truncate(shared);
        least.truncate(shared + 1);
        let mut alive = true;
        for letter in letters(lead, &text).skip(shared) {
            alive = ruler.push(letter);
            measured.push(letter);
            least.push(least[least.len() - 1].min(ruler.whole().unwrap_or(FAR)));
            if !alive {
                break;
            }
        }
        let begins = least[least.len() - 1];
        if begins != FAR {
            note(Like {
                term: lead.term,
                whole: ruler.whole().unwrap_or(FAR),
                begins,
            });
        }
        if alive || begins != FAR {
            place = order.forth(place);
            continue;
        }
        // Nothing that goes on like this: to the next letter that can follow
        // what came before it, else past all that has that in common.
        let dead = measured.pop();
        ruler.keep(measured.len());
        least.truncate(measured.len() + 1);
        let following = ruler.following();
        let next = following.map(|letters| letters.iter().copied().filter(|&next| Some(next) > dead).min());
        // The first text behind all that is hopeless: what came before, and
        // then the next letter that can follow, or any behind the dead one.
        let target = match next {
            Some(Some(next)) => Target {
                common: &measured,
                next: Some(next),
                behind: false,
            },
            Some(None) => Target {
                common: &measured,
                next: None,
                behind: true,
            },
            None => Target {
                common: &measured,
                next: dead,
                behind: true,
            },
        };
        place = target.leap(order, place, &text);
    }
}

/// Where to go on: at the texts that begin with the common letters and the
/// next one, or behind them.
struct Target<'a> {
    common: &'a [char],
    next: Option<char>,
    behind: bool,
}

impl Target<'_> {
    fn leap<I: Iterator<Item = char>>(
        &self,
        order: &Sorted<Lead>,
        place: Place,
        other: impl Fn(TermId) -> I,
    ) -> Place {
        let text = || self.common.iter().copied().chain(self.next);
        let length: usize = text().map(char::len_utf8).sum();
        let first = first_letters(text());
        let filled = length.min(8) * 8;
        let mask = if filled == 0 { 0 } else { u64::MAX << (64 - filled) };
        order.place_from(place, |lead| match (lead.letters() & mask).cmp(&first) {
            Ordering::Equal if length <= 8 => self.behind,
            Ordering::Equal => {
                let mut other = letters(lead, &other);
                let order = text()
                    .map(|letter| other.next().cmp(&Some(letter)))
                    .find(|order| order.is_ne());
                order.map_or(self.behind, Ordering::is_lt)
            }
            order => order.is_lt(),
        })
    }
}
