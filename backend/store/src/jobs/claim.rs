//! Holding a job, and what a worker may say about one that it holds.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Double, Integer, Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::ids::JobId;
use serde_json::Value;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::jobs;
use crate::tx::Tx;

/// A job that a worker holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimedJob {
    /// Which.
    pub id: JobId,
    /// What kind of work.
    pub class: String,
    /// What the work needs.
    pub payload: Value,
    /// How often it was begun, this time included.
    pub attempts: i32,
    /// Higher than that of everybody who held it before.
    pub fence: i64,
    /// When the hold ends, by the database's clock.
    pub locked_until: DateTime<Utc>,
}

/// Due jobs that nobody holds or whose hold has run out. The hold is measured by the database's
/// clock alone: the clocks of two workers may disagree. Rows that another worker is claiming at
/// this moment are stepped over.
const CLAIM: &str = "UPDATE jobs SET locked_until = clock_timestamp() + make_interval(secs => $3),
        fence = fence + 1, attempts = attempts + 1
    WHERE id IN (
        SELECT id FROM jobs
        WHERE class = ANY ($1) AND run_at <= $4 AND parked_at IS NULL
            AND (locked_until IS NULL OR locked_until < clock_timestamp())
        ORDER BY run_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, class, payload, attempts, fence, locked_until";

const RENEW: &str = "UPDATE jobs SET locked_until = clock_timestamp() + make_interval(secs => $3)
    WHERE id = $1 AND fence = $2 AND locked_until >= clock_timestamp()
    RETURNING locked_until";

/// What was promised meanwhile has moved the time forward: then that one holds.
const DEFER: &str = "UPDATE jobs j SET locked_until = NULL, attempts = 0, problem = NULL, again = false,
        run_at = CASE WHEN held.again THEN j.run_at ELSE $3 END
    FROM (SELECT id, again FROM jobs
        WHERE id = $1 AND fence = $2 AND locked_until IS NOT NULL FOR UPDATE) AS held
    WHERE j.id = held.id
    RETURNING held.again";

#[derive(QueryableByName)]
struct Deferred {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    again: bool,
}

#[derive(QueryableByName)]
struct ClaimRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    class: String,
    #[diesel(sql_type = Jsonb)]
    payload: Value,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = BigInt)]
    fence: i64,
    #[diesel(sql_type = Timestamptz)]
    locked_until: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Timestamptz)]
    locked_until: DateTime<Utc>,
}

impl Tx {
    /// Takes at most `limit` jobs of these classes that are due at `now`, the longest due first,
    /// and holds them for `lease`. No two workers ever hold one job.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn claim_jobs(
        &mut self,
        classes: &[&str],
        limit: u32,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Vec<ClaimedJob>, StoreError> {
        let rows: Vec<ClaimRow> = self
            .run(async |connection| {
                Ok(diesel::sql_query(CLAIM)
                    .bind::<Array<Text>, _>(classes)
                    .bind::<BigInt, _>(i64::from(limit))
                    .bind::<Double, _>(lease.as_secs_f64())
                    .bind::<Timestamptz, _>(now)
                    .prepared()
                    .load(connection)
                    .await?)
            })
            .await?;
        let claimed = |row: ClaimRow| ClaimedJob {
            id: JobId(row.id),
            class: row.class,
            payload: row.payload,
            attempts: row.attempts,
            fence: row.fence,
            locked_until: row.locked_until,
        };
        Ok(rows.into_iter().map(claimed).collect())
    }

    /// Holds a job for `lease` from now on.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the hold has run out: stop working on it.
    pub async fn renew_job(
        &mut self,
        job: &ClaimedJob,
        lease: Duration,
    ) -> Result<DateTime<Utc>, StoreError> {
        self.run(async |connection| {
            let held: Option<Held> = diesel::sql_query(RENEW)
                .bind::<SqlUuid, _>(job.id.0)
                .bind::<BigInt, _>(job.fence)
                .bind::<Double, _>(lease.as_secs_f64())
                .prepared()
                .get_result(connection)
                .await
                .optional()?;
            Ok(held.ok_or(StoreError::Stale)?.locked_until)
        })
        .await
    }

    /// Says that a job is done, in the transaction of its effect: its row goes, or waits anew
    /// when the same work was promised while it ran.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody else holds it by now: roll the effect back.
    pub async fn finish_job(&mut self, job: &ClaimedJob) -> Result<(), StoreError> {
        self.run(async |connection| {
            let again: Option<bool> = jobs::table
                .find(job.id.0)
                .filter(jobs::fence.eq(job.fence))
                .filter(jobs::locked_until.is_not_null())
                .select(jobs::again)
                .for_update()
                .first(connection)
                .await
                .optional()?;
            if again.ok_or(StoreError::Stale)? {
                diesel::update(jobs::table.find(job.id.0))
                    .set((
                        jobs::again.eq(false),
                        jobs::attempts.eq(0),
                        jobs::locked_until.eq(None::<DateTime<Utc>>),
                        jobs::problem.eq(None::<String>),
                    ))
                    .prepared()
                    .execute(connection)
                    .await?;
            } else {
                diesel::delete(jobs::table.find(job.id.0))
                    .execute(connection)
                    .await?;
            }
            Ok(())
        })
        .await
    }

    /// Lets go of a job that failed, to be tried again at `run_at`. The problem is for staff: it
    /// must hold no secret; it is cut to 2,000 characters.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody else holds it by now.
    pub async fn retry_job(
        &mut self,
        job: &ClaimedJob,
        problem: &str,
        run_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let let_go = diesel::update(jobs::table.find(job.id.0))
                .filter(jobs::fence.eq(job.fence))
                .filter(jobs::locked_until.is_not_null())
                .set((
                    jobs::locked_until.eq(None::<DateTime<Utc>>),
                    jobs::again.eq(false),
                    jobs::problem.eq(cut(problem)),
                    jobs::run_at.eq(run_at),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(let_go, StoreError::Stale)
        })
        .await
    }

    /// Lets go of a job that did what there was to do and is to look again at `run_at`; at once when
    /// the same work was promised while it ran. Its attempts are counted anew.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody else holds it by now.
    pub async fn defer_job(&mut self, job: &ClaimedJob, run_at: DateTime<Utc>) -> Result<(), StoreError> {
        let again: bool = self
            .run(async |connection| {
                let deferred = diesel::sql_query(DEFER)
                    .bind::<SqlUuid, _>(job.id.0)
                    .bind::<BigInt, _>(job.fence)
                    .bind::<Timestamptz, _>(run_at)
                    .prepared()
                    .get_result::<Deferred>(connection)
                    .await
                    .optional()?;
                Ok(deferred.ok_or(StoreError::Stale)?.again)
            })
            .await?;
        if again {
            self.announce_work();
        }
        Ok(())
    }

    /// Hands a job back that was not begun: the process stops. The attempt does not count.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody else holds it by now.
    pub async fn hand_back_job(&mut self, job: &ClaimedJob) -> Result<(), StoreError> {
        self.run(async |connection| {
            let handed = diesel::update(jobs::table.find(job.id.0))
                .filter(jobs::fence.eq(job.fence))
                .filter(jobs::locked_until.is_not_null())
                .set((
                    jobs::locked_until.eq(None::<DateTime<Utc>>),
                    jobs::again.eq(false),
                    jobs::attempts.eq(jobs::attempts - 1),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(handed, StoreError::Stale)
        })
        .await?;
        self.announce_work();
        Ok(())
    }

    /// Gives a job up until somebody looks at it. The reason is cut to 2,000 characters.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody else holds it by now.
    pub async fn park_job(
        &mut self,
        job: &ClaimedJob,
        reason: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let parked = diesel::update(jobs::table.find(job.id.0))
                .filter(jobs::fence.eq(job.fence))
                .filter(jobs::locked_until.is_not_null())
                .set((
                    jobs::locked_until.eq(None::<DateTime<Utc>>),
                    jobs::again.eq(false),
                    jobs::parked_at.eq(at),
                    jobs::parked_reason.eq(cut(reason)),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(parked, StoreError::Stale)
        })
        .await
    }
}

/// A reason as long as its column takes.
pub(crate) fn cut(text: &str) -> String {
    text.chars().take(2000).collect()
}
