//! Pictures that orgs upload.

mod add;
mod read;

pub use add::{Added, MOST_BYTES, MOST_FILES, add};
pub use read::{ReadFile, belong, read};
