//! The catalog in memory: matching, ranking, facets, sorts, cursors and
//! suggestions over every public listing, kept current change by change.
//!
//! Pure: no I/O, no clock, no framework. The server puts one [`Index`] behind
//! a lock, feeds it [`Change`]s and asks it [`Query`]s.

mod counting;
mod cursor;
mod entries;
mod index;
mod query;
mod ranking;
mod search;
mod text;

pub use counting::categories::TooManyCategories;
pub use cursor::{Cursor, CursorError};
pub use entries::entry::{Change, Entry};
pub use entries::view::EntryView;
pub use index::{Index, Loading, NameKey};
pub use query::{FacetCount, FacetCounts, Filters, Query, QueryError, Results};
pub use ranking::rules::{Criterion, Rules};
