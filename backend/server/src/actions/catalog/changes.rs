//! What changed in the catalog, for those who keep a copy or follow it.

use chrono::{DateTime, NaiveDate, Utc};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{CategorySlug, Slug};
use oin_domain::text::{Name, Prose, Summary};
use oin_store::{CatalogEntry, Changed, Feed, Revision};

use crate::actions::{Ctx, Failure};

oin_domain::choices! {
    /// What a step of the catalog was.
    ChangeKind as "kind of change" {
        /// A listing is new or different.
        Upsert = "upsert", "Listed or changed";
        /// A listing is gone: a tombstone.
        Removed = "removed", "Removed";
        /// The managed list of categories.
        Categories = "categories", "Categories";
        /// The collections.
        Collections = "collections", "Collections";
    }
}

oin_domain::choices! {
    /// A feed of listings.
    FeedKind as "feed" {
        /// Newly published first.
        New = "new", "New integrations";
        /// Last changed first.
        Updated = "updated", "Updated integrations";
        /// Retired ones, the latest first.
        Retired = "retired", "Retired integrations";
    }
}

/// One step of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogChange {
    /// The catalog's version after it.
    pub version: i64,
    /// What it was.
    pub kind: ChangeKind,
    /// The integration; `None` for lists.
    pub slug: Option<Slug>,
    /// When it was made.
    pub at: DateTime<Utc>,
}

/// A listing in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEntry {
    /// The integration.
    pub id: IntegrationId,
    /// Its name in URLs.
    pub slug: Slug,
    /// Display name.
    pub name: Name,
    /// One line.
    pub summary: Summary,
    /// The main one first.
    pub categories: Vec<CategorySlug>,
    /// When the first revision was published.
    pub published_at: DateTime<Utc>,
    /// The moment that brought it into this feed.
    pub at: DateTime<Utc>,
}

/// A published revision, as a listing's history tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRevision {
    /// Its number, from 1.
    pub version: i32,
    /// When it was published.
    pub at: DateTime<Utc>,
    /// What it was made from.
    pub origin: Origin,
    /// What customers were told of a breaking one, and up to when the old settings work.
    pub notice: Option<(Prose, NaiveDate)>,
}

/// What a revision was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Public facts, entered by staff.
    Facts,
    /// The demo set.
    Demo,
    /// A submission.
    Submission,
}

impl Origin {
    fn of_source(source: &str) -> Self {
        match source {
            "seed" => Self::Facts,
            "demo" => Self::Demo,
            _ => Self::Submission,
        }
    }
}

/// At most `limit` changes after `version`, and the catalog's version.
///
/// # Errors
/// What the database says.
pub async fn changes(ctx: &Ctx, version: i64, limit: u32) -> Result<(Vec<CatalogChange>, i64), Failure> {
    ctx.store
        .read(async |read| {
            let changes = read.changes_after(version, limit).await?;
            let newest = read.catalog_version().await?;
            Ok((changes.into_iter().map(CatalogChange::from).collect(), newest))
        })
        .await
}

impl From<oin_store::Change> for CatalogChange {
    fn from(change: oin_store::Change) -> Self {
        let (kind, slug) = match change.what {
            Changed::Upsert { slug, .. } => (ChangeKind::Upsert, Some(slug)),
            Changed::Removed { slug, .. } => (ChangeKind::Removed, Some(slug)),
            Changed::Categories => (ChangeKind::Categories, None),
            Changed::Collections => (ChangeKind::Collections, None),
        };
        Self {
            version: change.version,
            kind,
            slug,
            at: change.at,
        }
    }
}

/// The first entries of a feed.
///
/// # Errors
/// What the database says.
pub async fn feed(ctx: &Ctx, kind: FeedKind, limit: u32) -> Result<Vec<FeedEntry>, Failure> {
    let feed = match kind {
        FeedKind::New => Feed::New,
        FeedKind::Updated => Feed::Updated,
        FeedKind::Retired => Feed::Retired,
    };
    let entries = ctx.store.read(async |read| read.feed(feed, limit).await).await?;
    Ok(entries
        .into_iter()
        .map(|entry| FeedEntry::new(kind, entry))
        .collect())
}

impl FeedEntry {
    fn new(kind: FeedKind, entry: CatalogEntry) -> Self {
        Self {
            at: match kind {
                FeedKind::New => entry.published_at,
                FeedKind::Updated | FeedKind::Retired => entry.updated_at,
            },
            id: entry.id,
            slug: entry.slug,
            name: entry.name,
            summary: entry.summary,
            categories: entry.categories,
            published_at: entry.published_at,
        }
    }
}

/// The published revisions of the integration `id`, the latest first. The
/// database is asked only when there is more than the `first` one; when it is
/// away, a page with the first revision is better than none.
pub async fn history(ctx: &Ctx, id: IntegrationId, version: i32, first: PastRevision) -> Vec<PastRevision> {
    if version <= first.version {
        return vec![first];
    }
    let past = |revision: Revision| PastRevision {
        version: revision.version,
        at: revision.published_at,
        origin: Origin::of_source(&revision.source),
        notice: revision.notice,
    };
    match ctx.store.read(async |read| read.history(id).await).await {
        Ok(revisions) => revisions.into_iter().map(past).collect(),
        Err(error) => {
            tracing::debug!(%error, "a page is shown without its later history");
            vec![first]
        }
    }
}
