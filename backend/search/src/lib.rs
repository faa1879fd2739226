//! The catalog in memory: matching, ranking, facets, sorts, cursors and
//! suggestions over every public listing, kept current change by change.
//!
//! Pure: no I/O, no clock, no framework. The server puts one [`Index`] behind
//! a lock, feeds it [`Change`]s and asks it [`Query`]s.

mod categories;
mod class;
mod cursor;
mod distance;
mod entry;
mod facets;
mod index;
mod query;
mod rules;
mod search;
mod signature;
mod view;
mod words;

pub use categories::TooManyCategories;
pub use cursor::{Cursor, CursorError};
pub use entry::{Change, Entry};
pub use index::{Index, NameKey};
pub use query::{FacetCount, FacetCounts, Filters, Query, QueryError, Results};
pub use rules::{Criterion, Rules};
pub use view::EntryView;
