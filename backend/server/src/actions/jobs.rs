//! What those who do promised work ask for, and how work may end.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::ids::JobId;
use oin_domain::webhook::LOG_LASTS;
use oin_store::NewJob;
use serde_json::json;

use super::submissions::RESTORABLE;
use super::{Ctx, Failure};

pub use oin_store::ClaimedJob;

/// Why work was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It may go better later.
    #[error("to be tried again: {0}")]
    Retry(String),
    /// It is done for now: look again then, or as soon as the same work is promised. No fault, and
    /// no attempt.
    #[error("to be looked at again at {0}")]
    Later(DateTime<Utc>),
    /// It will not: a person must look. The reason is for staff and holds no secret.
    #[error("given up: {0}")]
    GiveUp(String),
}

impl From<Failure> for Trouble {
    /// What is away or broken may be there again; what was refused stays refused.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Broken(error) => Self::Retry(format!("{error:#}")),
            Failure::Unavailable | Failure::TooMany(_) => Self::Retry(failure.to_string()),
            other => Self::GiveUp(other.to_string()),
        }
    }
}

impl From<oin_store::StoreError> for Trouble {
    fn from(error: oin_store::StoreError) -> Self {
        Failure::from(error).into()
    }
}

/// Takes at most `limit` due jobs of a class and holds them for `lease`.
///
/// # Errors
/// The database's.
pub async fn claim(
    ctx: &Ctx,
    class: &'static str,
    limit: u32,
    lease: Duration,
) -> Result<Vec<ClaimedJob>, Failure> {
    let now = ctx.now();
    Ok(ctx
        .store
        .write(async |tx| tx.claim_jobs(&[class], limit, lease, now).await)
        .await?)
}

/// Holds a job for longer.
///
/// # Errors
/// [`Failure`] of the code `stale` when the hold has run out: stop working on it.
pub async fn renew(ctx: &Ctx, job: &ClaimedJob, lease: Duration) -> Result<(), Failure> {
    ctx.store.write(async |tx| tx.renew_job(job, lease).await).await?;
    Ok(())
}

/// Says that a job is done.
///
/// # Errors
/// As [`renew`].
pub async fn finish(ctx: &Ctx, job: &ClaimedJob) -> Result<(), Failure> {
    Ok(ctx.store.write(async |tx| tx.finish_job(job).await).await?)
}

/// Lets go of a job, to be tried again at `run_at`.
///
/// # Errors
/// As [`renew`].
pub async fn retry(ctx: &Ctx, job: &ClaimedJob, problem: &str, run_at: DateTime<Utc>) -> Result<(), Failure> {
    Ok(ctx
        .store
        .write(async |tx| tx.retry_job(job, problem, run_at).await)
        .await?)
}

/// Lets go of a job that is to look again at `run_at`; its attempts are counted anew.
///
/// # Errors
/// As [`renew`].
pub async fn defer(ctx: &Ctx, job: &ClaimedJob, run_at: DateTime<Utc>) -> Result<(), Failure> {
    Ok(ctx
        .store
        .write(async |tx| tx.defer_job(job, run_at).await)
        .await?)
}

/// Gives a job up until a person looks at it.
///
/// # Errors
/// As [`renew`].
pub async fn park(ctx: &Ctx, job: &ClaimedJob, reason: &str) -> Result<(), Failure> {
    let now = ctx.now();
    Ok(ctx
        .store
        .write(async |tx| tx.park_job(job, reason, now).await)
        .await?)
}

/// Hands a job back that is not finished because the process ends; the attempt does not count.
///
/// # Errors
/// As [`renew`].
pub async fn hand_back(ctx: &Ctx, job: &ClaimedJob) -> Result<(), Failure> {
    Ok(ctx.store.write(async |tx| tx.hand_back_job(job).await).await?)
}

/// Promises work that has no facts of its own, such as the hourly housekeeping; one at a time.
///
/// # Errors
/// The database's.
pub async fn promise_regular(ctx: &Ctx, class: &'static str) -> Result<(), Failure> {
    let now = ctx.now();
    let job = NewJob {
        id: JobId(uuid::Uuid::now_v7()),
        class,
        payload: json!({}),
        dedup_key: Some(class.to_owned()),
        run_at: now,
        at: now,
    };
    Ok(ctx.store.write(async |tx| tx.promise(&job).await).await?)
}

/// How long a sent letter is kept, and the peers of sessions.
const LETTERS_LAST: TimeDelta = TimeDelta::days(30);
/// How long a sign-up waits for its address to be confirmed.
const SIGN_UPS_LAST: TimeDelta = TimeDelta::days(7);
/// How long a picture is kept that no draft and no listing names.
const PICTURES_LAST: TimeDelta = TimeDelta::days(30);
/// How long the pictures of reviewers' runs are kept: until the appeal against what they may have led
/// to has run out, and 30 days more. Between a red run and the end of the second tier lies its grace.
const RUN_PICTURES_LAST: TimeDelta = TimeDelta::days(180 + 21 + 30);
/// How long an ended session or link can be told from one that never was.
const ENDED_LASTS: TimeDelta = TimeDelta::days(7);

/// Takes away what has had its time.
///
/// # Errors
/// The database's; what was taken away before stays away.
pub async fn forget(ctx: &Ctx) -> Result<(), Failure> {
    let now = ctx.now();
    // Each in a transaction of its own: one that fails does not hold the others up for long.
    ctx.store
        .write(async |tx| tx.forget_full_buckets(now).await)
        .await?;
    ctx.store
        .write(async |tx| tx.forget_idempotent(now).await)
        .await?;
    ctx.store
        .write(async |tx| tx.forget_run_pictures(now - RUN_PICTURES_LAST).await)
        .await?;
    ctx.store
        .write(async |tx| tx.forget_sessions(now - ENDED_LASTS).await)
        .await?;
    ctx.store
        .write(async |tx| tx.forget_links(now - ENDED_LASTS).await)
        .await?;
    ctx.store
        .write(async |tx| tx.forget_unconfirmed(now - SIGN_UPS_LAST).await)
        .await?;
    ctx.store
        .write(async |tx| tx.forget_letters(now - LETTERS_LAST).await)
        .await?;
    ctx.store
        .write(async |tx| tx.forget_secrets_of_deleted_drafts(now - RESTORABLE).await)
        .await?;
    ctx.store.write(async |tx| tx.forget_peers().await).await?;
    ctx.store
        .write(async |tx| tx.forget_files(now - PICTURES_LAST, now).await)
        .await?;
    ctx.store
        .write(async |tx| tx.forget_old_webhook_secrets(now).await)
        .await?;
    ctx.store
        .write(async |tx| tx.forget_deliveries(now - LOG_LASTS).await)
        .await?;
    super::users::erase_closed(ctx).await?;
    // Keys of people and of letters; an org's go when its keys are changed.
    ctx.store
        .write(async |tx| tx.drop_unused_data_keys(None).await)
        .await?;
    Ok(())
}
