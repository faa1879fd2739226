//! Rate limits that hold over all processes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Double, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use oin_domain::account::Bucket;

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::schema::token_buckets;
use crate::tx::Tx;

/// Whether a try was allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Take {
    /// It was, and is counted.
    Allowed,
    /// A bucket was empty.
    Refused {
        /// When the next try would be allowed, if nobody else tries.
        retry_at: DateTime<Utc>,
    },
}

/// Takes one from each bucket that has one left, in one statement. A bucket is the moment at
/// which it is full again: taking moves that on by `fills_in / at_once`, and is refused when it
/// would lie more than `fills_in` ahead (the generic cell rate algorithm). Sorted, so that two who
/// take from the same buckets never wait for each other in a circle.
const TAKE: &str = "INSERT INTO token_buckets AS b (kind, key, full_at)
    SELECT kind, key, $5::timestamptz + make_interval(secs => step)
    FROM unnest($1::text[], $2::text[], $3::float8[], $4::float8[]) AS wanted (kind, key, step, whole)
    ORDER BY kind, key
    ON CONFLICT (kind, key) DO UPDATE
    SET full_at = greatest(b.full_at, $5) + (excluded.full_at - $5)
    WHERE greatest(b.full_at, $5) + (excluded.full_at - $5) <= $5 + make_interval(secs => (
        SELECT whole FROM unnest($1::text[], $2::text[], $4::float8[]) AS w (kind, key, whole)
        WHERE w.kind = excluded.kind AND w.key = excluded.key))
    RETURNING kind, key";

#[derive(QueryableByName, PartialEq)]
struct Taken {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    key: String,
}

impl Tx {
    /// Takes one from each of these different buckets at `now`. When one of them is empty the
    /// try is refused; what was taken from the others stays taken, so that a refused try counts
    /// as well.
    ///
    /// Commit it apart from what it guards: a failure afterwards must not give the try back.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn take(&mut self, buckets: &[Bucket], now: DateTime<Utc>) -> Result<Take, StoreError> {
        let kinds: Vec<&str> = buckets.iter().map(|bucket| bucket.limit.kind).collect();
        let keys: Vec<&str> = buckets.iter().map(|bucket| bucket.key.as_str()).collect();
        let wholes: Vec<f64> = buckets.iter().map(whole).collect();
        let steps: Vec<f64> = buckets.iter().map(step).collect();
        self.run(async |connection| {
            let taken: Vec<Taken> = diesel::sql_query(TAKE)
                .bind::<Array<Text>, _>(&kinds)
                .bind::<Array<Text>, _>(&keys)
                .bind::<Array<Double>, _>(&steps)
                .bind::<Array<Double>, _>(&wholes)
                .bind::<Timestamptz, _>(now)
                .prepared()
                .load(connection)
                .await?;
            let mut retry_at = None;
            for bucket in buckets {
                let had_one = taken
                    .iter()
                    .any(|one| one.kind == bucket.limit.kind && one.key == bucket.key);
                if had_one {
                    continue;
                }
                let full_at: DateTime<Utc> = token_buckets::table
                    .find((bucket.limit.kind, &bucket.key))
                    .select(token_buckets::full_at)
                    .first(connection)
                    .await?;
                let wait = chrono::TimeDelta::milliseconds(((whole(bucket) - step(bucket)) * 1000.0) as i64);
                retry_at = retry_at.max(Some(full_at - wait));
            }
            Ok(match retry_at {
                None => Take::Allowed,
                Some(retry_at) => Take::Refused { retry_at },
            })
        })
        .await
    }

    /// Fills a bucket: a success makes the failures before it count no more.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn refill(&mut self, bucket: &Bucket) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::delete(token_buckets::table.find((bucket.limit.kind, &bucket.key)))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Takes away the rows of buckets that are full at `now`; says how many.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_full_buckets(&mut self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        self.run(async |connection| {
            Ok(diesel::delete(token_buckets::table)
                .filter(token_buckets::full_at.lt(now))
                .execute(connection)
                .await?)
        })
        .await
    }
}

/// Seconds from empty to full.
fn whole(bucket: &Bucket) -> f64 {
    bucket.limit.fills_in.num_milliseconds() as f64 / 1000.0
}

/// Seconds for one.
fn step(bucket: &Bucket) -> f64 {
    whole(bucket) / f64::from(bucket.limit.at_once)
}
