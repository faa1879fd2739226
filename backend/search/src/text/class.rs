//! How well an entry matches: the first part of every ranking.
//!
//! | class | the query | |
//! |---|---|---|
//! | 0 | is the name | `box` → Box |
//! | 1 | is an alias, or the name written together or apart | `sales force` → Salesforce |
//! | 2 | begins the name, and is the vendor | `google` → Google Drive by Google |
//! | 3 | is the vendor | `atlassian` → Jira |
//! | 4 | begins the name, as whole words | `zoho crm` → Zoho CRM Plus |
//! | 5 | begins the name | `drop` → Dropbox |
//! | 6, 7 | has all its words in name or aliases (7: some as beginnings) | `drive goo` |
//! | 8, 9 | the same, with the vendor | `atlassian jira` |
//! | 10, 11 | the same, with categories and summary | `google file sharing` |
//! | 12 d + class | matches with d typos; a word torn in two is one typo | `salesfroce` |
//!
//! A retired entry sinks below all others unless its name is the query.
//! Inside a class the static rank decides ([`crate::Rules`]): health, trust,
//! popularity and freshness in the configured order, then the shorter name,
//! then the slug.

/// A class of matches; less is better.
pub(crate) type Class = u8;

/// The name itself.
pub(crate) const NAME: Class = 0;
/// An alias, or the name written together or apart.
pub(crate) const ALSO_CALLED: Class = 1;
/// Begins the name and is the vendor.
pub(crate) const OWN_BEGINS: Class = 2;
/// Is the vendor.
pub(crate) const OWN: Class = 3;
/// Begins the name, as whole words.
pub(crate) const BEGINS_WORDS: Class = 4;
/// Begins the name.
pub(crate) const BEGINS: Class = 5;
/// All words match; see [`of_word`].
pub(crate) const WORDS: Class = 6;
/// What each typo adds.
pub(crate) const TYPO: Class = 12;
/// Typos beyond so many are all the same.
pub(crate) const MOST_TYPOS: u8 = 8;
/// What retirement adds.
pub(crate) const RETIRED: Class = 128;

/// How a word fits an entry, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Fit {
    /// A word of the name or an alias.
    Own,
    /// The beginning of one.
    OwnBegins,
    /// A word of the vendor.
    Vendor,
    /// The beginning of one.
    VendorBegins,
    /// A word of the categories or the summary.
    Said,
    /// The beginning of one.
    SaidBegins,
}

/// The class of an entry that a single word fits. With several words the
/// weakest field counts, and whether any is a beginning.
pub(crate) fn of_word(fit: Fit) -> Class {
    WORDS + fit as Class
}

/// A class with typos.
pub(crate) fn with_typos(class: Class, typos: u8) -> Class {
    class + TYPO * typos.min(MOST_TYPOS)
}

/// A class with what retirement does to it.
pub(crate) fn with_life(class: Class, retired: bool) -> Class {
    if retired && class != NAME {
        class | RETIRED
    } else {
        class
    }
}
