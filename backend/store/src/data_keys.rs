//! The keys that seal secrets. They are wrapped by a key that is not in the database.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::{DataKeyId, OrgId};
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::data_keys;
use crate::tx::{Read, Tx};

/// A wrapped key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataKey {
    /// Which.
    pub id: DataKeyId,
    /// Whose secrets it seals; `None`: those of people and of the installation itself.
    pub org: Option<OrgId>,
    /// The key that wraps it, as the key file calls it.
    pub wrapping_key: String,
    /// Nonce, wrapped key and tag: 72 bytes.
    pub wrapped: Vec<u8>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = data_keys, check_for_backend(diesel::pg::Pg))]
struct KeyRow {
    id: Uuid,
    org_id: Option<Uuid>,
    wrapping_key: String,
    wrapped: Vec<u8>,
    created_at: DateTime<Utc>,
}

impl From<KeyRow> for DataKey {
    fn from(row: KeyRow) -> Self {
        Self {
            id: DataKeyId(row.id),
            org: row.org_id.map(OrgId),
            wrapping_key: row.wrapping_key,
            wrapped: row.wrapped,
            created_at: row.created_at,
        }
    }
}

impl Read {
    /// The key that seals new secrets of an org, or of the installation itself (`None`).
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none yet.
    pub async fn current_data_key(&mut self, org: Option<OrgId>) -> Result<DataKey, StoreError> {
        let row: KeyRow = self
            .run(async |connection| {
                Ok(data_keys::table
                    .filter(data_keys::org_id.is_not_distinct_from(org.map(|org| org.0)))
                    .filter(data_keys::state.eq("current"))
                    .select(KeyRow::as_select())
                    .first(connection)
                    .await?)
            })
            .await?;
        Ok(row.into())
    }

    /// A key, current or not.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none with this id.
    pub async fn data_key(&mut self, id: DataKeyId) -> Result<DataKey, StoreError> {
        let row: KeyRow = self
            .run(async |connection| {
                Ok(data_keys::table
                    .find(id.0)
                    .select(KeyRow::as_select())
                    .first(connection)
                    .await?)
            })
            .await?;
        Ok(row.into())
    }

    /// One key of each that wraps any: what the key file must be able to open.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn data_key_samples(&mut self) -> Result<Vec<DataKey>, StoreError> {
        let rows: Vec<KeyRow> = self
            .run(async |connection| {
                Ok(data_keys::table
                    .distinct_on(data_keys::wrapping_key)
                    .order((data_keys::wrapping_key, data_keys::id))
                    .select(KeyRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(rows.into_iter().map(DataKey::from).collect())
    }

    /// At most `limit` keys that are no longer current and have sealed something: what they have
    /// sealed is to be sealed anew.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn retained_data_keys(&mut self, limit: u32) -> Result<Vec<DataKey>, StoreError> {
        use crate::schema::sealed_secrets;
        let rows: Vec<KeyRow> = self
            .run(async |connection| {
                let used = sealed_secrets::table.filter(sealed_secrets::data_key_id.eq(data_keys::id));
                Ok(data_keys::table
                    .filter(data_keys::state.eq("retained"))
                    .filter(diesel::dsl::exists(used))
                    .order(data_keys::id)
                    .limit(i64::from(limit))
                    .select(KeyRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(rows.into_iter().map(DataKey::from).collect())
    }

    /// At most `limit` keys that another key than `wrapping_key` wraps.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn data_keys_not_under(
        &mut self,
        wrapping_key: &str,
        limit: u32,
    ) -> Result<Vec<DataKey>, StoreError> {
        let rows: Vec<KeyRow> = self
            .run(async |connection| {
                Ok(data_keys::table
                    .filter(data_keys::wrapping_key.ne(wrapping_key))
                    .order(data_keys::id)
                    .limit(i64::from(limit))
                    .select(KeyRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(rows.into_iter().map(DataKey::from).collect())
    }
}

impl Tx {
    /// Makes `key` the one that seals new secrets of its org, if the org has none; else the one
    /// that is there wins. Returns the current one.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an org.
    pub async fn ensure_data_key(&mut self, key: &DataKey) -> Result<DataKey, StoreError> {
        self.run(async |connection| {
            diesel::insert_into(data_keys::table)
                .values((
                    data_keys::id.eq(key.id.0),
                    data_keys::org_id.eq(key.org.map(|org| org.0)),
                    data_keys::state.eq("current"),
                    data_keys::wrapping_key.eq(&key.wrapping_key),
                    data_keys::wrapped.eq(&key.wrapped),
                    data_keys::created_at.eq(key.created_at),
                ))
                .on_conflict_do_nothing()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await?;
        self.current_data_key(key.org).await
    }

    /// Ends that the current key of an org seals new secrets: the next one to seal makes a new
    /// key. What it has sealed it still opens.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none.
    pub async fn retain_data_key(&mut self, org: Option<OrgId>) -> Result<DataKeyId, StoreError> {
        let id: Uuid = self
            .run(async |connection| {
                Ok(diesel::update(data_keys::table)
                    .filter(data_keys::org_id.is_not_distinct_from(org.map(|org| org.0)))
                    .filter(data_keys::state.eq("current"))
                    .set(data_keys::state.eq("retained"))
                    .returning(data_keys::id)
                    .prepared()
                    .get_result(connection)
                    .await?)
            })
            .await?;
        Ok(DataKeyId(id))
    }

    /// Replaces how a key is wrapped; the key itself stays the same.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is no longer wrapped by `before`.
    pub async fn rewrap_data_key(
        &mut self,
        id: DataKeyId,
        before: &str,
        wrapping_key: &str,
        wrapped: &[u8],
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let changed = diesel::update(data_keys::table.find(id.0))
                .filter(data_keys::wrapping_key.eq(before))
                .set((
                    data_keys::wrapping_key.eq(wrapping_key),
                    data_keys::wrapped.eq(wrapped),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(changed, StoreError::Stale)
        })
        .await
    }

    /// Takes away the retained keys of an org under which nothing is sealed any more; says how
    /// many.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn drop_unused_data_keys(&mut self, org: Option<OrgId>) -> Result<usize, StoreError> {
        use crate::schema::sealed_secrets;
        self.run(async |connection| {
            let used = sealed_secrets::table.filter(sealed_secrets::data_key_id.eq(data_keys::id));
            Ok(diesel::delete(data_keys::table)
                .filter(data_keys::org_id.is_not_distinct_from(org.map(|org| org.0)))
                .filter(data_keys::state.eq("retained"))
                .filter(diesel::dsl::not(diesel::dsl::exists(used)))
                .execute(connection)
                .await?)
        })
        .await
    }

    /// Destroys every key and sealed secret of an org that is deleted: no backup of the table
    /// alone brings them back.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn destroy_data_keys(&mut self, org: OrgId) -> Result<(), StoreError> {
        use crate::schema::sealed_secrets;
        self.run(async |connection| {
            diesel::delete(sealed_secrets::table)
                .filter(sealed_secrets::org_id.eq(org.0))
                .execute(connection)
                .await?;
            diesel::delete(data_keys::table)
                .filter(data_keys::org_id.eq(org.0))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
