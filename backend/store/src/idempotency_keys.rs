//! Requests that may be sent twice and have their effect once.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::one_time_links::Digest;
use crate::prepared::Prepare as _;
use crate::schema::idempotency_keys;
use crate::tx::{Read, Tx};

/// How long an answer is kept.
pub const IDEMPOTENCY_LASTS: TimeDelta = TimeDelta::hours(24);

/// Whether a request was seen before.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum Idempotent {
    /// It was not: have the effect, then [`Tx::answer_idempotent`], in this same transaction.
    First,
    /// It was, and this was the answer.
    Answered(Value),
    /// The key was used for another request.
    Different,
}

impl Read {
    /// Looks whether `actor` (the id of a person or token) was given an answer to this request,
    /// without waiting for one that is under way.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn seen_idempotent(
        &mut self,
        actor: Uuid,
        key: &str,
        request: &Digest,
        now: DateTime<Utc>,
    ) -> Result<Idempotent, StoreError> {
        self.run(async |connection| {
            let found: Option<(Vec<u8>, Option<Value>)> = idempotency_keys::table
                .find((actor, key))
                .filter(idempotency_keys::expires_at.gt(now))
                .select((idempotency_keys::request_hash, idempotency_keys::response))
                .first(connection)
                .await
                .optional()?;
            Ok(match found {
                Some((hash, response)) => judged(&hash, response, request)?,
                None => Idempotent::First,
            })
        })
        .await
    }
}

impl Tx {
    /// Asks whether `actor` (the id of a person or token) has sent this request before. Of many
    /// who send it at once, one is the first; the others wait here until its transaction ends, and
    /// take its place when it failed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the first one takes longer than the lock timeout.
    pub async fn begin_idempotent(
        &mut self,
        actor: Uuid,
        key: &str,
        request: &Digest,
        now: DateTime<Utc>,
    ) -> Result<Idempotent, StoreError> {
        // Not the filter of queries: the condition of an upsert.
        use diesel::query_dsl::methods::FilterDsl;
        self.run(async |connection| {
            // An answer whose time is over counts as none: the row is taken over.
            let fresh = (
                idempotency_keys::request_hash.eq(request.as_slice()),
                idempotency_keys::response.eq(None::<Value>),
                idempotency_keys::created_at.eq(now),
                idempotency_keys::expires_at.eq(now + IDEMPOTENCY_LASTS),
            );
            let insert = diesel::insert_into(idempotency_keys::table)
                .values((
                    idempotency_keys::actor_id.eq(actor),
                    idempotency_keys::key.eq(key),
                    fresh.clone(),
                ))
                .on_conflict((idempotency_keys::actor_id, idempotency_keys::key))
                .do_update()
                .set(fresh);
            let first = FilterDsl::filter(insert, idempotency_keys::expires_at.le(now))
                .execute(connection)
                .await?;
            if first == 1 {
                return Ok(Idempotent::First);
            }
            let (hash, response): (Vec<u8>, Option<Value>) = idempotency_keys::table
                .find((actor, key))
                .select((idempotency_keys::request_hash, idempotency_keys::response))
                .first(connection)
                .await?;
            Ok(judged(&hash, response, request)?)
        })
        .await
    }

    /// Keeps the answer to a request that was the first. What may be shown only once (a token,
    /// recovery codes) must not be in it.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it was not begun.
    pub async fn answer_idempotent(
        &mut self,
        actor: Uuid,
        key: &str,
        response: &Value,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let kept = diesel::update(idempotency_keys::table.find((actor, key)))
                .set(idempotency_keys::response.eq(response))
                .prepared()
                .execute(connection)
                .await?;
            or(kept, StoreError::Absent)
        })
        .await
    }

    /// Takes away answers whose time was over at `now`; says how many.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_idempotent(&mut self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        self.run(async |connection| {
            Ok(diesel::delete(idempotency_keys::table)
                .filter(idempotency_keys::expires_at.lt(now))
                .execute(connection)
                .await?)
        })
        .await
    }
}

/// What a kept key says of a request.
fn judged(hash: &[u8], response: Option<Value>, request: &Digest) -> Result<Idempotent, StoreError> {
    if hash != request.as_slice() {
        return Ok(Idempotent::Different);
    }
    match response {
        Some(response) => Ok(Idempotent::Answered(response)),
        None => Err(StoreError::broken(
            "an idempotency key was kept without its answer",
        )),
    }
}
