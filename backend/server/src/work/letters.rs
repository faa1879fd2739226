//! The lane of letters.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::lane::LOOK_ANYWAY;
use super::{Crew, Order, back_off};
use crate::actions::letters::{self, Outgoing};
use crate::actions::{Ctx, Failure};
use crate::mail::{Mailer, Undelivered};

/// How many are sent at once.
const AT_ONCE: u32 = 4;
/// How long one is held: longer than a mail server may take over all its commands.
const LEASE: Duration = Duration::from_secs(180);
/// How often one is tried: with the back-off, for about three days.
const ATTEMPTS: i32 = 24;

/// Sends letters until it is told to end. One that has begun is finished: a mail server that has
/// it must not get it again.
pub(super) async fn run(mut crew: Crew) {
    let mut running = JoinSet::new();
    while *crew.order.borrow() == Order::Work {
        let free = AT_ONCE.saturating_sub(running.len() as u32);
        if free > 0 {
            match letters::claim(&crew.ctx, free, LEASE).await {
                Ok(claimed) => {
                    for outgoing in claimed {
                        let (ctx, mailer) = (crew.ctx.clone(), crew.mailer.clone());
                        running.spawn(async move { send(&ctx, &mailer, &outgoing).await });
                    }
                }
                Err(failure) => tracing::warn!(%failure, "no letters can be taken"),
            }
        }
        tokio::select! {
            Some(_) = running.join_next() => {}
            _ = crew.woken.changed() => {}
            _ = crew.order.changed() => {}
            () = tokio::time::sleep(LOOK_ANYWAY) => {}
        }
    }
    let finish = async { while running.join_next().await.is_some() {} };
    tokio::select! {
        () = finish => {}
        _ = crew.order.wait_for(|order| *order == Order::Stop) => {}
    }
}

/// Sends the letters that are due, one after the other; says how many.
pub(super) async fn round(ctx: &Arc<Ctx>, mailer: &Mailer) -> Result<usize, Failure> {
    let claimed = letters::claim(ctx, 100, LEASE).await?;
    for outgoing in &claimed {
        send(ctx, mailer, outgoing).await;
    }
    Ok(claimed.len())
}

async fn send(ctx: &Ctx, mailer: &Mailer, outgoing: &Outgoing) {
    let letter = &outgoing.letter;
    let (id, kind) = (letter.id, letter.kind.as_str());
    let told = match mailer.send(ctx, outgoing).await {
        Ok(()) => letters::sent(ctx, letter).await,
        Err(Undelivered::Later(problem)) if letter.attempts < ATTEMPTS => {
            let again = ctx.now() + back_off::delay(letter.attempts, back_off::chance());
            tracing::warn!(letter = %id, kind, problem, %again, "a letter was not sent");
            letters::failed(ctx, letter, &problem, Some(again)).await
        }
        Err(Undelivered::Later(problem) | Undelivered::Never(problem)) => {
            tracing::error!(letter = %id, kind, problem, "a letter was given up");
            letters::failed(ctx, letter, &problem, None).await
        }
    };
    if let Err(failure) = told {
        tracing::warn!(letter = %id, kind, %failure, "a letter's end could not be written down");
    }
}
