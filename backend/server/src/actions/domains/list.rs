//! The domains of an org.

use oin_domain::org::Act;
use oin_store::OrgDomain;

use crate::actions::{Ctx, Failure, Member};

/// The domains that the org says are its own, proven or not, by name.
///
/// # Errors
/// As of any read.
pub async fn list(ctx: &Ctx, who: &Member) -> Result<Vec<OrgDomain>, Failure> {
    who.may(Act::Read)?;
    let org = who.org;
    Ok(ctx.store.read(async |read| read.org_domains(org).await).await?)
}
