//! Codes for somebody who has lost their second factor.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::UserId;

use crate::error::{StoreError, or};
use crate::one_time_links::Digest;
use crate::prepared::Prepare as _;
use crate::schema::recovery_codes;
use crate::tx::{Read, Tx};

impl Read {
    /// How many codes a person has left.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn recovery_codes_left(&mut self, user: UserId) -> Result<i64, StoreError> {
        self.run(async |connection| {
            Ok(recovery_codes::table
                .filter(recovery_codes::user_id.eq(user.0))
                .filter(recovery_codes::used_at.is_null())
                .count()
                .get_result(connection)
                .await?)
        })
        .await
    }
}

impl Tx {
    /// Gives a person these codes, by their SHA-256, in place of all they had.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a person.
    pub async fn set_recovery_codes(&mut self, user: UserId, hashes: &[Digest]) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::delete(recovery_codes::table)
                .filter(recovery_codes::user_id.eq(user.0))
                .execute(connection)
                .await?;
            let rows: Vec<_> = hashes
                .iter()
                .map(|hash| {
                    (
                        recovery_codes::user_id.eq(user.0),
                        recovery_codes::hash.eq(hash.as_slice()),
                    )
                })
                .collect();
            diesel::insert_into(recovery_codes::table)
                .values(rows)
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Uses a code up; of many who use it at once, one succeeds.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it is none of theirs or was used.
    pub async fn use_recovery_code(
        &mut self,
        user: UserId,
        hash: &Digest,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let used = diesel::update(recovery_codes::table.find((user.0, hash.as_slice())))
                .filter(recovery_codes::used_at.is_null())
                .set(recovery_codes::used_at.eq(at))
                .prepared()
                .execute(connection)
                .await?;
            or(used, StoreError::Absent)
        })
        .await
    }
}
