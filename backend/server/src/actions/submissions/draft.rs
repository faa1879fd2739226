//! A draft's text alone.

use oin_domain::draft::Draft;
use oin_domain::ids::SubmissionId;
use oin_domain::org::Act;

use super::find;
use crate::actions::{Ctx, Failure, Member};

/// The text of a submission's draft.
///
/// # Errors
/// `not_found`.
pub async fn draft(ctx: &Ctx, who: &Member, id: SubmissionId) -> Result<Draft, Failure> {
    who.may(Act::Read)?;
    let stored = ctx.store.read(async |read| find(read, who, id).await).await?;
    Ok(stored.kept.draft)
}
