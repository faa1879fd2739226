//! What those who run oin ask a process.

use std::sync::atomic::{AtomicBool, Ordering};

use super::Ctx;

static STOPPING: AtomicBool = AtomicBool::new(false);

/// Whether the database answers right now; takes at most a second.
pub async fn database_answers(ctx: &Ctx) -> bool {
    ctx.store.health().await.is_ok()
}

/// Says that this process takes no new work: load balancers then send it
/// nothing more while it finishes what it has.
pub fn start_stopping() {
    STOPPING.store(true, Ordering::Release);
}

/// Whether this process is about to end.
pub fn is_stopping() -> bool {
    STOPPING.load(Ordering::Acquire)
}

/// How many statements this process has sent to the database since it started.
pub fn statements(ctx: &Ctx) -> u64 {
    ctx.store.statements()
}
