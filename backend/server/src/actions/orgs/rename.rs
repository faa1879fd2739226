//! Another name for an org.

use oin_domain::org::Act;

use crate::actions::accounts::sign_up::line;
use crate::actions::{Ctx, Failure, Member};

/// Changes what the org is called.
///
/// # Errors
/// `forbidden` to all but owners; `bad_value` at `name`.
pub async fn rename(ctx: &Ctx, who: &Member, name: &str) -> Result<(), Failure> {
    who.may(Act::ManageOrg)?;
    let name = line("name", "The org's name", name)?;
    let org = who.org;
    ctx.store
        .write(async |tx| tx.rename_org(org, &name).await)
        .await?;
    Ok(())
}
