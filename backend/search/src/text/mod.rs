//! From what people typed to the entries that match: words, vocabulary, typos, classes.

pub(crate) mod class;
pub(crate) mod distance;
pub(crate) mod found;
pub(crate) mod like;
pub(crate) mod matching;
pub(crate) mod meaning;
pub(crate) mod nearest;
pub(crate) mod short;
pub(crate) mod starts;
pub(crate) mod texts;
pub(crate) mod vocabulary;
pub(crate) mod words;
