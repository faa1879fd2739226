//! Passkeys.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::{PasskeyId, UserId};
use serde_json::Value;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::passkeys;
use crate::tx::{Read, Tx};

/// A passkey.
#[derive(Debug, Clone, PartialEq)]
pub struct Passkey {
    /// Which.
    pub id: PasskeyId,
    /// Whose.
    pub user: UserId,
    /// The authenticator's name for it (WebAuthn Level 3, credential id), 16 to 1,023 bytes.
    pub credential_id: Vec<u8>,
    /// The public key and what the verifier keeps with it, a JSON object.
    pub credential: Value,
    /// The last signature counter (WebAuthn Level 3, 6.1.1).
    pub counter: i64,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub used_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = passkeys, check_for_backend(diesel::pg::Pg))]
struct PasskeyRow {
    id: Uuid,
    user_id: Uuid,
    credential_id: Vec<u8>,
    credential: Value,
    counter: i64,
    name: String,
    created_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
}

impl From<PasskeyRow> for Passkey {
    fn from(row: PasskeyRow) -> Self {
        Self {
            id: PasskeyId(row.id),
            user: UserId(row.user_id),
            credential_id: row.credential_id,
            credential: row.credential,
            counter: row.counter,
            name: row.name,
            created_at: row.created_at,
            used_at: row.used_at,
        }
    }
}

impl Read {
    /// A person's passkeys, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn passkeys(&mut self, user: UserId) -> Result<Vec<Passkey>, StoreError> {
        let rows: Vec<PasskeyRow> = self
            .run(async |connection| {
                Ok(passkeys::table
                    .filter(passkeys::user_id.eq(user.0))
                    .order((passkeys::created_at, passkeys::id))
                    .select(PasskeyRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(rows.into_iter().map(Passkey::from).collect())
    }

    /// The passkey with an authenticator's name for it.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when nobody has it.
    pub async fn passkey(&mut self, credential_id: &[u8]) -> Result<Passkey, StoreError> {
        let row: PasskeyRow = self
            .run(async |connection| {
                Ok(passkeys::table
                    .filter(passkeys::credential_id.eq(credential_id))
                    .select(PasskeyRow::as_select())
                    .first(connection)
                    .await?)
            })
            .await?;
        Ok(row.into())
    }
}

impl Tx {
    /// Adds a passkey whose ceremony has succeeded.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`passkeys_credential_id_key`) when somebody has it already.
    pub async fn add_passkey(&mut self, passkey: &Passkey) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(passkeys::table)
                .values((
                    passkeys::id.eq(passkey.id.0),
                    passkeys::user_id.eq(passkey.user.0),
                    passkeys::credential_id.eq(&passkey.credential_id),
                    passkeys::credential.eq(&passkey.credential),
                    passkeys::counter.eq(passkey.counter),
                    passkeys::name.eq(&passkey.name),
                    passkeys::created_at.eq(passkey.created_at),
                    passkeys::used_at.eq(passkey.used_at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Notes that a passkey was used: its new counter and state. A counter that does not rise is
    /// a copy of the authenticator, unless it always says 0.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the counter did not rise or the passkey has gone.
    pub async fn use_passkey(
        &mut self,
        id: PasskeyId,
        counter: i64,
        credential: &Value,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let used = diesel::update(passkeys::table.find(id.0))
                .filter(
                    passkeys::counter
                        .lt(counter)
                        .or(passkeys::counter.eq(0).and(passkeys::counter.eq(counter))),
                )
                .set((
                    passkeys::counter.eq(counter),
                    passkeys::credential.eq(credential),
                    passkeys::used_at.eq(at),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(used, StoreError::Stale)
        })
        .await
    }

    /// Calls one of a person's passkeys by another name.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it is not theirs.
    pub async fn rename_passkey(
        &mut self,
        user: UserId,
        id: PasskeyId,
        name: &str,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let renamed = diesel::update(passkeys::table.find(id.0))
                .filter(passkeys::user_id.eq(user.0))
                .set(passkeys::name.eq(name))
                .prepared()
                .execute(connection)
                .await?;
            or(renamed, StoreError::Absent)
        })
        .await
    }

    /// Takes one of a person's passkeys away.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it is not theirs.
    pub async fn remove_passkey(&mut self, user: UserId, id: PasskeyId) -> Result<(), StoreError> {
        self.run(async |connection| {
            let gone = diesel::delete(passkeys::table.find(id.0))
                .filter(passkeys::user_id.eq(user.0))
                .execute(connection)
                .await?;
            or(gone, StoreError::Absent)
        })
        .await
    }
}
