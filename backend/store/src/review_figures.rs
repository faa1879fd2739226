//! How the review is doing: counted from the submissions and what happened to them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Double, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use oin_domain::ids::SubmissionId;

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::schema::audit_draws;
use crate::tx::{Read, Tx};

/// The submissions that are with staff or wait for the ISV, of one lane.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct OpenLane {
    /// The lane.
    #[diesel(sql_type = Text)]
    pub lane: String,
    /// In the queue, nobody has them.
    #[diesel(sql_type = BigInt)]
    pub queued: i64,
    /// With a reviewer.
    #[diesel(sql_type = BigInt)]
    pub in_review: i64,
    /// With the ISV: an answer is waited for, or a notice runs.
    #[diesel(sql_type = BigInt)]
    pub with_isv: i64,
    /// Queued or with a reviewer after they were due.
    #[diesel(sql_type = BigInt)]
    pub overdue: i64,
}

/// A week, from Monday.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct ReviewWeek {
    /// The Monday.
    #[diesel(sql_type = Date)]
    pub from: NaiveDate,
    /// How many submissions came into the queue.
    #[diesel(sql_type = BigInt)]
    pub came: i64,
    /// How many were decided.
    #[diesel(sql_type = BigInt)]
    pub decided: i64,
}

/// What came into a lane since a moment, and how long its first decisions took.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct LaneFigures {
    /// The lane.
    #[diesel(sql_type = Text)]
    pub lane: String,
    /// How many submissions came into the queue for the first time.
    #[diesel(sql_type = BigInt)]
    pub came: i64,
    /// How many had their first decision.
    #[diesel(sql_type = BigInt)]
    pub decided: i64,
    /// Hours from the queue to that decision, the middle one.
    #[diesel(sql_type = Nullable<Double>)]
    pub median_hours: Option<f64>,
    /// Of ten, nine took less.
    #[diesel(sql_type = Nullable<Double>)]
    pub p90_hours: Option<f64>,
}

/// What the random audit drew since a moment, and what reviewers did with it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct AuditMisses {
    /// How many were drawn of those that could have passed alone.
    #[diesel(sql_type = BigInt)]
    pub drawn: i64,
    /// How many of them a reviewer has decided on.
    #[diesel(sql_type = BigInt)]
    pub decided: i64,
    /// How many of those should not have passed: the first decision was no approval.
    #[diesel(sql_type = BigInt)]
    pub missed: i64,
}

/// What ended since a moment because nobody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Lapses {
    /// Claims of reviewers who were away.
    #[diesel(sql_type = BigInt)]
    pub leases: i64,
    /// Integrations that lost the second tier because what was at risk was not mended in time.
    #[diesel(sql_type = BigInt)]
    pub verifications: i64,
}

/// What was decided since a moment.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Decided {
    /// Approved by a reviewer.
    #[diesel(sql_type = BigInt)]
    pub approved: i64,
    /// Approved without one.
    #[diesel(sql_type = BigInt)]
    pub alone: i64,
    /// Rejected.
    #[diesel(sql_type = BigInt)]
    pub rejected: i64,
    /// Discarded.
    #[diesel(sql_type = BigInt)]
    pub discarded: i64,
    /// Appeals upheld.
    #[diesel(sql_type = BigInt)]
    pub upheld: i64,
    /// Appeals dismissed.
    #[diesel(sql_type = BigInt)]
    pub dismissed: i64,
    /// Hours from the queue to the decision, the middle one.
    #[diesel(sql_type = Nullable<Double>)]
    pub median_hours: Option<f64>,
    /// Of ten, nine took less.
    #[diesel(sql_type = Nullable<Double>)]
    pub p90_hours: Option<f64>,
}

const OPEN: &str = "SELECT lane, count(*) FILTER (WHERE stage = 'queued') AS queued,
        count(*) FILTER (WHERE stage IN ('in_review', 'testing')) AS in_review,
        count(*) FILTER (WHERE stage IN ('awaiting_isv', 'discard_notice')) AS with_isv,
        count(*) FILTER (WHERE stage IN ('queued', 'in_review', 'testing') AND due_at < $1) AS overdue
    FROM submissions WHERE lane IS NOT NULL AND deleted_at IS NULL GROUP BY lane ORDER BY lane";

const WEEKS: &str = "SELECT w::date AS \"from\",
        count(DISTINCT e.submission_id) FILTER (WHERE e.action = 'enqueue') AS came,
        count(*) FILTER (WHERE e.action IN ('approve', 'reject', 'discard', 'discard_spam')) AS decided
    FROM generate_series(date_trunc('week', $1 AT TIME ZONE 'UTC') - interval '11 weeks',
                         date_trunc('week', $1 AT TIME ZONE 'UTC'), interval '1 week') w
    LEFT JOIN submission_events e ON e.at >= w AT TIME ZONE 'UTC' AND e.at < (w + interval '1 week') AT TIME ZONE 'UTC'
    GROUP BY w ORDER BY w";

const DECIDED: &str = "WITH recent AS (
        SELECT submission_id, action, at FROM submission_events WHERE at >= $1
    ), taken AS (
        SELECT extract(epoch FROM d.at - (SELECT min(q.at) FROM submission_events q
                                          WHERE q.submission_id = d.submission_id AND q.action = 'enqueue')) / 3600
            AS hours
        FROM recent d WHERE d.action IN ('approve', 'reject', 'discard', 'discard_spam')
    )
    SELECT count(*) FILTER (WHERE action = 'approve') AS approved,
        count(*) FILTER (WHERE action = 'approve_alone') AS alone,
        count(*) FILTER (WHERE action = 'reject') AS rejected,
        count(*) FILTER (WHERE action IN ('discard', 'discard_spam')) AS discarded,
        count(*) FILTER (WHERE action = 'uphold') AS upheld,
        count(*) FILTER (WHERE action = 'dismiss') AS dismissed,
        (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY hours::float8) FROM taken) AS median_hours,
        (SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY hours::float8) FROM taken) AS p90_hours
    FROM recent";

/// A submission's lane stands in its first decision, and before that in its place.
const BY_LANE: &str = "WITH waited AS (
        SELECT lane, queued_at FROM review_times
        UNION ALL
        SELECT s.lane, s.queued_at FROM submissions s WHERE s.lane IS NOT NULL AND s.deleted_at IS NULL
            AND NOT EXISTS (SELECT FROM review_times t WHERE t.submission_id = s.id)
    ), came AS (
        SELECT lane, count(*) AS came FROM waited WHERE queued_at >= $1 GROUP BY lane
    ), decided AS (
        SELECT lane, count(*) AS decided,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - queued_at)::float8 / 3600)
                AS median_hours,
            percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - queued_at)::float8 / 3600)
                AS p90_hours
        FROM review_times WHERE decided_at >= $1 GROUP BY lane
    )
    SELECT lane, coalesce(came, 0) AS came, coalesce(decided, 0) AS decided, median_hours, p90_hours
    FROM came FULL JOIN decided USING (lane) ORDER BY lane";

const MISSES: &str = "SELECT count(*) AS drawn, count(first.action) AS decided,
        count(*) FILTER (WHERE first.action <> 'approve') AS missed
    FROM audit_draws d
    LEFT JOIN LATERAL (
        SELECT e.action FROM submission_events e WHERE e.submission_id = d.submission_id AND e.at >= d.at
            AND e.action IN ('ask', 'approve', 'reject', 'announce_discard', 'discard_spam')
        ORDER BY e.id LIMIT 1
    ) first ON true
    WHERE d.at >= $1";

const LAPSES: &str = "SELECT
        (SELECT count(*) FROM submission_events WHERE action = 'lapse' AND at >= $1) AS leases,
        (SELECT count(*) FROM verification_events WHERE action = 'lapse' AND at >= $1) AS verifications";

impl Read {
    /// What came into each lane since `from` and how long first decisions since then took; a lane
    /// without either is left out.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn figures_by_lane(&mut self, from: DateTime<Utc>) -> Result<Vec<LaneFigures>, StoreError> {
        self.run(async |connection| {
            Ok(diesel::sql_query(BY_LANE)
                .bind::<Timestamptz, _>(from)
                .load(connection)
                .await?)
        })
        .await
    }

    /// What the random audit drew since `from`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn audit_misses(&mut self, from: DateTime<Utc>) -> Result<AuditMisses, StoreError> {
        self.run(async |connection| {
            Ok(diesel::sql_query(MISSES)
                .bind::<Timestamptz, _>(from)
                .get_result(connection)
                .await?)
        })
        .await
    }

    /// What ended since `from` because nobody came.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn lapses(&mut self, from: DateTime<Utc>) -> Result<Lapses, StoreError> {
        self.run(async |connection| {
            Ok(diesel::sql_query(LAPSES)
                .bind::<Timestamptz, _>(from)
                .get_result(connection)
                .await?)
        })
        .await
    }

    /// The open submissions by lane.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn open_by_lane(&mut self, now: DateTime<Utc>) -> Result<Vec<OpenLane>, StoreError> {
        self.run(async |connection| {
            Ok(diesel::sql_query(OPEN)
                .bind::<Timestamptz, _>(now)
                .prepared()
                .load(connection)
                .await?)
        })
        .await
    }

    /// The last twelve weeks, the present one last.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn review_weeks(&mut self, now: DateTime<Utc>) -> Result<Vec<ReviewWeek>, StoreError> {
        self.run(async |connection| {
            Ok(diesel::sql_query(WEEKS)
                .bind::<Timestamptz, _>(now)
                .prepared()
                .load(connection)
                .await?)
        })
        .await
    }

    /// What was decided since `from`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn decided_since(&mut self, from: DateTime<Utc>) -> Result<Decided, StoreError> {
        self.run(async |connection| {
            Ok(diesel::sql_query(DECIDED)
                .bind::<Timestamptz, _>(from)
                .prepared()
                .get_result(connection)
                .await?)
        })
        .await
    }
}

impl Tx {
    /// Notes that the random audit drew a submission that could have passed alone.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn add_audit_draw(
        &mut self,
        submission: SubmissionId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(audit_draws::table)
                .values((
                    audit_draws::submission_id.eq(submission.0),
                    audit_draws::at.eq(at),
                ))
                .on_conflict_do_nothing()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
