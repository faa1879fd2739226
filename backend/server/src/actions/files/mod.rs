//! Pictures that orgs upload, and those that reviewers attach to their runs.

mod add;
mod give;
mod read;
mod run;

use oin_domain::integration::FileKey;

use super::Failure;

pub use add::{Added, MOST_BYTES, MOST_FILES, add};
pub(in crate::actions) use give::give;
pub use read::{ReadFile, belong, read};
pub use run::{attach, may_attach, of_run};
pub(in crate::actions) use run::{draw, keep};

/// A key that nobody guesses.
fn new_key() -> Result<FileKey, Failure> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| Failure::Broken(error.into()))?;
    Ok(FileKey::of(random))
}
