//! Secrets that must come back in clear, as they are sealed. What opens them is the server's vault.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use oin_domain::ids::{DataKeyId, OrgId};
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::sealed_secrets;
use crate::tx::{Read, Tx};

/// Where a secret belongs: the noun and field it is part of, whose it is and where it may go.
/// All of it is sealed in with the secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SecretPlace {
    /// The noun it belongs to, as the tables name it: `test_logins`, `totp_factors`, `letters`.
    pub place: &'static str,
    /// Which one.
    pub row: Uuid,
    /// Which secret of it, `password` for example.
    pub field: String,
    /// Whose it is; `None`: a person's or the installation's own.
    pub org: Option<OrgId>,
    /// The only origin it may be sent to; empty when it is sent nowhere.
    pub target: String,
}

/// A secret as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSecret {
    /// The origin it is bound to.
    pub target: String,
    /// The key that opens it.
    pub key: DataKeyId,
    /// The form of what is sealed in.
    pub version: i16,
    /// The number of this sealing; none is ever given twice.
    pub revision: i64,
    /// Nonce, ciphertext and tag.
    pub sealed: Vec<u8>,
}

/// A sealed secret and where it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSecret {
    /// The noun it belongs to.
    pub place: String,
    /// Which one.
    pub row: Uuid,
    /// Which secret of it.
    pub field: String,
    /// Whose it is.
    pub org: Option<OrgId>,
    /// The secret.
    pub secret: SealedSecret,
}

type Kept = (String, Uuid, String, Option<Uuid>, SecretRow);

#[derive(Queryable, Selectable)]
#[diesel(table_name = sealed_secrets, check_for_backend(diesel::pg::Pg))]
struct SecretRow {
    target: String,
    data_key_id: Uuid,
    version: i16,
    revision: i64,
    sealed: Vec<u8>,
}

impl From<SecretRow> for SealedSecret {
    fn from(row: SecretRow) -> Self {
        Self {
            target: row.target,
            key: DataKeyId(row.data_key_id),
            version: row.version,
            revision: row.revision,
            sealed: row.sealed,
        }
    }
}

impl Read {
    /// A sealed secret, bound to whatever target it was sealed for.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none in this place.
    pub async fn sealed_secret(
        &mut self,
        place: &str,
        row: Uuid,
        field: &str,
    ) -> Result<SealedSecret, StoreError> {
        let found: SecretRow = self
            .run(async |connection| {
                Ok(sealed_secrets::table
                    .find((place, row, field))
                    .select(SecretRow::as_select())
                    .first(connection)
                    .await?)
            })
            .await?;
        Ok(found.into())
    }

    /// Which secrets a row has: their fields and targets, nothing of what is in them.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn secret_fields(
        &mut self,
        place: &str,
        row: Uuid,
    ) -> Result<Vec<(String, String)>, StoreError> {
        self.run(async |connection| {
            Ok(sealed_secrets::table
                .filter(sealed_secrets::place.eq(place))
                .filter(sealed_secrets::row_id.eq(row))
                .order(sealed_secrets::field)
                .select((sealed_secrets::field, sealed_secrets::target))
                .load(connection)
                .await?)
        })
        .await
    }

    /// At most `limit` secrets that a key has sealed, for sealing them anew with another.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn secrets_under(&mut self, key: DataKeyId, limit: u32) -> Result<Vec<KeptSecret>, StoreError> {
        let rows: Vec<Kept> = self
            .run(async |connection| {
                Ok(sealed_secrets::table
                    .filter(sealed_secrets::data_key_id.eq(key.0))
                    .order(sealed_secrets::revision)
                    .limit(i64::from(limit))
                    .select((
                        sealed_secrets::place,
                        sealed_secrets::row_id,
                        sealed_secrets::field,
                        sealed_secrets::org_id,
                        SecretRow::as_select(),
                    ))
                    .load(connection)
                    .await?)
            })
            .await?;
        let kept = |(place, row, field, org, secret): Kept| KeptSecret {
            place,
            row,
            field,
            org: org.map(OrgId),
            secret: secret.into(),
        };
        Ok(rows.into_iter().map(kept).collect())
    }
}

impl Tx {
    /// The number for one sealing. A rolled-back transaction leaves a gap.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn next_secret_revision(&mut self) -> Result<i64, StoreError> {
        #[derive(QueryableByName)]
        struct Next {
            #[diesel(sql_type = BigInt)]
            next: i64,
        }
        self.run(async |connection| {
            let next: Next = diesel::sql_query("SELECT nextval('sealed_secret_revisions') AS next")
                .prepared()
                .get_result(connection)
                .await?;
            Ok(next.next)
        })
        .await
    }

    /// Keeps a secret in its place, instead of the one that is there.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when the org or the key is not there.
    pub async fn put_secret(
        &mut self,
        place: &SecretPlace,
        secret: &SealedSecret,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let values = (
                sealed_secrets::org_id.eq(place.org.map(|org| org.0)),
                sealed_secrets::target.eq(&secret.target),
                sealed_secrets::data_key_id.eq(secret.key.0),
                sealed_secrets::version.eq(secret.version),
                sealed_secrets::revision.eq(secret.revision),
                sealed_secrets::sealed.eq(&secret.sealed),
                sealed_secrets::sealed_at.eq(at),
            );
            diesel::insert_into(sealed_secrets::table)
                .values((
                    sealed_secrets::place.eq(place.place),
                    sealed_secrets::row_id.eq(place.row),
                    sealed_secrets::field.eq(&place.field),
                    values,
                ))
                .on_conflict((
                    sealed_secrets::place,
                    sealed_secrets::row_id,
                    sealed_secrets::field,
                ))
                .do_update()
                .set(values)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Replaces a sealing by another of the same secret.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the secret was changed or dropped meanwhile.
    pub async fn reseal_secret(
        &mut self,
        kept: &KeptSecret,
        secret: &SealedSecret,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let changed = diesel::update(sealed_secrets::table.find((&kept.place, kept.row, &kept.field)))
                .filter(sealed_secrets::revision.eq(kept.secret.revision))
                .set((
                    sealed_secrets::data_key_id.eq(secret.key.0),
                    sealed_secrets::version.eq(secret.version),
                    sealed_secrets::revision.eq(secret.revision),
                    sealed_secrets::sealed.eq(&secret.sealed),
                    sealed_secrets::sealed_at.eq(at),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(changed, StoreError::Stale)
        })
        .await
    }

    /// Drops a secret, if there is one; says whether there was.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn drop_secret(&mut self, place: &str, row: Uuid, field: &str) -> Result<bool, StoreError> {
        self.run(async |connection| {
            let gone = diesel::delete(sealed_secrets::table.find((place, row, field)))
                .execute(connection)
                .await?;
            Ok(gone > 0)
        })
        .await
    }

    /// Drops the secrets of a row that are bound to another origin than `target`: its address has
    /// changed, and what was meant for the old one must be typed again. Says which fields.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn drop_secrets_for_other_targets(
        &mut self,
        place: &str,
        row: Uuid,
        target: &str,
    ) -> Result<Vec<String>, StoreError> {
        self.run(async |connection| {
            Ok(diesel::delete(sealed_secrets::table)
                .filter(sealed_secrets::place.eq(place))
                .filter(sealed_secrets::row_id.eq(row))
                .filter(sealed_secrets::target.ne(target))
                .returning(sealed_secrets::field)
                .get_results(connection)
                .await?)
        })
        .await
    }
}
