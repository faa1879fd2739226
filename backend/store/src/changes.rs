//! The catalog's version and what changed in each.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::Slug;
use uuid::Uuid;

use crate::error::{Fault, StoreError};
use crate::prepared::Prepare as _;
use crate::schema::{catalog_state, changes};
use crate::tx::{Read, Tx};

/// The channel on which every catalog write is announced, without a payload: a notification can
/// be lost and only says "look at the changes".
pub(crate) const CHANNEL: &str = "oin_catalog";

/// The payload that asks every process to load the catalog anew.
pub(crate) const RELOAD: &str = "reload";

/// One step of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The catalog's version after it; each change has its own, without gaps, in commit order.
    pub version: i64,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// What changed.
    pub what: Changed,
}

/// What a change touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// The catalog shows this listing, and something of it is new.
    Upsert {
        /// The integration.
        id: IntegrationId,
        /// Its name in URLs.
        slug: Slug,
    },
    /// The catalog no longer shows this listing: the tombstone.
    Removed {
        /// The integration.
        id: IntegrationId,
        /// Its name in URLs, never given to another.
        slug: Slug,
    },
    /// The managed list of categories.
    Categories,
    /// The collections.
    Collections,
}

impl Changed {
    fn kind(&self) -> &'static str {
        match self {
            Self::Upsert { .. } => "upsert",
            Self::Removed { .. } => "removed",
            Self::Categories => "categories",
            Self::Collections => "collections",
        }
    }

    fn integration(&self) -> Option<(Uuid, &str)> {
        match self {
            Self::Upsert { id, slug } | Self::Removed { id, slug } => Some((id.0, slug.as_str())),
            Self::Categories | Self::Collections => None,
        }
    }
}

/// A change that has no version yet.
#[derive(Debug)]
pub(crate) struct NewChange {
    pub(crate) at: DateTime<Utc>,
    pub(crate) what: Changed,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = changes, check_for_backend(diesel::pg::Pg))]
struct ChangeRow {
    version: i64,
    kind: String,
    integration_id: Option<Uuid>,
    slug: Option<String>,
    at: DateTime<Utc>,
}

impl TryFrom<ChangeRow> for Change {
    type Error = StoreError;

    fn try_from(row: ChangeRow) -> Result<Self, StoreError> {
        let integration = match (row.integration_id, row.slug) {
            (Some(id), Some(slug)) => Some((
                IntegrationId(id),
                Slug::try_from(slug).map_err(StoreError::broken)?,
            )),
            _ => None,
        };
        let what = match (row.kind.as_str(), integration) {
            ("upsert", Some((id, slug))) => Changed::Upsert { id, slug },
            ("removed", Some((id, slug))) => Changed::Removed { id, slug },
            ("categories", None) => Changed::Categories,
            ("collections", None) => Changed::Collections,
            (kind, _) => {
                return Err(StoreError::broken(format!(
                    "change {} has the kind {kind}",
                    row.version
                )));
            }
        };
        Ok(Self {
            version: row.version,
            at: row.at,
            what,
        })
    }
}

impl Read {
    /// The catalog's version.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn catalog_version(&mut self) -> Result<i64, StoreError> {
        self.run(async |connection| {
            Ok(catalog_state::table
                .select(catalog_state::version)
                .first(connection)
                .await?)
        })
        .await
    }

    /// At most `limit` changes after `version`, in order. Nothing before the last of them can
    /// appear later.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn changes_after(&mut self, version: i64, limit: u32) -> Result<Vec<Change>, StoreError> {
        let rows: Vec<ChangeRow> = self
            .run(async |connection| {
                Ok(changes::table
                    .filter(changes::version.gt(version))
                    .order(changes::version)
                    .limit(i64::from(limit))
                    .select(ChangeRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(Change::try_from).collect()
    }
}

/// Raises the catalog's version by the number of changes, writes them and announces them. The
/// row lock taken by the UPDATE lasts until the commit: that makes the order.
const NUMBER: &str = "WITH raised AS (
    UPDATE catalog_state SET version = version + cardinality($1) RETURNING version
), written AS (
    INSERT INTO changes (version, kind, integration_id, slug, at)
    SELECT raised.version - cardinality($1) + made.nth, made.kind, made.integration_id, made.slug, made.at
    FROM raised, unnest($1, $2, $3, $4) WITH ORDINALITY AS made (kind, integration_id, slug, at, nth)
    RETURNING version
)
SELECT max(version) AS version, pg_notify($5, '')::text AS announced FROM written";

/// Takes the lock of the catalog's version early. For small lists that are compared and replaced
/// as a whole: two who do that at once would write over each other.
pub(crate) async fn hold_catalog(connection: &mut AsyncPgConnection) -> Result<(), Fault> {
    catalog_state::table
        .select(catalog_state::version)
        .for_update()
        .first::<i64>(connection)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Numbered {
    #[diesel(sql_type = Nullable<BigInt>)]
    version: Option<i64>,
}

impl Tx {
    /// Asks every running process to load the catalog anew. A process that is not connected at
    /// this moment loads nothing more than it missed.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn announce_reload(&mut self) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::sql_query("SELECT pg_notify($1, $2)")
                .bind::<Text, _>(CHANNEL)
                .bind::<Text, _>(RELOAD)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    pub(crate) async fn number(&mut self, changes: Vec<NewChange>) -> Result<(), StoreError> {
        let kinds: Vec<&str> = changes.iter().map(|change| change.what.kind()).collect();
        let ids: Vec<Option<Uuid>> = changes
            .iter()
            .map(|c| c.what.integration().map(|(id, _)| id))
            .collect();
        let slugs: Vec<Option<&str>> = changes
            .iter()
            .map(|c| c.what.integration().map(|(_, slug)| slug))
            .collect();
        let times: Vec<DateTime<Utc>> = changes.iter().map(|change| change.at).collect();
        let numbered: Numbered = self
            .run(async |connection| {
                Ok(diesel::sql_query(NUMBER)
                    .bind::<Array<Text>, _>(kinds)
                    .bind::<Array<Nullable<SqlUuid>>, _>(ids)
                    .bind::<Array<Nullable<Text>>, _>(slugs)
                    .bind::<Array<Timestamptz>, _>(times)
                    .bind::<Text, _>(CHANNEL)
                    .prepared()
                    .get_result(connection)
                    .await?)
            })
            .await?;
        match numbered.version {
            Some(version) => {
                tracing::debug!(version, changes = changes.len(), "the catalog changed");
                Ok(())
            }
            None => Err(StoreError::broken("the row of catalog_state is missing")),
        }
    }
}
