//! Who works for the network.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::account::StaffRole;
use oin_domain::choice::Choice;
use oin_domain::ids::UserId;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{staff_roles, users};
use crate::tx::{Read, Tx};
use crate::users::{User, UserRow};

/// The lock of those who change who is an administrator (`oinadmin` in ASCII).
const ADMINS: i64 = 0x6f69_6e61_646d_696e;

fn role(text: &str) -> Result<StaffRole, StoreError> {
    text.parse().map_err(StoreError::broken)
}

impl Read {
    /// The staff roles that somebody has; none for people from outside.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn staff_roles(&mut self, user: UserId) -> Result<Vec<StaffRole>, StoreError> {
        let rows: Vec<String> = self
            .run(async |connection| {
                Ok(staff_roles::table
                    .filter(staff_roles::user_id.eq(user.0))
                    .select(staff_roles::role)
                    .load(connection)
                    .await?)
            })
            .await?;
        let mut roles = rows
            .iter()
            .map(|text| role(text))
            .collect::<Result<Vec<_>, _>>()?;
        roles.sort();
        Ok(roles)
    }

    /// Everybody with a staff role, by name; somebody with two comes twice.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn staff(&mut self) -> Result<Vec<(User, StaffRole)>, StoreError> {
        let rows: Vec<(UserRow, String)> = self
            .run(async |connection| {
                Ok(staff_roles::table
                    .inner_join(users::table.on(users::id.eq(staff_roles::user_id)))
                    .order((users::name, users::id, staff_roles::role))
                    .select((UserRow::as_select(), staff_roles::role))
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter()
            .map(|(user, text)| Ok((user.try_into()?, role(&text)?)))
            .collect()
    }
}

impl Tx {
    /// Gives somebody a staff role, or leaves it with them. `by`: who gave it; `None` is the
    /// command line. Ending their sessions is the caller's, in this transaction.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a person.
    pub async fn grant_staff_role(
        &mut self,
        user: UserId,
        role: StaffRole,
        by: Option<UserId>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(staff_roles::table)
                .values((
                    staff_roles::user_id.eq(user.0),
                    staff_roles::role.eq(role.as_str()),
                    staff_roles::granted_at.eq(at),
                    staff_roles::granted_by.eq(by.map(|by| by.0)),
                ))
                .on_conflict_do_nothing()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Who is an administrator with an open account; nobody else changes who that is until this
    /// transaction ends.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn hold_admins(&mut self) -> Result<Vec<UserId>, StoreError> {
        let rows: Vec<uuid::Uuid> = self
            .run(async |connection| {
                diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
                    .bind::<diesel::sql_types::BigInt, _>(ADMINS)
                    .prepared()
                    .execute(connection)
                    .await?;
                let admins = staff_roles::table.filter(staff_roles::role.eq(StaffRole::Admin.as_str()));
                Ok(users::table
                    .filter(users::id.eq_any(admins.select(staff_roles::user_id)))
                    .filter(users::disabled_at.is_null())
                    .select(users::id)
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(rows.into_iter().map(UserId).collect())
    }

    /// Takes a staff role away.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when they do not have it.
    pub async fn revoke_staff_role(&mut self, user: UserId, role: StaffRole) -> Result<(), StoreError> {
        self.run(async |connection| {
            let gone = diesel::delete(staff_roles::table.find((user.0, role.as_str())))
                .execute(connection)
                .await?;
            or(gone, StoreError::Absent)
        })
        .await
    }
}
