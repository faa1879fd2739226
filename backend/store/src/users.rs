//! People.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;
use oin_domain::account::MailAddress;
use oin_domain::ids::UserId;
use oin_domain::text::Line;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{staff_roles, users};
use crate::tx::{Read, Tx};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// Where we write to.
    pub mail: MailAddress,
    /// What they are called.
    pub name: Line,
    /// When they signed up.
    pub created_at: DateTime<Utc>,
    /// When the address became theirs; nobody signs in before.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When the account was disabled; nobody signs in after.
    pub disabled_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub(crate) struct UserRow {
    id: Uuid,
    mail: String,
    name: String,
    created_at: DateTime<Utc>,
    confirmed_at: Option<DateTime<Utc>>,
    disabled_at: Option<DateTime<Utc>>,
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;

    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId(row.id),
            mail: MailAddress::try_from(row.mail).map_err(StoreError::broken)?,
            name: Line::try_from(row.name).map_err(StoreError::broken)?,
            created_at: row.created_at,
            confirmed_at: row.confirmed_at,
            disabled_at: row.disabled_at,
        })
    }
}

impl Read {
    /// A person.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none with this id.
    pub async fn user(&mut self, id: UserId) -> Result<User, StoreError> {
        self.run(async |connection| {
            Ok(users::table
                .find(id.0)
                .select(UserRow::as_select())
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// The person to whom an address belongs: the one who confirmed it.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it belongs to nobody.
    pub async fn user_by_mail(&mut self, mail: &MailAddress) -> Result<User, StoreError> {
        self.run(async |connection| {
            Ok(users::table
                .filter(users::mail_folded.eq(mail.folded()))
                .filter(users::confirmed_at.is_not_null())
                .select(UserRow::as_select())
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// Everybody with a confirmed address, by address; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn users(&mut self, limit: u32) -> Result<Vec<User>, StoreError> {
        let rows: Vec<UserRow> = self
            .run(async |connection| {
                Ok(users::table
                    .filter(users::confirmed_at.is_not_null())
                    .order(users::mail_folded)
                    .limit(i64::from(limit))
                    .select(UserRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(User::try_from).collect()
    }

    /// People with a confirmed address whose name or address holds a text, by address: at most
    /// `limit` of those after an address. `staff`: only those who work for the network.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn users_like(
        &mut self,
        text: &str,
        staff: bool,
        after: &str,
        limit: u32,
    ) -> Result<Vec<User>, StoreError> {
        let rows: Vec<UserRow> = self
            .run(async |connection| {
                let mut people = users::table
                    .filter(users::confirmed_at.is_not_null())
                    .filter(users::mail_folded.gt(after))
                    .filter(
                        sql::<Bool>("position(lower(")
                            .bind::<Text, _>(text)
                            .sql(") IN mail_folded || ' ' || lower(name)) > 0"),
                    )
                    .order(users::mail_folded)
                    .limit(i64::from(limit))
                    .select(UserRow::as_select())
                    .into_boxed();
                if staff {
                    people = people.filter(users::id.eq_any(staff_roles::table.select(staff_roles::user_id)));
                }
                Ok(people.load(connection).await?)
            })
            .await?;
        rows.into_iter().map(User::try_from).collect()
    }

    /// Who closed their account by themselves before a moment; at most 100.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn users_closed_before(&mut self, before: DateTime<Utc>) -> Result<Vec<UserId>, StoreError> {
        let rows: Vec<Uuid> = self
            .run(async |connection| {
                Ok(users::table
                    .filter(users::disabled_at.lt(before))
                    .filter(sql::<Bool>(
                        "(SELECT e.detail ->> 'by' FROM security_events e \
                          WHERE e.user_id = users.id AND e.kind = 'disabled' \
                          ORDER BY e.id DESC LIMIT 1) = 'own wish'",
                    ))
                    .order(users::disabled_at)
                    .limit(100)
                    .select(users::id)
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(rows.into_iter().map(UserId).collect())
    }

    /// The last person who signed up with an address and has not confirmed it.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none.
    pub async fn unconfirmed_user(&mut self, mail: &MailAddress) -> Result<User, StoreError> {
        self.run(async |connection| {
            Ok(users::table
                .filter(users::mail_folded.eq(mail.folded()))
                .filter(users::confirmed_at.is_null())
                .order((users::created_at.desc(), users::id.desc()))
                .select(UserRow::as_select())
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }
}

impl Tx {
    /// Adds a person. Until [`Tx::confirm_user`] the address is not theirs, and others may sign up
    /// with the same one.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`users_mail_key`) when `confirmed_at` is set and the address belongs
    /// to somebody.
    pub async fn add_user(&mut self, user: &User) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(users::table)
                .values((
                    users::id.eq(user.id.0),
                    users::mail.eq(user.mail.as_str()),
                    users::mail_folded.eq(user.mail.folded()),
                    users::name.eq(user.name.as_str()),
                    users::created_at.eq(user.created_at),
                    users::confirmed_at.eq(user.confirmed_at),
                    users::disabled_at.eq(user.disabled_at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Makes the address the person's own and takes away the other sign-ups that named it. The
    /// caller has just used the link that was mailed to it.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`users_mail_key`) when it belongs to somebody else by now,
    /// [`StoreError::Absent`] without such a person.
    pub async fn confirm_user(&mut self, id: UserId, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(async |connection| {
            let mail: String = diesel::update(users::table.find(id.0))
                .set(users::confirmed_at.eq(at))
                .returning(users::mail_folded)
                .prepared()
                .get_result(connection)
                .await?;
            diesel::delete(users::table)
                .filter(users::mail_folded.eq(mail))
                .filter(users::confirmed_at.is_null())
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Moves a person to another address, which they have just confirmed.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`users_mail_key`) when it belongs to somebody else.
    pub async fn change_mail(&mut self, id: UserId, mail: &MailAddress) -> Result<(), StoreError> {
        self.run(async |connection| {
            let changed = diesel::update(users::table.find(id.0))
                .set((
                    users::mail.eq(mail.as_str()),
                    users::mail_folded.eq(mail.folded()),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(changed, StoreError::Absent)
        })
        .await
    }

    /// Changes what a person is called.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a person.
    pub async fn rename_user(&mut self, id: UserId, name: &Line) -> Result<(), StoreError> {
        self.run(async |connection| {
            let changed = diesel::update(users::table.find(id.0))
                .set(users::name.eq(name.as_str()))
                .prepared()
                .execute(connection)
                .await?;
            or(changed, StoreError::Absent)
        })
        .await
    }

    /// Disables an account (`Some`) or opens it again (`None`). Sessions are ended apart, with
    /// [`Tx::end_sessions`].
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a person.
    pub async fn set_disabled(
        &mut self,
        id: UserId,
        disabled_at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let changed = diesel::update(users::table.find(id.0))
                .set(users::disabled_at.eq(disabled_at))
                .prepared()
                .execute(connection)
                .await?;
            or(changed, StoreError::Absent)
        })
        .await
    }

    /// Takes an account away for good, with what belongs to the person alone: their password,
    /// sessions, second factors, memberships and the letters to them. What they did stays, under an
    /// id that leads to nobody.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a person, or while their account is open.
    pub async fn erase_user(&mut self, id: UserId) -> Result<(), StoreError> {
        self.run(async |connection| {
            let mail: String = users::table
                .find(id.0)
                .filter(users::disabled_at.is_not_null())
                .select(users::mail)
                .first(connection)
                .await?;
            diesel::sql_query("DELETE FROM letters WHERE user_id = $1 OR lower(to_mail) = lower($2)")
                .bind::<diesel::sql_types::Uuid, _>(id.0)
                .bind::<Text, _>(&mail)
                .prepared()
                .execute(connection)
                .await?;
            diesel::sql_query("DELETE FROM dev_letters WHERE lower(to_mail) = lower($1)")
                .bind::<Text, _>(&mail)
                .prepared()
                .execute(connection)
                .await?;
            diesel::sql_query("DELETE FROM sealed_secrets WHERE place = 'totp_factors' AND row_id = $1")
                .bind::<diesel::sql_types::Uuid, _>(id.0)
                .prepared()
                .execute(connection)
                .await?;
            diesel::delete(users::table.find(id.0))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Takes away sign-ups from before `before` whose address nobody confirmed; says how many.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_unconfirmed(&mut self, before: DateTime<Utc>) -> Result<usize, StoreError> {
        self.run(async |connection| {
            Ok(diesel::delete(users::table)
                .filter(users::confirmed_at.is_null())
                .filter(users::created_at.lt(before))
                .execute(connection)
                .await?)
        })
        .await
    }
}
