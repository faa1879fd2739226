//! What the words of a query mean in this catalog.

use std::collections::HashMap;
use std::rc::Rc;

use crate::index::Index;
use crate::text::like::Like;
use crate::text::starts::Start;
use crate::text::vocabulary::TermId;
use crate::text::words::is_said;

/// A term that a word means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meaning {
    /// The term.
    pub(crate) term: TermId,
    /// How many typos lie between.
    pub(crate) typos: u8,
    /// Whether the word is only the term's beginning.
    pub(crate) begins: bool,
}

/// Everything that a word means.
#[derive(Debug, Default)]
pub(crate) struct Meanings<'a> {
    /// The terms.
    pub(crate) terms: Vec<Meaning>,
    /// Stands for all longer terms when the word has one or two letters.
    pub(crate) start: Option<&'a Start>,
    /// Whether categories and summaries count too.
    pub(crate) said: bool,
    /// How many entries at most have the word.
    pub(crate) weight: usize,
}

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

/// The meanings that one query has looked up, each once.
#[derive(Debug)]
pub(crate) struct Dictionary<'a> {
    index: &'a Index,
    known: HashMap<(String, Want), Rc<Meanings<'a>>>,
    like: HashMap<String, Rc<[Like]>>,
}

impl<'a> Dictionary<'a> {
    /// An empty dictionary over an index.
    pub(crate) fn new(index: &'a Index) -> Self {
        Self {
            index,
            known: HashMap::new(),
            like: HashMap::new(),
        }
    }

    /// What a word means.
    pub(crate) fn look_up(&mut self, word: &str, want: Want) -> Rc<Meanings<'a>> {
        let key = (word.to_owned(), want);
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let said = is_said(word);
        let mut meanings = Meanings {
            said,
            ..Meanings::default()
        };
        let most = self.index.rules.typos(word.chars().count());
        if most > 0 && matches!(want, Want::Like | Want::LikeLast) {
            meanings.terms = self.with_typos(word, most, want == Want::LikeLast);
        } else {
            let vocabulary = &self.index.vocabulary;
            let mean = |term, begins| Meaning {
                term,
                typos: 0,
                begins,
            };
            meanings
                .terms
                .extend(vocabulary.find(word).map(|term| mean(term, false)));
            if want != Want::Whole {
                meanings.start = self.index.starts.get(word);
                if said {
                    meanings
                        .terms
                        .extend(vocabulary.beginning(word).map(|term| mean(term, true)));
                }
            }
        }
        let terms = meanings.terms.iter().map(|meaning| {
            let term = self.index.vocabulary.term(meaning.term);
            if said { term.weight() } else { term.named().len() }
        });
        let start = meanings.start.map_or(0, |start| start.tally.total);
        meanings.weight = terms.sum::<usize>() + start;
        let meanings = Rc::new(meanings);
        self.known.insert(key, Rc::clone(&meanings));
        meanings
    }

    fn with_typos(&mut self, word: &str, most: u8, last: bool) -> Vec<Meaning> {
        let vocabulary = &self.index.vocabulary;
        let beginning = self.index.rules.typos_in_beginning(word.chars().count());
        let like = self
            .like
            .entry(word.to_owned())
            .or_insert_with(|| vocabulary.like(word, most, beginning).into());
        let meanings = like.iter().filter_map(|like| {
            let (typos, begins) = like.best(last)?;
            Some(Meaning {
                term: like.term,
                typos,
                begins,
            })
        });
        meanings.collect()
    }
}
