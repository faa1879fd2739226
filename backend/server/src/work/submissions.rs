//! The work that follows from what happens to submissions. What is done, and whether it is still
//! needed, the actions know; here stand only the classes.

use std::time::Duration;

use oin_domain::work::Task;

use super::Job;
use crate::actions::Ctx;
use crate::actions::jobs::Trouble;
use crate::actions::submissions::work::{classes, perform};

/// Running the checks: many addresses are asked, each with its own patience.
pub(super) struct Check;

impl Job for Check {
    const CLASS: &'static str = classes::CHECK;
    const AT_ONCE: u32 = 4;
    const LEASE: Duration = Duration::from_secs(180);
    type Payload = Task;

    async fn run(ctx: &Ctx, task: Task) -> Result<(), Trouble> {
        Ok(perform(ctx, &task).await?)
    }
}

/// Running them again after a fault of ours.
pub(super) struct Retry;

impl Job for Retry {
    const CLASS: &'static str = classes::RETRY;
    type Payload = Task;

    async fn run(ctx: &Ctx, task: Task) -> Result<(), Trouble> {
        Ok(perform(ctx, &task).await?)
    }
}

/// Ending what has had its time.
pub(super) struct Expire;

impl Job for Expire {
    const CLASS: &'static str = classes::EXPIRE;
    type Payload = Task;

    async fn run(ctx: &Ctx, task: Task) -> Result<(), Trouble> {
        Ok(perform(ctx, &task).await?)
    }
}

/// Reminding the org of what waits for it.
pub(super) struct Remind;

impl Job for Remind {
    const CLASS: &'static str = classes::REMIND;
    type Payload = Task;

    async fn run(ctx: &Ctx, task: Task) -> Result<(), Trouble> {
        Ok(perform(ctx, &task).await?)
    }
}

/// Publishing what is approved.
pub(super) struct Publish;

impl Job for Publish {
    const CLASS: &'static str = classes::PUBLISH;
    type Payload = Task;

    async fn run(ctx: &Ctx, task: Task) -> Result<(), Trouble> {
        Ok(perform(ctx, &task).await?)
    }
}

/// Looking again at what waits in the queue.
pub(super) struct Recheck;

impl Job for Recheck {
    const CLASS: &'static str = classes::RECHECK;
    const AT_ONCE: u32 = 4;
    const LEASE: Duration = Duration::from_secs(180);
    type Payload = Task;

    async fn run(ctx: &Ctx, task: Task) -> Result<(), Trouble> {
        Ok(perform(ctx, &task).await?)
    }
}
