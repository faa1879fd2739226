//! The lane of one class of jobs.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Crew, Kind, Order, back_off};
use crate::actions::jobs::{self, ClaimedJob, Trouble};
use crate::actions::{Ctx, Failure};

/// How often a lane looks for work that nobody announced: what has become due, and what a dead
/// worker held.
pub(super) const LOOK_ANYWAY: Duration = Duration::from_secs(5);

/// Does the jobs of a kind until it is told to end.
pub(super) async fn run(mut crew: Crew, kind: Kind) {
    let mut running = JoinSet::new();
    while *crew.order.borrow() == Order::Work {
        let free = kind.at_once.saturating_sub(running.len() as u32);
        if free > 0 {
            match jobs::claim(&crew.ctx, kind.class, free, kind.lease).await {
                Ok(claimed) => {
                    for job in claimed {
                        running.spawn(hold(crew.ctx.clone(), crew.order.clone(), kind, job));
                    }
                }
                Err(failure) => tracing::warn!(class = kind.class, %failure, "no jobs can be taken"),
            }
        }
        tokio::select! {
            Some(_) = running.join_next() => {}
            _ = crew.woken.changed() => {}
            _ = crew.order.changed() => {}
            () = tokio::time::sleep(LOOK_ANYWAY) => {}
        }
    }
    while running.join_next().await.is_some() {}
}

/// Does the due jobs of a kind one after the other; says how many.
pub(super) async fn round(ctx: &Arc<Ctx>, kind: &Kind) -> Result<usize, Failure> {
    let claimed = jobs::claim(ctx, kind.class, 100, kind.lease).await?;
    for job in &claimed {
        let outcome = kind.run(ctx.clone(), job.payload.clone()).await;
        settle(ctx, kind, job, outcome).await;
    }
    Ok(claimed.len())
}

/// Does one job, holds it meanwhile, and lets go of it when the process must end.
async fn hold(ctx: Arc<Ctx>, mut order: watch::Receiver<Order>, kind: Kind, job: ClaimedJob) {
    let work = AssertUnwindSafe(kind.run(ctx.clone(), job.payload.clone())).catch_unwind();
    let mut work = std::pin::pin!(work);
    let outcome = loop {
        tokio::select! {
            done = &mut work => {
                // The panic itself is in the log.
                break done.unwrap_or_else(|_| Err(Trouble::Retry("it panicked".to_owned())));
            }
            () = tokio::time::sleep(kind.lease / 3) => {
                if let Err(failure) = jobs::renew(&ctx, &job, kind.lease).await
                    && !matches!(failure, Failure::Unavailable)
                {
                    tracing::warn!(class = kind.class, job = %job.id, %failure, "a job was lost to another worker");
                    return;
                }
            }
            stopped = stopped(&mut order) => {
                if stopped {
                    say(&kind, &job, jobs::hand_back(&ctx, &job).await);
                }
                return;
            }
        }
    };
    settle(&ctx, &kind, &job, outcome).await;
}

/// Waits until everything must be let go of; `false` when nobody gives orders any more.
async fn stopped(order: &mut watch::Receiver<Order>) -> bool {
    order.wait_for(|order| *order == Order::Stop).await.is_ok()
}

/// Writes down how a job ended. When that fails its lease runs out and it is done again.
async fn settle(ctx: &Ctx, kind: &Kind, job: &ClaimedJob, outcome: Result<(), Trouble>) {
    let told = match outcome {
        Ok(()) => jobs::finish(ctx, job).await,
        Err(Trouble::Later(at)) => jobs::defer(ctx, job, at).await,
        Err(Trouble::GiveUp(reason)) => {
            tracing::error!(class = kind.class, job = %job.id, reason, "a job was given up");
            jobs::park(ctx, job, &reason).await
        }
        Err(Trouble::Retry(problem)) if job.attempts >= kind.attempts => {
            tracing::error!(class = kind.class, job = %job.id, problem, "a job failed too often");
            jobs::park(ctx, job, &format!("tried {} times: {problem}", job.attempts)).await
        }
        Err(Trouble::Retry(problem)) => {
            let again = ctx.now() + back_off::delay(job.attempts, back_off::chance());
            tracing::warn!(class = kind.class, job = %job.id, problem, %again, "a job failed");
            jobs::retry(ctx, job, &problem, again).await
        }
    };
    say(kind, job, told);
}

fn say(kind: &Kind, job: &ClaimedJob, told: Result<(), Failure>) {
    if let Err(failure) = told {
        tracing::warn!(class = kind.class, job = %job.id, %failure, "a job's end could not be written down");
    }
}
