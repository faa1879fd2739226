//! Pictures that orgs upload, and those that reviewers attach to their runs.

mod add;
mod read;
mod run;

pub use add::{Added, MOST_BYTES, MOST_FILES, add};
pub use read::{ReadFile, belong, read};
pub use run::{attach, may_attach, of_run};
pub(in crate::actions) use run::{draw, keep};
