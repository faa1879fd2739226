//! Signed-in browsers, and browsers that have signed in before.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use oin_domain::account::{KNOWN_DEVICE_LASTS, SessionPolicy};
use oin_domain::ids::{SessionId, UserId};
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::one_time_links::Digest;
use crate::prepared::Prepare as _;
use crate::schema::{known_devices, sessions, users};
use crate::tx::{Read, Tx};

/// A session's row is written at most this often for being seen.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What its owner's list calls it; not what the cookie holds.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// The second factor is still asked for: this is nobody's sign-in yet.
    pub awaits_factor: bool,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
    /// When it ends, however much it is used.
    pub ends_at: DateTime<Utc>,
    /// When a second factor was last proven in it.
    pub stepped_up_at: Option<DateTime<Utc>>,
    /// What the browser calls itself, cut to 400 characters by the caller.
    pub agent: String,
    /// The peer's address at its beginning.
    pub peer: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg))]
struct SessionRow {
    id: Uuid,
    user_id: Uuid,
    awaits_factor: bool,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    stepped_up_at: Option<DateTime<Utc>>,
    agent: String,
    peer: String,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: SessionId(row.id),
            user: UserId(row.user_id),
            awaits_factor: row.awaits_factor,
            created_at: row.created_at,
            seen_at: row.seen_at,
            ends_at: row.ends_at,
            stepped_up_at: row.stepped_up_at,
            agent: row.agent,
            peer: row.peer,
        }
    }
}

/// A session that begins.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// What its owner's list will call it.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// How long it lives: [`SessionPolicy::AWAITING_FACTOR`] makes one that only the second
    /// factor turns into a sign-in.
    pub policy: SessionPolicy,
    /// When a second factor was proven, if it was.
    pub stepped_up_at: Option<DateTime<Utc>>,
    /// What the browser calls itself, at most 400 characters.
    pub agent: String,
    /// The peer's address.
    pub peer: String,
    /// Now.
    pub at: DateTime<Utc>,
}

impl Read {
    /// The session whose cookie hashes to `hash`, if it lives at `now` and its person may sign in.
    /// It is read anew for every request: one that was ended is dead at once, everywhere.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none.
    pub async fn session(&mut self, hash: &Digest, now: DateTime<Utc>) -> Result<Session, StoreError> {
        let row: SessionRow = self
            .run(async |connection| {
                Ok(sessions::table
                    .inner_join(users::table)
                    .filter(sessions::hash.eq(hash.as_slice()))
                    .filter(sessions::ends_at.gt(now))
                    .filter(
                        sql::<Bool>("seen_at + make_interval(secs => idle_seconds) > ")
                            .bind::<diesel::sql_types::Timestamptz, _>(now),
                    )
                    .filter(users::confirmed_at.is_not_null())
                    .filter(users::disabled_at.is_null())
                    .select(SessionRow::as_select())
                    .first(connection)
                    .await?)
            })
            .await?;
        Ok(row.into())
    }

    /// A person's sessions that live at `now`, the last used first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn sessions(&mut self, user: UserId, now: DateTime<Utc>) -> Result<Vec<Session>, StoreError> {
        let rows: Vec<SessionRow> = self
            .run(async |connection| {
                Ok(sessions::table
                    .filter(sessions::user_id.eq(user.0))
                    .filter(sessions::awaits_factor.eq(false))
                    .filter(sessions::ends_at.gt(now))
                    .filter(
                        sql::<Bool>("seen_at + make_interval(secs => idle_seconds) > ")
                            .bind::<diesel::sql_types::Timestamptz, _>(now),
                    )
                    .order(sessions::seen_at.desc())
                    .select(SessionRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(rows.into_iter().map(Session::from).collect())
    }

    /// Whether a browser's cookie is one from which this person has signed in.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn knows_device(
        &mut self,
        user: UserId,
        hash: &Digest,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.run(async |connection| {
            Ok(diesel::select(diesel::dsl::exists(
                known_devices::table
                    .find(hash.as_slice())
                    .filter(known_devices::user_id.eq(user.0))
                    .filter(known_devices::expires_at.gt(now)),
            ))
            .get_result(connection)
            .await?)
        })
        .await
    }
}

impl Tx {
    /// Begins a session whose cookie hashes to `hash`.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a person.
    pub async fn begin_session(&mut self, new: &NewSession, hash: &Digest) -> Result<(), StoreError> {
        let idle = i32::try_from(new.policy.idle.num_seconds()).map_err(StoreError::broken)?;
        self.run(async |connection| {
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(new.id.0),
                    sessions::hash.eq(hash.as_slice()),
                    sessions::user_id.eq(new.user.0),
                    sessions::awaits_factor.eq(new.policy == SessionPolicy::AWAITING_FACTOR),
                    sessions::created_at.eq(new.at),
                    sessions::seen_at.eq(new.at),
                    sessions::idle_seconds.eq(idle),
                    sessions::ends_at.eq(new.at + new.policy.longest),
                    sessions::stepped_up_at.eq(new.stepped_up_at),
                    sessions::agent.eq(&new.agent),
                    sessions::peer.eq(&new.peer),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Notes that a session was used at `now`; writes only once a minute.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn see_session(&mut self, id: SessionId, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::update(sessions::table)
                .filter(sessions::id.eq(id.0))
                .filter(sessions::seen_at.le(now - SEEN_EVERY))
                .set(sessions::seen_at.eq(now))
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Gives a session another cookie after a proof of the second factor, and notes the proof: a
    /// cookie from before a change of rights is worth nothing after it.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it has ended.
    pub async fn step_up(
        &mut self,
        id: SessionId,
        new_hash: &Digest,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let changed = diesel::update(sessions::table)
                .filter(sessions::id.eq(id.0))
                .filter(sessions::awaits_factor.eq(false))
                .set((
                    sessions::hash.eq(new_hash.as_slice()),
                    sessions::stepped_up_at.eq(now),
                    sessions::seen_at.eq(now),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(changed, StoreError::Absent)
        })
        .await
    }

    /// Gives a session another cookie after a change of rights that needed no proof.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it has ended.
    pub async fn renew_session(&mut self, id: SessionId, new_hash: &Digest) -> Result<(), StoreError> {
        self.run(async |connection| {
            let changed = diesel::update(sessions::table.find(id.0))
                .filter(sessions::awaits_factor.eq(false))
                .set(sessions::hash.eq(new_hash.as_slice()))
                .prepared()
                .execute(connection)
                .await?;
            or(changed, StoreError::Absent)
        })
        .await
    }

    /// Ends one of a person's sessions.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when they have none with this id.
    pub async fn end_session(&mut self, user: UserId, id: SessionId) -> Result<(), StoreError> {
        self.run(async |connection| {
            let gone = diesel::delete(sessions::table.find(id.0))
                .filter(sessions::user_id.eq(user.0))
                .execute(connection)
                .await?;
            or(gone, StoreError::Absent)
        })
        .await
    }

    /// Ends all of a person's sessions, or all but one: after a new password, a new factor or
    /// other rights. Says how many.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn end_sessions(&mut self, user: UserId, but: Option<SessionId>) -> Result<usize, StoreError> {
        self.run(async |connection| {
            let all = diesel::delete(sessions::table).filter(sessions::user_id.eq(user.0));
            Ok(match but {
                Some(kept) => all.filter(sessions::id.ne(kept.0)).execute(connection).await?,
                None => all.execute(connection).await?,
            })
        })
        .await
    }

    /// Takes away sessions and known browsers that ended before `before`; says how many.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_sessions(&mut self, before: DateTime<Utc>) -> Result<usize, StoreError> {
        self.run(async |connection| {
            let sessions = diesel::delete(sessions::table)
                .filter(sessions::ends_at.lt(before))
                .execute(connection)
                .await?;
            let devices = diesel::delete(known_devices::table)
                .filter(known_devices::expires_at.lt(before))
                .execute(connection)
                .await?;
            Ok(sessions + devices)
        })
        .await
    }

    /// Remembers a browser from which a person has just signed in.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a person.
    pub async fn remember_device(
        &mut self,
        user: UserId,
        hash: &Digest,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let values = (
                known_devices::user_id.eq(user.0),
                known_devices::seen_at.eq(now),
                known_devices::expires_at.eq(now + KNOWN_DEVICE_LASTS),
            );
            diesel::insert_into(known_devices::table)
                .values((known_devices::hash.eq(hash.as_slice()), values))
                .on_conflict(known_devices::hash)
                .do_update()
                .set(values)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
