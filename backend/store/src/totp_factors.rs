//! Authenticator apps. The seed is a sealed secret; here is what keeps a code from being used twice.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::UserId;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{passkeys, totp_factors};
use crate::tx::{Read, Tx};

const USE_STEP: &str = "UPDATE totp_factors
    SET last_step = $2, confirmed_at = coalesce(confirmed_at, $3)
    WHERE user_id = $1 AND last_step < $2";

/// A person's authenticator app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TotpFactor {
    /// When it was set up.
    pub created_at: DateTime<Utc>,
    /// When the first code from it was right; before that it protects nothing.
    pub confirmed_at: Option<DateTime<Utc>>,
}

impl Read {
    /// A person's authenticator app.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when they have none.
    pub async fn totp_factor(&mut self, user: UserId) -> Result<TotpFactor, StoreError> {
        let (created_at, confirmed_at) = self
            .run(async |connection| {
                Ok(totp_factors::table
                    .find(user.0)
                    .select((totp_factors::created_at, totp_factors::confirmed_at))
                    .first(connection)
                    .await?)
            })
            .await?;
        Ok(TotpFactor {
            created_at,
            confirmed_at,
        })
    }

    /// Whether a person has a second factor that works: a confirmed app or a passkey.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn has_second_factor(&mut self, user: UserId) -> Result<bool, StoreError> {
        use diesel::dsl::exists;
        self.run(async |connection| {
            let app = totp_factors::table
                .find(user.0)
                .filter(totp_factors::confirmed_at.is_not_null());
            let keys = passkeys::table.filter(passkeys::user_id.eq(user.0));
            Ok(diesel::select(exists(app).or(exists(keys)))
                .get_result(connection)
                .await?)
        })
        .await
    }
}

impl Tx {
    /// Begins to set up an app, in place of one that was never confirmed.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when a confirmed one is there: it must be removed first, on purpose.
    pub async fn begin_totp(&mut self, user: UserId, at: DateTime<Utc>) -> Result<(), StoreError> {
        // Not the filter of queries: the condition of an upsert.
        use diesel::query_dsl::methods::FilterDsl;
        self.run(async |connection| {
            let insert = diesel::insert_into(totp_factors::table)
                .values((totp_factors::user_id.eq(user.0), totp_factors::created_at.eq(at)))
                .on_conflict(totp_factors::user_id)
                .do_update()
                .set((totp_factors::created_at.eq(at), totp_factors::last_step.eq(0)));
            let set = FilterDsl::filter(insert, totp_factors::confirmed_at.is_null())
                .execute(connection)
                .await?;
            or(set, StoreError::Stale)
        })
        .await
    }

    /// Uses the step of a code that was right, and confirms the app with its first one. Of many
    /// who use one step at once, one succeeds; steps before the last used one are over.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when this step or a later one was used already, or there is no app.
    pub async fn use_totp_step(
        &mut self,
        user: UserId,
        step: i64,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let used = diesel::sql_query(USE_STEP)
                .bind::<diesel::sql_types::Uuid, _>(user.0)
                .bind::<diesel::sql_types::BigInt, _>(step)
                .bind::<diesel::sql_types::Timestamptz, _>(at)
                .prepared()
                .execute(connection)
                .await?;
            or(used, StoreError::Stale)
        })
        .await
    }

    /// Takes a person's app away. Its seed is dropped apart, with [`Tx::drop_secret`].
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none.
    pub async fn remove_totp(&mut self, user: UserId) -> Result<(), StoreError> {
        self.run(async |connection| {
            let gone = diesel::delete(totp_factors::table.find(user.0))
                .execute(connection)
                .await?;
            or(gone, StoreError::Absent)
        })
        .await
    }
}
