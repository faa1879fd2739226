//! The catalog in this process's memory, and how it stays like the database.

mod fallback;
mod follow;
mod live;

pub use fallback::Lookup;
pub use follow::{follow, index_of};
pub use live::{Live, State};
