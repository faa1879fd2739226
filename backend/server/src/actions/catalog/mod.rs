//! What customers and programs do with the catalog.

mod categories;
mod changes;
mod collections;
mod guide;
mod listing;
mod search;

pub use categories::categories;
pub use changes::{
    CatalogChange, ChangeKind, FeedEntry, FeedKind, Origin, PastRevision, changes, feed, history,
};
pub use collections::{InMemory, collections};
pub use guide::{ForGuide, guide};
pub use listing::{Shown, listing};
pub use search::{Answered, search, suggest};
