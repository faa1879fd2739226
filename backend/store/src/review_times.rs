//! How long the first decision on submissions takes.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use oin_domain::integration::Lane;

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::tx::Read;

/// How long a lane took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneTimes {
    /// The lane.
    pub lane: Lane,
    /// How many first decisions there were.
    pub decisions: i64,
    /// Half of them took no longer.
    pub median: TimeDelta,
    /// Nine of ten took no longer.
    pub p90: TimeDelta,
}

const TIMES: &str = "SELECT lane, count(*) AS decisions,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - queued_at)::float8) AS median,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - queued_at)::float8) AS p90
    FROM review_times WHERE decided_at > $1 GROUP BY lane ORDER BY lane";

impl Read {
    /// How long the first decisions after `since` took, a lane each; a lane without any is left out.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn review_times(&mut self, since: DateTime<Utc>) -> Result<Vec<LaneTimes>, StoreError> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            lane: String,
            #[diesel(sql_type = BigInt)]
            decisions: i64,
            #[diesel(sql_type = Double)]
            median: f64,
            #[diesel(sql_type = Double)]
            p90: f64,
        }
        let rows: Vec<Row> = self
            .run(async |connection| {
                Ok(diesel::sql_query(TIMES)
                    .bind::<Timestamptz, _>(since)
                    .prepared()
                    .load(connection)
                    .await?)
            })
            .await?;
        let seconds = |seconds: f64| TimeDelta::milliseconds((seconds * 1_000.0) as i64);
        rows.into_iter()
            .map(|row| {
                Ok(LaneTimes {
                    lane: row.lane.parse().map_err(StoreError::broken)?,
                    decisions: row.decisions,
                    median: seconds(row.median),
                    p90: seconds(row.p90),
                })
            })
            .collect()
    }
}
