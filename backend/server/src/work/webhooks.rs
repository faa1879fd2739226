//! Sending what waits for webhooks.

use std::time::Duration;

use super::{Job, back_off};
use crate::actions::jobs::Trouble;
use crate::actions::{Ctx, webhooks};

/// Sending what waits for one webhook.
pub(super) struct Webhook;

impl Job for Webhook {
    const CLASS: &'static str = webhooks::CLASS;
    // Each waits for somebody else's server most of the time.
    const AT_ONCE: u32 = 32;
    // After a sudden end its messages wait no longer than this.
    const LEASE: Duration = Duration::from_secs(15);
    type Payload = webhooks::Due;

    async fn run(ctx: &Ctx, due: webhooks::Due) -> Result<(), Trouble> {
        match webhooks::deliver(ctx, due, back_off::chance).await? {
            Some(at) => Err(Trouble::Later(at)),
            None => Ok(()),
        }
    }
}
