//! Appeals that wait to be heard.

use oin_domain::account::StaffRole;
use oin_store::OpenAppeal;

use crate::actions::{Ctx, Failure, Reviewer};

/// The open appeals, the oldest first, each with whether this person may hear it: never an own
/// decision, nor one about an org of their own.
///
/// # Errors
/// The database's.
pub async fn appeals(ctx: &Ctx, who: &Reviewer) -> Result<Vec<(OpenAppeal, bool)>, Failure> {
    let open = ctx.store.read(async |read| read.open_appeals().await).await?;
    let theirs = open
        .into_iter()
        .filter(|appeal| who.person.role_in(appeal.org).is_none());
    Ok(theirs
        .map(|appeal| {
            let is_lead = who.person.is_any(&[StaffRole::Lead]);
            let stands_in = appeal.only_lead && who.person.is_any(&[StaffRole::Admin]);
            let may = appeal.decided_by != who.user() && (is_lead || stands_in);
            (appeal, may)
        })
        .collect())
}
