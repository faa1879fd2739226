//! Looking at what is verified.

use super::Job;
use crate::actions::Ctx;
use crate::actions::jobs::Trouble;
use crate::actions::verifications::watch::{self, Watched};

/// Looks at one verified integration.
pub(super) struct Watch;

impl Job for Watch {
    const CLASS: &'static str = watch::CLASS;
    type Payload = Watched;

    async fn run(ctx: &Ctx, payload: Watched) -> Result<(), Trouble> {
        Ok(watch::watch(ctx, payload.integration).await?)
    }
}
