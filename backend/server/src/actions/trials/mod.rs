//! Trials that should go on: an owner asks, staff answer.

mod ask;
mod decide;
mod list;

pub use ask::ask;
pub use decide::{Answer, DAYS, decide};
pub use list::list;
