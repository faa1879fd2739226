//! Looking things up in the trail.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::ids::UserId;
use uuid::Uuid;

use super::row::{AuditEntry, EntryRow, entry_from};
use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::tx::Read;

/// What is looked for; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// One of these people did it or it was done to them.
    pub people: Option<Vec<UserId>>,
    /// The area.
    pub area: Option<String>,
    /// The act.
    pub act: Option<String>,
    /// The id of what it was done to, of an org, or of a request.
    pub about: Option<String>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
}

impl Read {
    /// An entry.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none of this id.
    pub async fn audit_entry(&mut self, id: i64) -> Result<AuditEntry, StoreError> {
        let row: EntryRow = self
            .run(async |connection| {
                Ok(diesel::sql_query(entry_from!("WHERE e.id = $1"))
                    .bind::<BigInt, _>(id)
                    .prepared()
                    .get_result(connection)
                    .await?)
            })
            .await?;
        let mut entry = [AuditEntry::from(row)];
        self.name_tokens(&mut entry).await?;
        let [entry] = entry;
        Ok(entry)
    }

    /// The last entries before the entry `before` that are looked for, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn audit_entries(
        &mut self,
        filter: &AuditFilter,
        before: i64,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        self.filtered(
            entry_from!(
                "WHERE ($1::uuid[] IS NULL OR e.actor_id = ANY($1) OR e.user_id = ANY($1)) \
                 AND ($2::text IS NULL OR e.area = $2) AND ($3::text IS NULL OR e.act = $3) \
                 AND ($4::text IS NULL OR e.about_id = $4 OR e.org_id::text = $4 OR e.request_id = $4) \
                 AND ($5::timestamptz IS NULL OR e.at >= $5) AND ($6::timestamptz IS NULL OR e.at < $6) \
                 AND e.id < $7 ORDER BY e.id DESC LIMIT $8"
            ),
            filter,
            before,
            limit,
        )
        .await
    }

    /// The first entries after the entry `after` that are looked for, in the order of their writing.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn audit_entries_after(
        &mut self,
        filter: &AuditFilter,
        after: i64,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        self.filtered(
            entry_from!(
                "WHERE ($1::uuid[] IS NULL OR e.actor_id = ANY($1) OR e.user_id = ANY($1)) \
                 AND ($2::text IS NULL OR e.area = $2) AND ($3::text IS NULL OR e.act = $3) \
                 AND ($4::text IS NULL OR e.about_id = $4 OR e.org_id::text = $4 OR e.request_id = $4) \
                 AND ($5::timestamptz IS NULL OR e.at >= $5) AND ($6::timestamptz IS NULL OR e.at < $6) \
                 AND e.id > $7 ORDER BY e.id LIMIT $8"
            ),
            filter,
            after,
            limit,
        )
        .await
    }

    async fn filtered(
        &mut self,
        sql: &'static str,
        filter: &AuditFilter,
        mark: i64,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let people: Option<Vec<Uuid>> = filter
            .people
            .as_ref()
            .map(|people| people.iter().map(|user| user.0).collect());
        let rows: Vec<EntryRow> = self
            .run(async |connection| {
                Ok(diesel::sql_query(sql)
                    .bind::<Nullable<Array<SqlUuid>>, _>(people)
                    .bind::<Nullable<Text>, _>(filter.area.as_deref())
                    .bind::<Nullable<Text>, _>(filter.act.as_deref())
                    .bind::<Nullable<Text>, _>(filter.about.as_deref())
                    .bind::<Nullable<Timestamptz>, _>(filter.from)
                    .bind::<Nullable<Timestamptz>, _>(filter.until)
                    .bind::<BigInt, _>(mark)
                    .bind::<BigInt, _>(i64::from(limit))
                    .prepared()
                    .load(connection)
                    .await?)
            })
            .await?;
        let mut entries: Vec<AuditEntry> = rows.into_iter().map(AuditEntry::from).collect();
        self.name_tokens(&mut entries).await?;
        Ok(entries)
    }

    /// Fills in what the tokens of entries are called, as far as they are still known.
    async fn name_tokens(&mut self, entries: &mut [AuditEntry]) -> Result<(), StoreError> {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = SqlUuid)]
            id: Uuid,
            #[diesel(sql_type = Text)]
            name: String,
        }
        let ids = entries.iter().filter_map(|entry| entry.token.as_ref());
        let ids: Vec<Uuid> = ids.map(|token| token.id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let rows: Vec<Row> = self
            .run(async |connection| {
                Ok(diesel::sql_query(
                    "SELECT id, name FROM api_tokens WHERE id = ANY($1) \
                     UNION ALL SELECT id, name FROM staff_tokens WHERE id = ANY($1)",
                )
                .bind::<Array<SqlUuid>, _>(&ids)
                .load(connection)
                .await?)
            })
            .await?;
        for entry in entries {
            let id = entry.token.as_ref().map(|token| token.id);
            let row = rows.iter().find(|row| Some(row.id) == id);
            entry.token_name = row.map(|row| row.name.clone());
        }
        Ok(())
    }

    /// The people whose address, at present or when they acted, holds a text; at most 50.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn audited_people(&mut self, text: &str) -> Result<Vec<UserId>, StoreError> {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = SqlUuid)]
            id: Uuid,
        }
        let rows: Vec<Row> = self
            .run(async |connection| {
                Ok(diesel::sql_query(
                    "SELECT id FROM users WHERE position(lower($1) IN mail_folded || ' ' || lower(name)) > 0 \
                     OR id::text = $1 LIMIT 50",
                )
                .bind::<Text, _>(text)
                .prepared()
                .load(connection)
                .await?)
            })
            .await?;
        Ok(rows.into_iter().map(|row| UserId(row.id)).collect())
    }
}
