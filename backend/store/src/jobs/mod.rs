//! Promised work: what is to be done after a transaction, and by whom it is held meanwhile.
//!
//! At least once: a worker that dies after the work and before it says so leaves the job to the
//! next. The fence tells the two apart, so that the first one's word counts no more.

mod claim;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use oin_domain::ids::JobId;
use serde_json::Value;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::jobs;
use crate::tx::{Read, Tx};

pub use claim::ClaimedJob;
pub(crate) use claim::cut;

/// The channel on which new work is announced.
pub(crate) const WORK_CHANNEL: &str = "oin_work";

/// Work to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// Which.
    pub id: JobId,
    /// What kind of work, `a-z` and `_`: workers claim by it.
    pub class: &'static str,
    /// What the work needs, a JSON object. Ids rather than copies; never a secret.
    pub payload: Value,
    /// Two jobs with the same key are one. `None`: every promise counts.
    pub dedup_key: Option<String>,
    /// Not before.
    pub run_at: DateTime<Utc>,
    /// Now.
    pub at: DateTime<Utc>,
}

/// A job that is not tried any more until somebody says so.
#[derive(Debug, Clone, PartialEq)]
pub struct ParkedJob {
    /// Which.
    pub id: JobId,
    /// What kind of work.
    pub class: String,
    /// What the work needs.
    pub payload: Value,
    /// How often it was tried.
    pub attempts: i32,
    /// Since when.
    pub parked_at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// How much work of a kind there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCount {
    /// What kind.
    pub class: String,
    /// Waiting or held.
    pub open: i64,
    /// Parked.
    pub parked: i64,
    /// When the longest-waiting one was due.
    pub oldest: Option<DateTime<Utc>>,
}

/// A job of the same key that waits takes the newer payload and the earlier time; one that is held
/// runs again afterwards.
const PROMISE: &str = "INSERT INTO jobs AS j (id, class, payload, dedup_key, created_at, run_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (dedup_key) WHERE dedup_key IS NOT NULL AND parked_at IS NULL DO UPDATE
    SET payload = excluded.payload,
        run_at = least(j.run_at, excluded.run_at),
        again = j.locked_until IS NOT NULL";

const COUNT: &str = "SELECT class, count(*) FILTER (WHERE parked_at IS NULL) AS open,
        count(*) FILTER (WHERE parked_at IS NOT NULL) AS parked,
        min(run_at) FILTER (WHERE parked_at IS NULL) AS oldest
    FROM jobs GROUP BY class ORDER BY class";

impl Read {
    /// The parked jobs, the last parked first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn parked_jobs(&mut self, limit: u32) -> Result<Vec<ParkedJob>, StoreError> {
        type Row = (Uuid, String, Value, i32, Option<DateTime<Utc>>, Option<String>);
        let rows: Vec<Row> = self
            .run(async |connection| {
                Ok(jobs::table
                    .filter(jobs::parked_at.is_not_null())
                    .order((jobs::parked_at.desc(), jobs::id))
                    .limit(i64::from(limit))
                    .select((
                        jobs::id,
                        jobs::class,
                        jobs::payload,
                        jobs::attempts,
                        jobs::parked_at,
                        jobs::parked_reason,
                    ))
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter()
            .map(|(id, class, payload, attempts, parked_at, reason)| {
                let (parked_at, reason) = parked_at
                    .zip(reason)
                    .ok_or_else(|| StoreError::broken(format!("job {id} is parked without a reason")))?;
                Ok(ParkedJob {
                    id: JobId(id),
                    class,
                    payload,
                    attempts,
                    parked_at,
                    reason,
                })
            })
            .collect()
    }

    /// Whether work with one of these keys waits or is held.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn is_promised(&mut self, dedup_keys: &[&str]) -> Result<bool, StoreError> {
        self.run(async |connection| {
            let open = jobs::table
                .filter(jobs::dedup_key.eq_any(dedup_keys))
                .filter(jobs::parked_at.is_null());
            Ok(diesel::select(diesel::dsl::exists(open))
                .get_result(connection)
                .await?)
        })
        .await
    }

    /// How much work of each kind there is.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn job_counts(&mut self) -> Result<Vec<JobCount>, StoreError> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            class: String,
            #[diesel(sql_type = BigInt)]
            open: i64,
            #[diesel(sql_type = BigInt)]
            parked: i64,
            #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>)]
            oldest: Option<DateTime<Utc>>,
        }
        let rows: Vec<Row> = self
            .run(async |connection| Ok(diesel::sql_query(COUNT).prepared().load(connection).await?))
            .await?;
        let count = |row: Row| JobCount {
            class: row.class,
            open: row.open,
            parked: row.parked,
            oldest: row.oldest,
        };
        Ok(rows.into_iter().map(count).collect())
    }
}

impl Tx {
    /// Promises work, in the transaction of what causes it, and wakes the workers once that is
    /// committed. What is for later they find by themselves.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn promise(&mut self, job: &NewJob) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::sql_query(PROMISE)
                .bind::<diesel::sql_types::Uuid, _>(job.id.0)
                .bind::<Text, _>(job.class)
                .bind::<diesel::sql_types::Jsonb, _>(&job.payload)
                .bind::<diesel::sql_types::Nullable<Text>, _>(&job.dedup_key)
                .bind::<diesel::sql_types::Timestamptz, _>(job.at)
                .bind::<diesel::sql_types::Timestamptz, _>(job.run_at)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await?;
        if job.run_at <= job.at {
            self.announce_work();
        }
        Ok(())
    }

    /// Tries a parked job again from the start. When the same work has been promised meanwhile,
    /// the parked job just goes.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when no such job is parked.
    pub async fn unpark_job(&mut self, id: JobId, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(async |connection| {
            let (class, payload, dedup_key): (String, Value, Option<String>) =
                diesel::delete(jobs::table.find(id.0))
                    .filter(jobs::parked_at.is_not_null())
                    .returning((jobs::class, jobs::payload, jobs::dedup_key))
                    .get_result(connection)
                    .await?;
            diesel::insert_into(jobs::table)
                .values((
                    jobs::id.eq(id.0),
                    jobs::class.eq(class),
                    jobs::payload.eq(payload),
                    jobs::dedup_key.eq(dedup_key),
                    jobs::created_at.eq(at),
                    jobs::run_at.eq(at),
                ))
                .on_conflict_do_nothing()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await?;
        self.announce_work();
        Ok(())
    }

    /// Takes a parked job away for good.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when no such job is parked.
    pub async fn discard_job(&mut self, id: JobId) -> Result<(), StoreError> {
        self.run(async |connection| {
            let gone = diesel::delete(jobs::table.find(id.0))
                .filter(jobs::parked_at.is_not_null())
                .execute(connection)
                .await?;
            or(gone, StoreError::Absent)
        })
        .await
    }
}
