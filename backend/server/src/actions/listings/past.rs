//! What happened to a listing, as far as everybody may know.

use chrono::{DateTime, Utc};
use oin_domain::ids::IntegrationId;

use crate::actions::Ctx;

/// A step of a listing's life, for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldStep {
    /// When.
    pub at: DateTime<Utc>,
    /// What, in words.
    pub says: &'static str,
}

/// What everybody may know of a listing's life, the first thing first. While the database is away, a
/// page without it is better than none.
pub async fn past(ctx: &Ctx, id: IntegrationId) -> Vec<ToldStep> {
    match ctx.store.read(async |read| read.steps_of(id).await).await {
        Ok(steps) => {
            let told = steps.into_iter().filter_map(|step| {
                let says = step.action.told_to_all(step.to)?;
                Some(ToldStep { at: step.at, says })
            });
            told.collect()
        }
        Err(error) => {
            tracing::debug!(%error, "a listing is shown without what happened to it");
            Vec::new()
        }
    }
}
