//! What customers and programs do with the catalog.

mod categories;
mod changes;
mod collections;
mod guide;
mod listing;
mod private;
mod review_times;
mod search;

pub use categories::categories;
pub use changes::{
    CatalogChange, ChangeKind, FeedEntry, FeedKind, Origin, PastRevision, changes, feed, history,
};
pub use collections::{InMemory, collections};
pub use guide::{ForGuide, guide};
pub use listing::{Shown, listing};
pub use private::{PrivateGuide, private_guide};
pub use review_times::{ENOUGH, LaneTime, TIMES_OVER, review_times};
pub use search::{Answered, search, suggest};
