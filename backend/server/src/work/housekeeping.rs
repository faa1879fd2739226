//! Taking away what has had its time.

use serde_json::Value;

use super::Job;
use crate::actions::Ctx;
use crate::actions::jobs::{self, Trouble};

/// The class of the job.
pub(super) const CLASS: &str = "housekeeping";

/// The hourly job.
pub(super) struct Housekeeping;

impl Job for Housekeeping {
    const CLASS: &'static str = CLASS;
    const AT_ONCE: u32 = 1;
    type Payload = Value;

    async fn run(ctx: &Ctx, _: Value) -> Result<(), Trouble> {
        Ok(jobs::forget(ctx).await?)
    }
}
