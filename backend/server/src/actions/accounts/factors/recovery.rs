//! Recovery codes.

use super::changed;
use crate::actions::{Asker, Ctx, Failure, Visit};
use crate::second_factor;
use crate::vault::Secret;

/// Gives new recovery codes in place of all old ones.
///
/// # Errors
/// `second_factor_required`, `step_up_required`.
pub async fn renew_codes(ctx: &Ctx, asker: &Asker, visit: &Visit) -> Result<Vec<Secret>, Failure> {
    asker.proven()?;
    let (codes, hashes) = second_factor::new_recovery_codes()?;
    let user = asker.user();
    ctx.store
        .write(async |tx| {
            tx.set_recovery_codes(user, &hashes).await?;
            let words = "a new set of recovery codes";
            changed(ctx, tx, asker, ("recovery codes", words), true, visit).await
        })
        .await?;
    Ok(codes)
}
