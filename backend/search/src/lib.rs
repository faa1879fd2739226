//! The catalog in memory: matching, ranking, facets, sorts, cursors and
//! suggestions over every public listing, kept current change by change.
//!
//! Pure: no I/O, no clock, no framework. The server puts one [`Index`] behind
//! a lock, feeds it [`Change`]s and asks it [`Query`]s.

mod categories;
mod class;
mod content;
mod cursor;
mod distance;
mod entry;
mod facets;
mod found;
mod groups;
mod index;
mod like;
mod matching;
mod meaning;
mod nearest;
mod orders;
mod query;
mod rows;
mod rules;
mod search;
mod short;
mod signature;
mod sorted;
mod starts;
mod texts;
mod view;
mod vocabulary;
mod words;

pub use categories::TooManyCategories;
pub use cursor::{Cursor, CursorError};
pub use entry::{Change, Entry};
pub use index::{Index, Loading, NameKey};
pub use query::{FacetCount, FacetCounts, Filters, Query, QueryError, Results};
pub use rules::{Criterion, Rules};
pub use view::EntryView;
