//! Answers until the index is loaded: by slug and by the beginning of a name.

use oin_domain::integration::Slug;
use oin_search::{Change, Index};
use oin_store::{Store, StoreError};

use super::follow;
use crate::actions::Failure;
use crate::config::Brand;

/// The most entries that a prefix finds while the index is loading.
const MOST: u32 = 100;

/// What the database is asked while the index is loading.
#[derive(Debug, Clone, Copy)]
pub enum Lookup<'a> {
    /// The integration of a slug.
    Slug(&'a Slug),
    /// Names that start with a text.
    Prefix(&'a str),
}

impl Lookup<'_> {
    /// A small index of what the database finds, so that one code answers both
    /// before and after loading.
    ///
    /// # Errors
    /// What the database says.
    pub async fn load(self, store: &Store, brand: &Brand) -> Result<Index, Failure> {
        let (categories, entries) = store
            .read(async |read| {
                let categories = read.categories().await?;
                let entries = match self {
                    Self::Slug(slug) => match read.entry(slug).await {
                        Ok(entry) => vec![entry],
                        Err(StoreError::Absent) => Vec::new(),
                        Err(error) => return Err(error),
                    },
                    Self::Prefix(text) => read.entries_by_name_prefix(text, MOST).await?,
                };
                Ok::<_, StoreError>((categories, entries))
            })
            .await?;
        let mut index =
            Index::new(categories, follow::rules(brand)).map_err(|error| Failure::Broken(error.into()))?;
        index.apply(
            entries
                .into_iter()
                .map(|entry| Change::Upsert(Box::new(follow::taken_in(entry)))),
            0,
        );
        Ok(index)
    }
}
