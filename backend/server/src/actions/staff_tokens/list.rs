//! Somebody's own tokens.

use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_store::StaffToken;

use crate::actions::{Asker, Ctx, Failure};

/// All tokens that somebody of the staff ever made for themselves, the newest first.
///
/// # Errors
/// `not_found` for who is no staff; `second_factor_required`.
pub async fn list(ctx: &Ctx, asker: &Asker) -> Result<Vec<StaffToken>, Failure> {
    asker.staff(StaffRole::ALL)?;
    let user = asker.user();
    Ok(ctx.store.read(async |read| read.staff_tokens(user).await).await?)
}
