//! Finding what a text matches. The classes are explained in [`crate::class`].

use std::collections::HashMap;

use crate::class::{self, Class, Fit};
use crate::found::{Chain, Found, Room};
use crate::index::Index;
use crate::rules::Rules;
use crate::starts::Start;
use crate::vocabulary::{TermId, unpack};
use crate::words::{Phrase, Reading, is_said, role};

/// A term that a word means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meaning {
    pub(crate) term: TermId,
    /// How many typos lie between.
    pub(crate) typos: u8,
    /// Whether the word is only the term's beginning.
    pub(crate) begins: bool,
}

/// What a word means in this catalog.
#[derive(Debug, Default)]
pub(crate) struct Meanings<'a> {
    /// The terms.
    pub(crate) terms: Vec<Meaning>,
    /// Stands for all longer terms when the word has one or two letters.
    start: Option<&'a Start>,
    /// Whether categories and summaries count too.
    said: bool,
    /// How many entries at most have the word.
    pub(crate) weight: usize,
}

/// The meanings of each word and beginning that a query needs.
type Known<'a> = HashMap<(String, Want), Meanings<'a>>;

/// Which likenesses of a word count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Want {
    /// The word and its continuations.
    Exact,
    /// The word alone.
    Whole,
    /// The word with typos, and its continuations.
    Like,
    /// The word with typos, and continuations with typos.
    LikeLast,
}

impl Index {
    /// Finds what the phrase matches; looks for typos only when little matches
    /// without.
    pub(crate) fn find(&self, phrase: &Phrase, room: &mut Room) {
        let mut known = Known::new();
        self.find_as_typed(phrase, room, &mut known);
        let few = room.found.entries().len() < self.rules.typos_below;
        if few && phrase.words.len() <= Phrase::TYPO_WORDS {
            self.find_with_typos(phrase, room, &mut known);
        }
        self.age(&mut room.found);
    }

    /// Lets retired entries sink.
    pub(crate) fn age(&self, found: &mut Found) {
        found.sink(|entry| Rules::is_retired(self.rows.rank(entry)));
    }

    fn find_as_typed<'a>(&'a self, phrase: &Phrase, room: &mut Room, known: &mut Known<'a>) {
        let Room { found, chain } = room;
        if let [word] = phrase.words.as_slice() {
            let meanings = self.meanings(word, Want::Exact);
            self.find_word(phrase, &meanings, found);
            known.insert((word.clone(), Want::Exact), meanings);
            return;
        }
        self.find_whole(phrase, &self.meanings(&phrase.joined, Want::Exact), found);
        for reading in phrase.readings() {
            self.find_reading(&reading, false, known, chain, found);
        }
    }

    fn find_with_typos<'a>(&'a self, phrase: &Phrase, room: &mut Room, known: &mut Known<'a>) {
        let Room { found, chain } = room;
        self.find_whole(phrase, &self.meanings(&phrase.joined, Want::LikeLast), found);
        for reading in phrase.readings().into_iter().chain(phrase.torn_readings()) {
            self.find_reading(&reading, true, known, chain, found);
        }
    }

    /// What a word means.
    pub(crate) fn meanings(&self, word: &str, want: Want) -> Meanings<'_> {
        let said = is_said(word);
        let mut meanings = Meanings {
            said,
            ..Meanings::default()
        };
        let letters = word.chars().count();
        let most = if matches!(want, Want::Like | Want::LikeLast) {
            self.rules.typos(letters)
        } else {
            0
        };
        if most > 0 {
            let like = self.vocabulary.like(word, most).into_iter();
            meanings.terms.extend(like.filter_map(|like| {
                let (typos, begins) = like.best(want == Want::LikeLast)?;
                Some(Meaning {
                    term: like.term,
                    typos,
                    begins,
                })
            }));
        } else {
            let whole = self.vocabulary.find(word).into_iter();
            meanings.terms.extend(whole.map(|term| Meaning {
                term,
                typos: 0,
                begins: false,
            }));
            if want != Want::Whole {
                meanings.start = self.starts.get(word);
                if said {
                    let longer = self.vocabulary.beginning(word);
                    meanings.terms.extend(longer.map(|term| Meaning {
                        term,
                        typos: 0,
                        begins: true,
                    }));
                }
            }
        }
        let terms = meanings.terms.iter().map(|meaning| {
            let term = self.vocabulary.term(meaning.term);
            if said { term.weight() } else { term.named().len() }
        });
        meanings.weight = terms.sum::<usize>() + meanings.start.map_or(0, |start| start.named.len() as usize);
        meanings
    }

    /// A phrase of one word: a term matches as the whole phrase and as a word
    /// in one go.
    fn find_word(&self, phrase: &Phrase, meanings: &Meanings<'_>, found: &mut Found) {
        if let Some(start) = meanings.start {
            start
                .named
                .iter()
                .for_each(|entry| found.add(entry, class::of_word(Fit::VendorBegins)));
            start
                .own
                .iter()
                .for_each(|entry| found.add(entry, class::of_word(Fit::OwnBegins)));
            start
                .first
                .iter()
                .for_each(|entry| found.add(entry, class::BEGINS));
        }
        for meaning in &meanings.terms {
            let term = self.vocabulary.term(meaning.term);
            for &posting in term.named() {
                let (entry, roles) = unpack(posting);
                found.add(entry, class::of_word(named_fit(roles, meaning.begins)));
                if roles & role::FIRST != 0 && meaning.begins {
                    found.add(entry, class::BEGINS);
                }
            }
            if let Some(said) = term.said().filter(|_| meanings.said) {
                let class = class::of_word(said_fit(meaning.begins));
                said.iter().for_each(|entry| found.add(entry, class));
            }
        }
        let wholes = meanings.terms.iter().filter(|meaning| !meaning.begins);
        for meaning in wholes {
            self.find_whole_term(phrase, *meaning, found);
        }
    }

    /// The phrase written together, as a name, an alias, a vendor or the
    /// beginning of a name.
    fn find_whole(&self, phrase: &Phrase, meanings: &Meanings<'_>, found: &mut Found) {
        if let Some(start) = meanings.start {
            for entry in &start.first {
                found.add(entry, self.class_of_beginning(entry, phrase));
            }
        }
        for meaning in meanings.terms.iter().filter(|meaning| meaning.begins) {
            for &posting in self.vocabulary.term(meaning.term).named() {
                let (entry, roles) = unpack(posting);
                if roles & role::FIRST != 0 {
                    let class = if meaning.typos == 0 {
                        self.class_of_beginning(entry, phrase)
                    } else {
                        class::BEGINS
                    };
                    found.add(entry, class::with_typos(class, meaning.typos));
                }
            }
        }
        for meaning in meanings.terms.iter().filter(|meaning| !meaning.begins) {
            self.find_whole_term(phrase, *meaning, found);
        }
    }

    /// A term that is the phrase, all of it. Comes after the beginnings, since
    /// an own product ranks higher when its name begins with the phrase too.
    pub(crate) fn find_whole_term(&self, phrase: &Phrase, meaning: Meaning, found: &mut Found) {
        let term = self.vocabulary.term(meaning.term);
        for &posting in term.named() {
            let (entry, roles) = unpack(posting);
            let class = if roles & role::WHOLE_NAME != 0 {
                let is_name = meaning.typos > 0 || self.rows.block(entry).folded_name() == phrase.folded;
                if is_name { class::NAME } else { class::ALSO_CALLED }
            } else if roles & role::WHOLE_ALIAS != 0 {
                class::ALSO_CALLED
            } else if roles & role::FIRST != 0 {
                if meaning.typos > 0 {
                    class::BEGINS_WORDS
                } else {
                    self.class_of_beginning(entry, phrase)
                }
            } else {
                continue;
            };
            found.add(entry, class::with_typos(class, meaning.typos));
        }
        for &posting in term.named() {
            let (entry, roles) = unpack(posting);
            if roles & role::WHOLE_VENDOR != 0 {
                let begins =
                    [class::BEGINS_WORDS, class::BEGINS].map(|class| class::with_typos(class, meaning.typos));
                let own = if found.class(entry).is_some_and(|class| begins.contains(&class)) {
                    class::OWN_BEGINS
                } else {
                    class::OWN
                };
                found.add(entry, class::with_typos(own, meaning.typos));
            }
        }
    }

    fn class_of_beginning(&self, entry: u32, phrase: &Phrase) -> Class {
        let name = self.rows.block(entry).folded_name();
        match name.strip_prefix(phrase.folded.as_str()) {
            Some(rest) if rest.starts_with(' ') => class::BEGINS_WORDS,
            _ => class::BEGINS,
        }
    }

    /// All words of a reading, the rarest first.
    fn find_reading<'a>(
        &'a self,
        reading: &Reading,
        typos: bool,
        known: &mut Known<'a>,
        chain: &mut Chain,
        found: &mut Found,
    ) {
        let last = reading.words.len() - 1;
        let mut words: Vec<(String, Want)> = Vec::with_capacity(reading.words.len());
        for (place, word) in reading.words.iter().enumerate() {
            let want = match (typos, reading.torn) {
                (_, Some(torn)) if torn == place => Want::Whole,
                (_, Some(torn)) if torn + 1 == place && place == last => Want::Exact,
                (_, Some(torn)) if torn + 1 == place => Want::Whole,
                (false, _) => Want::Exact,
                (true, _) if place == last => Want::LikeLast,
                (true, _) => Want::Like,
            };
            words.push((word.clone(), want));
        }
        for word in &words {
            let meanings = known
                .entry(word.clone())
                .or_insert_with(|| self.meanings(&word.0, word.1));
            if meanings.weight == 0 {
                return;
            }
        }
        words.sort_by_key(|word| known.get(word).map_or(0, |meanings| meanings.weight));
        for word in &words {
            if let Some(meanings) = known.get(word) {
                self.find_next_word(meanings, chain);
            }
            chain.next();
            if chain.entries().is_empty() {
                break;
            }
        }
        chain.finish(u8::from(reading.torn.is_some()), found);
    }

    fn find_next_word(&self, meanings: &Meanings<'_>, chain: &mut Chain) {
        if let Some(start) = meanings.start {
            if chain.is_first() || chain.entries().len() > start.named.len() as usize / 8 {
                start
                    .named
                    .iter()
                    .for_each(|entry| chain.add(entry, 0, Fit::VendorBegins));
                start
                    .own
                    .iter()
                    .for_each(|entry| chain.add(entry, 0, Fit::OwnBegins));
            } else {
                chain.add_where(|entry| start.fit(entry).map(|fit| (0, fit)));
            }
        }
        for meaning in &meanings.terms {
            let term = self.vocabulary.term(meaning.term);
            for &posting in term.named() {
                let (entry, roles) = unpack(posting);
                chain.add(entry, meaning.typos, named_fit(roles, meaning.begins));
            }
            if let Some(said) = term.said().filter(|_| meanings.said) {
                let fit = said_fit(meaning.begins);
                if chain.is_first() || chain.entries().len() > said.len() as usize / 8 {
                    said.iter().for_each(|entry| chain.add(entry, meaning.typos, fit));
                } else {
                    chain.add_where(|entry| said.contains(entry).then_some((meaning.typos, fit)));
                }
            }
        }
    }
}

/// How a word fits an entry that is called by the term in these roles.
pub(crate) fn named_fit(roles: u8, begins: bool) -> Fit {
    match (roles & role::OWN != 0, begins) {
        (true, false) => Fit::Own,
        (true, true) => Fit::OwnBegins,
        (false, false) => Fit::Vendor,
        (false, true) => Fit::VendorBegins,
    }
}

fn said_fit(begins: bool) -> Fit {
    if begins { Fit::SaidBegins } else { Fit::Said }
}
