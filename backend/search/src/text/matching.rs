//! Finding what a text matches. The classes are explained in [`crate::text::class`].

use crate::index::Index;
use crate::text::class::{self, Class, Fit};
use crate::text::found::{Chain, Found, Room};
use crate::text::meaning::{Dictionary, Meaning, Meanings, Want};
use crate::text::vocabulary::unpack;
use crate::text::words::{Phrase, Reading, role};

impl Index {
    /// Finds what the phrase matches; looks for typos only when little matches
    /// without, and nothing is called so.
    pub(crate) fn find(&self, phrase: &Phrase, room: &mut Room) {
        let mut dictionary = Dictionary::new(self);
        self.find_as_typed(phrase, room, &mut dictionary);
        let few = room.found.entries().len() < self.rules.typos_below;
        let called_so = room.found.best().is_some_and(|class| class <= class::ALSO_CALLED);
        if few && !called_so && phrase.words.len() <= Phrase::TYPO_WORDS {
            self.find_with_typos(phrase, room, &mut dictionary);
        }
        self.age(&mut room.found);
    }

    /// Lets retired entries sink.
    pub(crate) fn age(&self, found: &mut Found) {
        found.sink(|entry| self.rows.is_retired(entry));
    }

    fn find_as_typed(&self, phrase: &Phrase, room: &mut Room, dictionary: &mut Dictionary<'_>) {
        let Room { found, chain } = room;
        let whole = dictionary.look_up(&phrase.joined, Want::Exact);
        if phrase.only_word().is_some() {
            self.find_word(phrase, &whole, found);
            return;
        }
        self.find_whole(phrase, &whole, found);
        for reading in phrase.readings() {
            self.find_reading(&reading, false, dictionary, chain, found);
        }
    }

    fn find_with_typos(&self, phrase: &Phrase, room: &mut Room, dictionary: &mut Dictionary<'_>) {
        let Room { found, chain } = room;
        let whole = dictionary.look_up(&phrase.joined, Want::LikeLast);
        self.find_whole(phrase, &whole, found);
        for reading in phrase.readings().into_iter().chain(phrase.torn_readings()) {
            self.find_reading(&reading, true, dictionary, chain, found);
        }
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
    fn find_reading(
        &self,
        reading: &Reading,
        typos: bool,
        dictionary: &mut Dictionary<'_>,
        chain: &mut Chain,
        found: &mut Found,
    ) {
        let last = reading.words.len() - 1;
        let mut words = Vec::with_capacity(reading.words.len());
        for (place, word) in reading.words.iter().enumerate() {
            let want = match reading.torn {
                Some(torn) if torn + 1 == place && place == last => Want::Exact,
                Some(torn) if torn == place || torn + 1 == place => Want::Whole,
                _ if !typos => Want::Exact,
                _ if place == last => Want::LikeLast,
                _ => Want::Like,
            };
            let meanings = dictionary.look_up(word, want);
            if meanings.weight == 0 {
                return;
            }
            words.push(meanings);
        }
        words.sort_by_key(|meanings| meanings.weight);
        for meanings in &words {
            self.find_next_word(meanings, chain);
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
