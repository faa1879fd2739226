//! Listings: publishing them, moving them through their life and reading their history.

mod courses;
mod publish;
mod revision;
mod taken;
mod write;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{Class, Content, Slug};
use oin_domain::listing::{Listing, Stage};
use oin_domain::text::Prose;
use uuid::Uuid;

use crate::changes::{Changed, NewChange};
use crate::error::StoreError;
use crate::schema::{integrations, listing_versions, listings};
use crate::tx::{Read, Tx};

pub use courses::{PastStep, StoredCourse};
pub use publish::{NewListing, Tally};
pub use revision::NewRevision;

/// One published revision of an integration.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// Its number, from 1.
    pub version: i32,
    /// What it said.
    pub content: Content,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// What it was made from, for example `seed`, or a submission's id.
    pub source: String,
    /// What it did to those who had installed the one before; nothing when that was not asked.
    pub class: Option<Class>,
    /// What they were told of it, and up to when the old settings work.
    pub notice: Option<(Prose, NaiveDate)>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = listing_versions, check_for_backend(diesel::pg::Pg))]
struct RevisionRow {
    version: i32,
    content: serde_json::Value,
    published_at: DateTime<Utc>,
    source: String,
    class: Option<String>,
    notice: Option<String>,
    grace: Option<NaiveDate>,
}

impl TryFrom<RevisionRow> for Revision {
    type Error = StoreError;

    fn try_from(row: RevisionRow) -> Result<Self, StoreError> {
        let notice = row.notice.map(Prose::try_from).transpose();
        Ok(Self {
            version: row.version,
            content: serde_json::from_value(row.content).map_err(StoreError::broken)?,
            published_at: row.published_at,
            source: row.source,
            class: row
                .class
                .map(|class| class.parse())
                .transpose()
                .map_err(StoreError::broken)?,
            notice: notice.map_err(StoreError::broken)?.zip(row.grace),
        })
    }
}

impl Read {
    /// The public listing of a slug, its content read.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when the catalog shows none.
    pub async fn listing(&mut self, slug: &Slug) -> Result<Listing, StoreError> {
        self.entry(slug).await?.into_listing()
    }

    /// Every published revision of an integration, the newest first; none when it is unknown.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn history(&mut self, id: IntegrationId) -> Result<Vec<Revision>, StoreError> {
        let rows: Vec<RevisionRow> = self
            .run(async |connection| {
                Ok(listing_versions::table
                    .filter(listing_versions::integration_id.eq(id.0))
                    .order(listing_versions::version.desc())
                    .select(RevisionRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(Revision::try_from).collect()
    }
}

impl Tx {
    /// Moves a listing from one stage to another at the time `at`: into the catalog, out of it
    /// for a time, or for good.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not in the stage `from` (any more), [`StoreError::Absent`]
    /// when there is no such listing.
    pub async fn move_listing(
        &mut self,
        slug: &Slug,
        from: Stage,
        to: Stage,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (id, visibility) = self
            .run(async |connection| {
                // The same lock as publishing takes: the two never overtake each other.
                let (id, visibility): (Uuid, String) = integrations::table
                    .filter(integrations::slug.eq(slug.as_str()))
                    .select((integrations::id, integrations::visibility))
                    .for_no_key_update()
                    .first(connection)
                    .await?;
                let moved = diesel::update(listings::table.find(id))
                    .filter(listings::stage.eq(from.as_str()))
                    .set((
                        listings::stage.eq(to.as_str()),
                        // Two clocks may disagree; the listing's own time never runs backwards.
                        listings::updated_at.eq(greatest(listings::updated_at, at)),
                    ))
                    .execute(connection)
                    .await?;
                if moved == 0 {
                    let listed = listings::table.find(id).select(listings::version);
                    listed.first::<i32>(connection).await?;
                    return Err(StoreError::Stale.into());
                }
                Ok((id, visibility))
            })
            .await?;
        let (id, slug) = (IntegrationId(id), slug.clone());
        let what = match (visibility == "public", from.is_public(), to.is_public()) {
            (true, _, true) => Changed::Upsert { id, slug },
            (true, true, false) => Changed::Removed { id, slug },
            // The public never saw it.
            _ => return Ok(()),
        };
        self.note([NewChange { at, what }]);
        Ok(())
    }
}

diesel::define_sql_function! {
    /// The later of two times.
    #[sql_name = "greatest"]
    fn greatest(a: diesel::sql_types::Timestamptz, b: diesel::sql_types::Timestamptz) -> diesel::sql_types::Timestamptz;
}
