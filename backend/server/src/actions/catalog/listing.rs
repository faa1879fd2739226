//! One integration's listing.

use oin_domain::integration::{Content, Slug};
use oin_domain::listing::{Flag, Health};
use oin_search::{EntryView, Index};

use super::changes::{Origin, PastRevision};
use super::search::{Answered, look};
use crate::actions::{Ctx, Failure};
use crate::search::Lookup;

/// A listing as the catalog shows it.
pub struct Shown<'a> {
    /// The index it stands in, for what is near to it.
    pub index: &'a Index,
    /// Its entry.
    pub entry: EntryView<'a>,
    /// Its published content.
    pub content: Content,
}

impl Shown<'_> {
    /// Whether its readers should know something of its life, which the database has: that it is
    /// degraded, or ends, or has ended.
    pub fn has_notice(&self) -> bool {
        matches!(self.entry.health(), Health::Degraded | Health::Retired)
            || self.entry.flags().any(|flag| flag == Flag::Retiring)
    }

    /// The first revision, as far as the listing itself tells of it.
    pub fn first_revision(&self) -> PastRevision {
        let origin = if self.entry.flags().any(|flag| flag == Flag::Demo) {
            Origin::Demo
        } else if self.content.provenance.is_some() {
            Origin::Facts
        } else {
            Origin::Submission
        };
        PastRevision {
            version: 1,
            at: self.entry.published_at(),
            origin,
            notice: None,
        }
    }
}

/// Finds the listing of `slug` and lets `present` look at it.
///
/// # Errors
/// `not_found` when the catalog shows none.
pub async fn listing<T>(
    ctx: &Ctx,
    slug: &str,
    present: impl FnOnce(&Shown<'_>) -> Result<T, Failure>,
) -> Result<Answered<T>, Failure> {
    let slug = Slug::parse(slug).map_err(|_| Failure::NotFound("integration"))?;
    look(ctx, Lookup::Slug(&slug), |index| {
        let entry = index.get(slug.as_str()).ok_or(Failure::NotFound("integration"))?;
        let content = serde_json::from_str(&entry.content()).map_err(|error| {
            Failure::Broken(anyhow::Error::new(error).context(format!("the stored content of {slug}")))
        })?;
        present(&Shown {
            index,
            entry,
            content,
        })
    })
    .await
}
