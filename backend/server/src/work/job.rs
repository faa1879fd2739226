//! What a job is.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::actions::Ctx;
use crate::actions::jobs::Trouble;

/// One kind of job.
pub trait Job: 'static {
    /// Its class in the table `jobs`, `a-z` and `_`.
    const CLASS: &'static str;
    /// How many of it a process does at once.
    const AT_ONCE: u32 = 2;
    /// For how long it is held; renewed while it runs.
    const LEASE: Duration = Duration::from_secs(60);
    /// How often it is tried before a person must look.
    const ATTEMPTS: i32 = 12;
    /// What its payload is read as.
    type Payload: DeserializeOwned + Send;

    /// Does the job. It may be called again for the same thing, also after it was done: it looks
    /// first.
    ///
    /// # Errors
    /// [`Trouble`] says whether trying again may help.
    fn run(ctx: &Ctx, payload: Self::Payload) -> impl Future<Output = Result<(), Trouble>> + Send;
}

type Run = fn(Arc<Ctx>, Value) -> BoxFuture<'static, Result<(), Trouble>>;

/// A kind of job as the workers see it.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its class.
    pub class: &'static str,
    /// How many at once.
    pub at_once: u32,
    /// For how long it is held.
    pub lease: Duration,
    /// How often it is tried.
    pub attempts: i32,
    run: Run,
}

impl Kind {
    /// The kind `J`.
    pub fn of<J: Job>() -> Self {
        Self {
            class: J::CLASS,
            at_once: J::AT_ONCE,
            lease: J::LEASE,
            attempts: J::ATTEMPTS,
            run: |ctx, payload| {
                Box::pin(async move {
                    let payload = serde_json::from_value(payload)
                        .map_err(|error| Trouble::GiveUp(format!("its payload cannot be read: {error}")))?;
                    J::run(&ctx, payload).await
                })
            },
        }
    }

    /// Does one.
    pub fn run(&self, ctx: Arc<Ctx>, payload: Value) -> BoxFuture<'static, Result<(), Trouble>> {
        (self.run)(ctx, payload)
    }
}
