//! Names to offer when nothing was found.

use oin_domain::catalog::Sort;
use oin_domain::text::fold;

use crate::counting::signature::Selection;
use crate::entries::view::EntryView;
use crate::index::Index;
use crate::ranking::page::{Hit, Page};
use crate::text::class::{self, Class};
use crate::text::found::with_room;
use crate::text::matching::named_fit;
use crate::text::meaning::{Dictionary, Want};
use crate::text::vocabulary::unpack;
use crate::text::words::{Phrase, is_said, role};

impl Index {
    /// Entries that are called nearly like one of the words of `text`, by its
    /// rarest word that anything is like; else the neighbours of `text` in the
    /// order of names.
    pub fn nearest_names(&self, text: &str, limit: usize) -> Vec<EntryView<'_>> {
        let text: String = text.chars().take(crate::Query::LONGEST).collect();
        let Some(phrase) = Phrase::read(&text) else {
            return Vec::new();
        };
        let mut hits = self.like_one_word(&phrase, limit);
        if hits.is_empty() {
            hits = self.neighbours(&fold(&text), limit);
        }
        hits.into_iter().map(|(entry, _)| self.view(entry)).collect()
    }

    fn like_one_word(&self, phrase: &Phrase, limit: usize) -> Vec<Hit> {
        let mut dictionary = Dictionary::new(self);
        let words = phrase
            .words
            .iter()
            .take(Phrase::TYPO_WORDS)
            .filter(|word| is_said(word));
        let meanings = words.map(|word| dictionary.look_up(word, Want::LikeLast));
        let rarest = meanings
            .filter(|meanings| meanings.weight > 0)
            .min_by_key(|meanings| meanings.weight);
        let Some(rarest) = rarest else { return Vec::new() };
        with_room(self.rows.bound(), |room| {
            for meaning in &rarest.terms {
                for &posting in self.vocabulary.term(meaning.term).named() {
                    let (entry, roles) = unpack(posting);
                    if roles & role::OWN != 0 {
                        let class = class::of_word(named_fit(roles, meaning.begins));
                        room.found.add(entry, class::with_typos(class, meaning.typos));
                    }
                }
            }
            let page = Page {
                sort: Sort::Relevance,
                limit,
                after: None,
            };
            self.age(&mut room.found);
            self.pick(
                &room.found,
                &Selection::default(),
                room.found.entries().len(),
                page,
            )
        })
    }

    fn neighbours(&self, folded: &str, limit: usize) -> Vec<Hit> {
        let order = self.orders.list(Sort::Name);
        let mut after = order.place(|entry| self.rows.block(entry).folded_name() < folded);
        let mut before = after;
        let mut hits: Vec<(u32, Class)> = Vec::with_capacity(limit);
        while hits.len() < limit {
            let next = order.item(after);
            if let Some(entry) = next {
                hits.push((entry, 0));
                after = order.forth(after);
            }
            let back = order.back(before);
            if let Some((entry, place)) = back
                && hits.len() < limit
            {
                hits.push((entry, 0));
                before = place;
            }
            if next.is_none() && back.is_none() {
                break;
            }
        }
        hits
    }
}
