//! The outbox: letters, written in the transaction of what they tell and sent after it.
//!
//! At least once: a worker that dies between the mail server's yes and ours sends a copy, with the
//! same Message-ID, the letter's id.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::account::MailAddress;
use oin_domain::ids::{LetterId, UserId};
use serde_json::Value;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::jobs::cut;
use crate::prepared::Prepare as _;
use crate::schema::{letters, sealed_secrets};
use crate::tx::{Read, Tx};

/// The place under which a letter's secrets are sealed; its link has the field `link`.
pub const LETTER_SECRETS: &str = "letters";

/// A letter to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLetter {
    /// Which; also the Message-ID of every copy.
    pub id: LetterId,
    /// What kind, `a-z` and `_`: it names the template.
    pub kind: &'static str,
    /// To whom.
    pub to_mail: MailAddress,
    /// What they are called.
    pub to_name: Option<String>,
    /// The person, when they have an account.
    pub user: Option<UserId>,
    /// All that its text needs, as it is now, a JSON object. A link that lets its reader do
    /// something is a secret and is sealed apart ([`LETTER_SECRETS`]).
    pub payload: Value,
    /// Now.
    pub at: DateTime<Utc>,
}

/// A letter that a worker holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimedLetter {
    /// Which.
    pub id: LetterId,
    /// What kind.
    pub kind: String,
    /// To whom.
    pub to_mail: MailAddress,
    /// What they are called.
    pub to_name: Option<String>,
    /// All that its text needs.
    pub payload: Value,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// How often it was begun, this time included.
    pub attempts: i32,
    /// Higher than that of everybody who held it before.
    pub fence: i64,
}

/// A letter that is not tried any more.
#[derive(Debug, Clone, PartialEq)]
pub struct ParkedLetter {
    /// Which.
    pub id: LetterId,
    /// What kind.
    pub kind: String,
    /// To whom.
    pub to_mail: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// Why it was given up.
    pub problem: Option<String>,
}

/// As for jobs: due, held by nobody, by the database's clock.
const CLAIM: &str = "UPDATE letters SET state = 'sending', fence = fence + 1, attempts = attempts + 1,
        locked_until = clock_timestamp() + make_interval(secs => $2)
    WHERE id IN (
        SELECT id FROM letters
        WHERE state IN ('pending', 'sending') AND run_at <= $3
            AND (locked_until IS NULL OR locked_until < clock_timestamp())
        ORDER BY run_at, id LIMIT $1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, kind, to_mail, to_name, payload, created_at, attempts, fence";

#[derive(QueryableByName)]
struct ClaimRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    to_mail: String,
    #[diesel(sql_type = Nullable<Text>)]
    to_name: Option<String>,
    #[diesel(sql_type = Jsonb)]
    payload: Value,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = BigInt)]
    fence: i64,
}

impl TryFrom<ClaimRow> for ClaimedLetter {
    type Error = StoreError;

    fn try_from(row: ClaimRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: LetterId(row.id),
            kind: row.kind,
            to_mail: MailAddress::try_from(row.to_mail).map_err(StoreError::broken)?,
            to_name: row.to_name,
            payload: row.payload,
            created_at: row.created_at,
            attempts: row.attempts,
            fence: row.fence,
        })
    }
}

/// The columns of a [`ParkedLetter`].
type ParkedRow = (Uuid, String, String, DateTime<Utc>, Option<String>);

impl Read {
    /// The letters that were given up, the newest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn parked_letters(&mut self, limit: u32) -> Result<Vec<ParkedLetter>, StoreError> {
        let rows: Vec<ParkedRow> = self
            .run(async |connection| {
                Ok(letters::table
                    .filter(letters::state.eq("parked"))
                    .order(letters::created_at.desc())
                    .limit(i64::from(limit))
                    .select((
                        letters::id,
                        letters::kind,
                        letters::to_mail,
                        letters::created_at,
                        letters::problem,
                    ))
                    .load(connection)
                    .await?)
            })
            .await?;
        let parked = |(id, kind, to_mail, created_at, problem)| ParkedLetter {
            id: LetterId(id),
            kind,
            to_mail,
            created_at,
            problem,
        };
        Ok(rows.into_iter().map(parked).collect())
    }
}

impl Tx {
    /// Puts a letter into the outbox and wakes the workers when this transaction commits; says
    /// whether it is new. The same id again is the same letter, and changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn post(&mut self, letter: &NewLetter) -> Result<bool, StoreError> {
        let posted = self
            .run(async |connection| {
                Ok(diesel::insert_into(letters::table)
                    .values((
                        letters::id.eq(letter.id.0),
                        letters::kind.eq(letter.kind),
                        letters::to_mail.eq(letter.to_mail.as_str()),
                        letters::to_name.eq(&letter.to_name),
                        letters::user_id.eq(letter.user.map(|user| user.0)),
                        letters::payload.eq(&letter.payload),
                        letters::created_at.eq(letter.at),
                        letters::state.eq("pending"),
                        letters::run_at.eq(letter.at),
                    ))
                    .on_conflict(letters::id)
                    .do_nothing()
                    .execute(connection)
                    .await?)
            })
            .await?;
        self.announce_work();
        Ok(posted == 1)
    }

    /// Takes at most `limit` letters that are due at `now` and holds them for `lease`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn claim_letters(
        &mut self,
        limit: u32,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Vec<ClaimedLetter>, StoreError> {
        let rows: Vec<ClaimRow> = self
            .run(async |connection| {
                Ok(diesel::sql_query(CLAIM)
                    .bind::<BigInt, _>(i64::from(limit))
                    .bind::<Double, _>(lease.as_secs_f64())
                    .bind::<Timestamptz, _>(now)
                    .prepared()
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(ClaimedLetter::try_from).collect()
    }

    /// Says that a letter was sent. Its sealed link goes.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody else holds it by now.
    pub async fn letter_sent(&mut self, letter: &ClaimedLetter, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(async |connection| {
            let sent = diesel::update(letters::table.find(letter.id.0))
                .filter(letters::fence.eq(letter.fence))
                .filter(letters::state.eq("sending"))
                .set((
                    letters::state.eq("sent"),
                    letters::sent_at.eq(at),
                    letters::locked_until.eq(None::<DateTime<Utc>>),
                    letters::problem.eq(None::<String>),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(sent, StoreError::Stale)?;
            diesel::delete(sealed_secrets::table)
                .filter(sealed_secrets::place.eq(LETTER_SECRETS))
                .filter(sealed_secrets::row_id.eq(letter.id.0))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Lets go of a letter that could not be sent, to be tried again at `run_at`, or given up
    /// (`None`). The problem must hold no secret.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody else holds it by now.
    pub async fn letter_failed(
        &mut self,
        letter: &ClaimedLetter,
        problem: &str,
        run_at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let (state, run_at) = match run_at {
            Some(at) => ("pending", at),
            None => ("parked", letter.created_at),
        };
        self.run(async |connection| {
            let let_go = diesel::update(letters::table.find(letter.id.0))
                .filter(letters::fence.eq(letter.fence))
                .filter(letters::state.eq("sending"))
                .set((
                    letters::state.eq(state),
                    letters::run_at.eq(run_at),
                    letters::locked_until.eq(None::<DateTime<Utc>>),
                    letters::problem.eq(cut(problem)),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(let_go, StoreError::Stale)
        })
        .await
    }

    /// Notes that a letter came back, and what the other side said; the first word counts. It
    /// says to whom it had gone.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is no such letter, or it is forgotten by now.
    pub async fn letter_bounced(
        &mut self,
        id: LetterId,
        reason: &str,
        at: DateTime<Utc>,
    ) -> Result<MailAddress, StoreError> {
        let mail: String = self
            .run(async |connection| {
                let to_mail = letters::table
                    .find(id.0)
                    .select(letters::to_mail)
                    .for_update()
                    .first(connection)
                    .await?;
                diesel::update(letters::table.find(id.0))
                    .filter(letters::bounced_at.is_null())
                    .set((letters::bounced_at.eq(at), letters::bounce_reason.eq(cut(reason))))
                    .prepared()
                    .execute(connection)
                    .await?;
                Ok(to_mail)
            })
            .await?;
        MailAddress::try_from(mail).map_err(StoreError::broken)
    }

    /// Tries a letter again that was given up.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when no such letter is parked.
    pub async fn unpark_letter(&mut self, id: LetterId, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(async |connection| {
            let freed = diesel::update(letters::table.find(id.0))
                .filter(letters::state.eq("parked"))
                .set((
                    letters::state.eq("pending"),
                    letters::run_at.eq(at),
                    letters::attempts.eq(0),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(freed, StoreError::Absent)
        })
        .await?;
        self.announce_work();
        Ok(())
    }

    /// Takes away letters that were written before `before` and sent or given up, with their
    /// sealed links; says how many.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_letters(&mut self, before: DateTime<Utc>) -> Result<usize, StoreError> {
        self.run(async |connection| {
            let gone: Vec<Uuid> = diesel::delete(letters::table)
                .filter(letters::created_at.lt(before))
                .filter(letters::state.eq_any(["sent", "parked"]))
                .returning(letters::id)
                .get_results(connection)
                .await?;
            diesel::delete(sealed_secrets::table)
                .filter(sealed_secrets::place.eq(LETTER_SECRETS))
                .filter(sealed_secrets::row_id.eq_any(&gone))
                .execute(connection)
                .await?;
            Ok(gone.len())
        })
        .await
    }
}
