//! Integrations before they are listed: whose they are and what they are called in URLs.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::ids::{IntegrationId, OrgId, UserId};
use oin_domain::integration::Slug;
use uuid::Uuid;

use crate::error::{Fault, StoreError};
use crate::prepared::Prepare as _;
use crate::schema::{integrations, users};
use crate::tx::{Read, Tx};

impl Read {
    /// The org that owns an integration; `None`: nobody does.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an integration.
    pub async fn owner_of(&mut self, id: IntegrationId) -> Result<Option<OrgId>, StoreError> {
        self.run(async |connection| {
            let owner: Option<Uuid> = integrations::table
                .find(id.0)
                .select(integrations::org_id)
                .first(connection)
                .await?;
            Ok(owner.map(OrgId))
        })
        .await
    }

    /// The integrations of an org with what they are called, by name; those of which only a deleted
    /// draft is left are not among them.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn integrations_of(&mut self, org: OrgId) -> Result<Vec<(IntegrationId, String)>, StoreError> {
        let rows: Vec<OwnedRow> = self
            .run(async |connection| {
                Ok(diesel::sql_query(OWNED)
                    .bind::<SqlUuid, _>(org.0)
                    .prepared()
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| (IntegrationId(row.id), row.name))
            .collect())
    }

    /// What people are called, of those who are still there.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn names_of(&mut self, people: &[UserId]) -> Result<Vec<(UserId, String)>, StoreError> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Uuid> = people.iter().map(|user| user.0).collect();
        let rows: Vec<(Uuid, String)> = self
            .run(async |connection| {
                Ok(users::table
                    .filter(users::id.eq_any(ids))
                    .select((users::id, users::name))
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(rows.into_iter().map(|(id, name)| (UserId(id), name)).collect())
    }
}

/// The listing's name, or else that of the last draft.
const OWNED: &str = "SELECT i.id, coalesce(l.name, (
            SELECT nullif(btrim(s.draft ->> 'name'), '') FROM submissions s
            WHERE s.integration_id = i.id AND s.deleted_at IS NULL
            ORDER BY s.created_at DESC LIMIT 1), 'Untitled integration') AS name
    FROM integrations i LEFT JOIN listings l ON l.integration_id = i.id
    WHERE i.org_id = $1 AND (l.integration_id IS NOT NULL OR EXISTS (
        SELECT FROM submissions s WHERE s.integration_id = i.id AND s.deleted_at IS NULL))
    ORDER BY 2, 1";

#[derive(QueryableByName)]
struct OwnedRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Held until the transaction ends: those of one name get their slugs one after the other. Not all
/// that want a slug, or each would wait until the one before is on the disk.
const ONE_OF_A_NAME_AT_A_TIME: &str =
    "SELECT pg_advisory_xact_lock(hashtextextended('integrations.slug:' || $1, 0))";

/// Slugs compare equal whatever the collation, so the first free of a few is found in one look.
const RESERVE: &str = "UPDATE integrations SET slug = coalesce(slug, (
        SELECT wanted.slug FROM unnest($2::text[]) WITH ORDINALITY AS wanted (slug, place)
        WHERE NOT EXISTS (SELECT FROM integrations taken WHERE taken.slug = wanted.slug)
        ORDER BY wanted.place LIMIT 1))
    WHERE id = $1 RETURNING slug";

impl Tx {
    /// Adds an integration without a slug: its first draft is begun.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an org.
    pub async fn add_integration(
        &mut self,
        id: IntegrationId,
        org: OrgId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(integrations::table)
                .values((
                    integrations::id.eq(id.0),
                    integrations::org_id.eq(org.0),
                    integrations::created_at.eq(at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Holds an integration's row until the transaction ends, so that no two submissions of it
    /// are begun at once.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an integration.
    pub async fn hold_integration(&mut self, id: IntegrationId) -> Result<Option<OrgId>, StoreError> {
        self.run(async |connection| {
            let owner: Option<Uuid> = integrations::table
                .find(id.0)
                .select(integrations::org_id)
                .for_no_key_update()
                .first(connection)
                .await?;
            Ok(owner.map(OrgId))
        })
        .await
    }

    /// Gives an integration the first of `wanted` that nobody has, for good; one that has a slug
    /// keeps it. `None`: all are taken.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an integration. Where one of another name takes the same
    /// slug at this moment, the transaction is run again.
    pub async fn reserve_slug(
        &mut self,
        id: IntegrationId,
        wanted: &[Slug],
    ) -> Result<Option<Slug>, StoreError> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Nullable<Text>)]
            slug: Option<String>,
        }
        let wanted: Vec<&str> = wanted.iter().map(Slug::as_str).collect();
        let row: Row = self
            .run(async |connection| {
                if let [name, ..] = wanted.as_slice() {
                    diesel::sql_query(ONE_OF_A_NAME_AT_A_TIME)
                        .bind::<Text, _>(*name)
                        .prepared()
                        .execute(connection)
                        .await?;
                }
                let reserved = diesel::sql_query(RESERVE)
                    .bind::<SqlUuid, _>(id.0)
                    .bind::<diesel::sql_types::Array<Text>, _>(wanted)
                    .prepared()
                    .get_result(connection)
                    .await;
                reserved.map_err(|error| {
                    let fault = Fault::from(error);
                    let taken = matches!(fault.error, StoreError::Taken("integrations_slug_key"));
                    Fault {
                        conflict: fault.conflict || taken,
                        ..fault
                    }
                })
            })
            .await?;
        row.slug
            .map(Slug::try_from)
            .transpose()
            .map_err(StoreError::broken)
    }
}
