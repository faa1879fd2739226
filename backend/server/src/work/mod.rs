//! Work that was promised, and its workers: letters and jobs.
//!
//! Each class of jobs, and the letters, has a lane of its own, so that one that hangs does not
//! hold up another. A job is done at least once: it looks again at what it finds, and does nothing
//! when that is done already.

mod audit;
mod back_off;
mod housekeeping;
mod job;
mod lane;
mod letters;
mod listings;
mod submissions;
mod verifications;
mod wake;
mod webhooks;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::actions::Ctx;
use crate::actions::jobs;
use crate::mail::Mailer;

pub use job::{Job, Kind};

/// How long work that has begun may go on after the process was told to end.
const DRAIN: Duration = Duration::from_secs(20);
/// How often housekeeping is promised.
const HOUSEKEEPING: Duration = Duration::from_secs(60 * 60);

/// Every kind of job. One that is not here is never done.
pub fn table() -> Vec<Kind> {
    vec![
        Kind::of::<housekeeping::Housekeeping>(),
        Kind::of::<submissions::Check>(),
        Kind::of::<submissions::Retry>(),
        Kind::of::<submissions::Expire>(),
        Kind::of::<submissions::Remind>(),
        Kind::of::<submissions::Recheck>(),
        Kind::of::<submissions::Publish>(),
        Kind::of::<verifications::Watch>(),
        Kind::of::<listings::ListingDue>(),
        Kind::of::<listings::ClaimDue>(),
        Kind::of::<webhooks::Webhook>(),
    ]
}

/// How a process that works is told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Go on.
    Work,
    /// Begin nothing more.
    Finish,
    /// Let go of everything.
    Stop,
}

/// What all lanes share.
#[derive(Clone)]
struct Crew {
    ctx: Arc<Ctx>,
    mailer: Arc<Mailer>,
    woken: watch::Receiver<u64>,
    order: watch::Receiver<Order>,
}

/// A process's workers; [`Workers::stop`] ends them.
pub struct Workers {
    order: watch::Sender<Order>,
    lanes: Vec<JoinHandle<()>>,
    helpers: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Starts the workers on the database at `url`.
    pub fn start(ctx: Arc<Ctx>, mailer: Arc<Mailer>, url: String) -> Self {
        let (order, orders) = watch::channel(Order::Work);
        let (wake, woken) = watch::channel(0);
        let crew = Crew {
            ctx: ctx.clone(),
            mailer,
            woken,
            order: orders,
        };
        let mut lanes = vec![tokio::spawn(letters::run(crew.clone()))];
        for kind in table() {
            lanes.push(tokio::spawn(lane::run(crew.clone(), kind)));
        }
        let helpers = vec![
            tokio::spawn(wake::listen(ctx.clone(), url, wake)),
            tokio::spawn(audit::run(ctx.clone())),
            tokio::spawn(keep_house(ctx)),
        ];
        Self {
            order,
            lanes,
            helpers,
        }
    }

    /// Begins nothing more, lets what has begun finish, and hands the rest back.
    pub async fn stop(self) {
        // Nobody listens any more when every lane has ended already.
        let _ = self.order.send(Order::Finish);
        for helper in &self.helpers {
            helper.abort();
        }
        let ended = async {
            for lane in self.lanes {
                let _ = lane.await;
            }
        };
        let mut ended = std::pin::pin!(ended);
        if tokio::time::timeout(DRAIN, &mut ended).await.is_err() {
            tracing::warn!("work is still under way; it is handed back");
            let _ = self.order.send(Order::Stop);
            ended.await;
        }
    }
}

/// Follows a local installation's clock in a process that does not work.
pub fn follow_clock(ctx: Arc<Ctx>, url: String) -> JoinHandle<()> {
    let (wake, _) = watch::channel(0);
    tokio::spawn(wake::listen(ctx, url, wake))
}

async fn keep_house(ctx: Arc<Ctx>) {
    loop {
        if let Err(failure) = jobs::promise_regular(&ctx, housekeeping::CLASS).await {
            tracing::warn!(%failure, "housekeeping could not be promised");
        }
        tokio::time::sleep(HOUSEKEEPING).await;
    }
}

/// Does all work that is due, until none is left: for tests, in which no worker runs by itself.
///
/// # Errors
/// The database's; a letter or job that fails is put back or parked, as always.
pub async fn until_idle(ctx: &Arc<Ctx>, mailer: &Mailer) -> anyhow::Result<()> {
    // A job that promises itself anew at once would never end.
    for _ in 0..1_000 {
        let mut done = letters::round(ctx, mailer).await?;
        for kind in table() {
            done += lane::round(ctx, &kind).await?;
        }
        done += crate::actions::audit::seal(ctx).await?;
        if done == 0 {
            return Ok(());
        }
    }
    anyhow::bail!("the work does not end: some job promises itself again at once")
}
