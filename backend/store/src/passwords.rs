//! Hashes of passwords. What they are made with and how they are compared is the server's.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::account::MailAddress;
use oin_domain::ids::UserId;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{passwords, users};
use crate::tx::{Read, Tx};

/// A hash and what it was made with. It never goes into a log: no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash {
    /// The hash as a PHC string, with its figures and salt.
    pub phc: String,
    /// The pepper that went into it.
    pub pepper_id: String,
}

impl Read {
    /// Who signs in with an address, and the hash of their password, if they have one. Only
    /// confirmed accounts that are not disabled: for all others the answer is the same.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when nobody signs in with it.
    pub async fn password_by_mail(
        &mut self,
        mail: &MailAddress,
    ) -> Result<(UserId, Option<PasswordHash>), StoreError> {
        let (id, hash): (Uuid, Option<(String, String)>) = self
            .run(async |connection| {
                Ok(users::table
                    .left_join(passwords::table)
                    .filter(users::mail_folded.eq(mail.folded()))
                    .filter(users::confirmed_at.is_not_null())
                    .filter(users::disabled_at.is_null())
                    .select((users::id, (passwords::hash, passwords::pepper_id).nullable()))
                    .first(connection)
                    .await?)
            })
            .await?;
        Ok((
            UserId(id),
            hash.map(|(phc, pepper_id)| PasswordHash { phc, pepper_id }),
        ))
    }

    /// The peppers that went into any hash: what the key file must still hold.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn pepper_ids(&mut self) -> Result<Vec<String>, StoreError> {
        self.run(async |connection| {
            Ok(passwords::table
                .select(passwords::pepper_id)
                .distinct()
                .order(passwords::pepper_id)
                .load(connection)
                .await?)
        })
        .await
    }

    /// The hash of a person's password.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when they have none.
    pub async fn password(&mut self, user: UserId) -> Result<PasswordHash, StoreError> {
        let (phc, pepper_id) = self
            .run(async |connection| {
                Ok(passwords::table
                    .find(user.0)
                    .select((passwords::hash, passwords::pepper_id))
                    .first(connection)
                    .await?)
            })
            .await?;
        Ok(PasswordHash { phc, pepper_id })
    }
}

impl Tx {
    /// Gives a person a new password. Ending their sessions is the caller's, in this transaction.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a person.
    pub async fn set_password(
        &mut self,
        user: UserId,
        hash: &PasswordHash,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let values = (
                passwords::hash.eq(&hash.phc),
                passwords::pepper_id.eq(&hash.pepper_id),
                passwords::changed_at.eq(at),
            );
            diesel::insert_into(passwords::table)
                .values((passwords::user_id.eq(user.0), values))
                .on_conflict(passwords::user_id)
                .do_update()
                .set(values)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Replaces a hash by a stronger one of the same password, unless the password has changed
    /// meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it has.
    pub async fn rehash_password(
        &mut self,
        user: UserId,
        before: &PasswordHash,
        after: &PasswordHash,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let changed = diesel::update(passwords::table.find(user.0))
                .filter(passwords::hash.eq(&before.phc))
                .set((
                    passwords::hash.eq(&after.phc),
                    passwords::pepper_id.eq(&after.pepper_id),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(changed, StoreError::Stale)
        })
        .await
    }
}
