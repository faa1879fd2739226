//! The words of an entry and the words of a query.

use oin_domain::text::fold;

use crate::query::Query;

/// What a term is in an entry's name, aliases and vendor.
pub(crate) mod role {
    /// The term is a word of the name.
    pub(crate) const NAME: u8 = 1;
    /// The name, written without blanks, begins with the term.
    pub(crate) const FIRST: u8 = 1 << 1;
    /// The term is the whole name, written without blanks.
    pub(crate) const WHOLE_NAME: u8 = 1 << 2;
    /// The term is a word of an alias.
    pub(crate) const ALIAS: u8 = 1 << 3;
    /// The term is a whole alias, written without blanks.
    pub(crate) const WHOLE_ALIAS: u8 = 1 << 4;
    /// The term is a word of the vendor.
    pub(crate) const VENDOR: u8 = 1 << 5;
    /// The term is the whole vendor, written without blanks.
    pub(crate) const WHOLE_VENDOR: u8 = 1 << 6;
    /// Any of the name's or the aliases'.
    pub(crate) const OWN: u8 = NAME | FIRST | WHOLE_NAME | ALIAS | WHOLE_ALIAS;
}

/// The terms by which an entry is called (name, aliases, vendor), each once
/// with its roles, sorted. `folded` is the folded name.
pub(crate) fn named_terms<'a>(
    folded: &str,
    aliases: impl Iterator<Item = &'a str>,
    vendor: &str,
) -> Vec<(String, u8)> {
    let mut terms = Vec::with_capacity(8);
    let mut add = |folded: &str, word: u8, whole: u8, first: u8| {
        for (place, part) in folded.split(' ').enumerate() {
            let begins = if place == 0 { first } else { 0 };
            terms.push((part.to_owned(), word | begins));
        }
        terms.push((joined(folded), whole | first));
    };
    if !folded.is_empty() {
        add(folded, role::NAME, role::WHOLE_NAME, role::FIRST);
    }
    for alias in aliases.map(fold).filter(|alias| !alias.is_empty()) {
        add(&alias, role::ALIAS, role::WHOLE_ALIAS, 0);
    }
    let vendor = fold(vendor);
    if !vendor.is_empty() {
        add(&vendor, role::VENDOR, role::WHOLE_VENDOR, 0);
    }
    terms.sort_unstable();
    terms.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 |= next.1;
        }
        same
    });
    terms
}

/// A folded text without its blanks.
pub(crate) fn joined(folded: &str) -> String {
    folded.split(' ').collect()
}

/// The words that an entry says of itself beyond what it is called.
pub(crate) fn said_words(text: &str) -> Vec<String> {
    fold(text)
        .split(' ')
        .filter(|word| is_said(word))
        .map(str::to_owned)
        .collect()
}

/// Whether a word is looked for in summaries and categories: shorter ones
/// would match nearly everything.
pub(crate) fn is_said(word: &str) -> bool {
    word.chars().nth(2).is_some()
}

/// What people typed, in words.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    /// The folded text.
    pub(crate) folded: String,
    /// The folded text without blanks.
    pub(crate) joined: String,
    /// Its different words, at most [`Query::WORDS`].
    pub(crate) words: Vec<String>,
}

impl Phrase {
    /// Typos are looked for in phrases of at most so many words.
    pub(crate) const TYPO_WORDS: usize = 6;

    /// Reads a text; `None` when it has no word.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let folded = fold(text);
        let mut words: Vec<String> = Vec::new();
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            if words.len() < Query::WORDS && !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        let joined = joined(&folded);
        (!words.is_empty()).then_some(Self {
            folded,
            joined,
            words,
        })
    }

    /// The word, when the text is a single one ("s s" is not).
    pub(crate) fn only_word(&self) -> Option<&str> {
        (self.words == [self.joined.as_str()]).then_some(&self.joined)
    }

    /// The ways to read the words: as they are, and with two neighbours
    /// written together ("sales force" as "salesforce").
    pub(crate) fn readings(&self) -> Vec<Reading> {
        let mut readings = vec![Reading {
            words: self.words.clone(),
            torn: None,
        }];
        for place in 1..self.words.len() {
            let mut words = self.words.clone();
            let second = words.remove(place);
            words[place - 1].push_str(&second);
            readings.push(Reading { words, torn: None });
        }
        readings
    }

    /// The ways to read the words with one of them torn in two ("onedrive" as
    /// "one drive").
    pub(crate) fn torn_readings(&self) -> Vec<Reading> {
        let mut readings = Vec::new();
        for (place, word) in self.words.iter().enumerate() {
            for (at, _) in word.char_indices().skip(1) {
                let mut words = self.words.clone();
                let second = words[place].split_off(at);
                words.insert(place + 1, second);
                readings.push(Reading {
                    words,
                    torn: Some(place),
                });
            }
        }
        readings
    }
}

/// A way to read a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The words, all of which must match.
    pub(crate) words: Vec<String>,
    /// This word and the next were typed as one.
    pub(crate) torn: Option<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_know_their_roles() {
        let terms = named_terms("google drive", ["G Drive"].into_iter(), "Google");
        let role_of = |term: &str| terms.iter().find(|(t, _)| t == term).map(|(_, role)| *role);
        assert_eq!(
            role_of("google"),
            Some(role::NAME | role::FIRST | role::VENDOR | role::WHOLE_VENDOR)
        );
        assert_eq!(role_of("drive"), Some(role::NAME | role::ALIAS));
        assert_eq!(role_of("googledrive"), Some(role::WHOLE_NAME | role::FIRST));
        assert_eq!(role_of("gdrive"), Some(role::WHOLE_ALIAS));
    }

    #[test]
    fn a_phrase_is_read_with_neighbours_together() {
        let phrase = Phrase::read(" Micro-soft one  Drive").unwrap();
        assert_eq!(phrase.joined, "microsoftonedrive");
        let readings: Vec<String> = phrase.readings().iter().map(|r| r.words.join("|")).collect();
        assert_eq!(
            readings,
            [
                "micro|soft|one|drive",
                "microsoft|one|drive",
                "micro|softone|drive",
                "micro|soft|onedrive"
            ]
        );
        assert!(Phrase::read("?! ").is_none());
    }
}
