//! Catalog entries: listings as the in-process index and the feeds take them, with the content
//! left as JSON text.

mod row;
mod scan;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::connection::{Flow, SignOn};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{CategorySlug, Deployment, HttpsUrl, Provisioning, Slug};
use oin_domain::listing::{Flag, Health, Listing, Stage, Tier};
use oin_domain::text::{Line, Name, Summary, fold};

use crate::error::{Fault, StoreError};
use crate::schema::{integrations, listing_versions, listings};
use crate::tx::Read;

pub(crate) use row::EntryRow;
pub use scan::Scan;

/// A listing of the public catalog.
#[derive(Debug, Clone, PartialEq)]
pub struct CatalogEntry {
    /// The integration.
    pub id: IntegrationId,
    /// Its name in URLs.
    pub slug: Slug,
    /// Which published revision this is, from 1.
    pub version: i32,
    /// Where the listing is in its life.
    pub stage: Stage,
    /// How far it was checked.
    pub tier: Tier,
    /// What the last tests said; what is shown depends on the stage as well.
    pub tested: Health,
    /// What a reader should know.
    pub flags: Vec<Flag>,
    /// Display name.
    pub name: Name,
    /// The company that makes the app.
    pub vendor: Option<Line>,
    /// One line.
    pub summary: Summary,
    /// Other names people search for.
    pub aliases: Vec<Line>,
    /// The main one first.
    pub categories: Vec<CategorySlug>,
    /// All sign-on modes.
    pub sign_on: Vec<SignOn>,
    /// All flows.
    pub flows: Vec<Flow>,
    /// What it can do with accounts.
    pub provisioning: Provisioning,
    /// Where the app runs.
    pub deployment: Deployment,
    /// The vendor's site.
    pub website: Option<HttpsUrl>,
    /// When the first revision was published.
    pub published_at: DateTime<Utc>,
    /// When anything of it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it last became verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// How often it was launched.
    pub launches: i64,
    /// The revision's `Content` as compact JSON.
    pub content: Box<str>,
}

impl CatalogEntry {
    /// The listing with its content read.
    ///
    /// # Errors
    /// [`StoreError::Broken`] when the content is not what the domain allows.
    pub fn into_listing(self) -> Result<Listing, StoreError> {
        Ok(Listing {
            id: self.id,
            slug: self.slug,
            version: self.version,
            stage: self.stage,
            tier: self.tier,
            tested: self.tested,
            flags: self.flags,
            content: serde_json::from_str(&self.content).map_err(StoreError::broken)?,
            published_at: self.published_at,
            updated_at: self.updated_at,
            verified_at: self.verified_at,
            launches: self.launches,
        })
    }
}

/// A list for an Atom feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feed {
    /// Newly published first.
    New,
    /// Last changed first.
    Updated,
    /// Retired ones, the latest first.
    Retired,
}

/// The stages that the public catalog shows, as stored.
pub(crate) fn public_stages() -> Vec<&'static str> {
    Stage::ALL
        .iter()
        .filter(|stage| stage.is_public())
        .map(|stage| stage.as_str())
        .collect()
}

/// The joins and the rule of what is public, in one place.
macro_rules! public_entries {
    () => {
        listings::table
            .inner_join(integrations::table)
            .inner_join(
                listing_versions::table.on(listing_versions::integration_id
                    .eq(listings::integration_id)
                    .and(listing_versions::version.eq(listings::version))),
            )
            .filter(integrations::visibility.eq("public"))
            .filter(listings::stage.eq_any(public_stages()))
            .select(EntryRow::as_select())
    };
}
pub(crate) use public_entries;

fn entries(rows: Vec<EntryRow>) -> Result<Vec<CatalogEntry>, StoreError> {
    rows.into_iter().map(CatalogEntry::try_from).collect()
}

impl Read {
    /// The public entry of a slug.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when the catalog shows none.
    pub async fn entry(&mut self, slug: &Slug) -> Result<CatalogEntry, StoreError> {
        self.run(async |connection| {
            let row: EntryRow = public_entries!()
                .filter(integrations::slug.eq(slug.as_str()))
                .first(connection)
                .await?;
            Ok(CatalogEntry::try_from(row)?)
        })
        .await
    }

    /// The public entries among `ids`, in no order: what is missing is not shown (any more).
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn entries_by_ids(&mut self, ids: &[IntegrationId]) -> Result<Vec<CatalogEntry>, StoreError> {
        let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
        self.run(async |connection| {
            let rows = public_entries!()
                .filter(listings::integration_id.eq_any(ids))
                .load(connection)
                .await?;
            Ok(entries(rows)?)
        })
        .await
    }

    /// Public entries whose name starts with `prefix`, accents, case and punctuation aside, in the
    /// order of their names: what a process answers until its index is there.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn entries_by_name_prefix(
        &mut self,
        prefix: &str,
        limit: u32,
    ) -> Result<Vec<CatalogEntry>, StoreError> {
        let folded = fold(prefix);
        self.run(async |connection| {
            let rows = public_entries!()
                // Not LIKE: a prepared statement could not use the index for a pattern that it does
                // not know. The column is in byte order, and no name holds the last character.
                .filter(listings::name_folded.ge(&folded))
                .filter(listings::name_folded.lt(format!("{folded}\u{10FFFF}")))
                .order((listings::name_folded, listings::integration_id))
                .limit(i64::from(limit))
                .load(connection)
                .await?;
            Ok(entries(rows)?)
        })
        .await
    }

    /// The first `limit` entries of a feed.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn feed(&mut self, feed: Feed, limit: u32) -> Result<Vec<CatalogEntry>, StoreError> {
        let limit = i64::from(limit);
        let load = async |connection: &mut diesel_async::AsyncPgConnection| -> Result<Vec<EntryRow>, Fault> {
            let updated = (listings::updated_at.desc(), listings::integration_id);
            Ok(match feed {
                Feed::New => {
                    let newest = (listings::published_at.desc(), listings::integration_id);
                    public_entries!()
                        .order(newest)
                        .limit(limit)
                        .load(connection)
                        .await?
                }
                Feed::Updated => {
                    public_entries!()
                        .order(updated)
                        .limit(limit)
                        .load(connection)
                        .await?
                }
                Feed::Retired => {
                    public_entries!()
                        .filter(listings::stage.eq(Stage::Retired.as_str()))
                        .order(updated)
                        .limit(limit)
                        .load(connection)
                        .await?
                }
            })
        };
        let rows = self.run(load).await?;
        entries(rows)
    }
}
