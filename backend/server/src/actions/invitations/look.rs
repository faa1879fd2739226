//! What stands behind an invitation's link.

use oin_domain::account::LinkKind;
use oin_store::StoreError;

use super::{Invitation, gone};
use crate::actions::{Ctx, Failure};
use crate::vault::digest;

/// An invitation as its reader sees it.
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// What the org is called.
    pub org_name: String,
    /// Whether the address has an account; only its reader gets to know.
    pub has_account: bool,
}

/// The invitation behind a link that still works, without using it: programs that look into mail
/// open links, and must join nothing.
///
/// # Errors
/// `not_found` for a link that is unknown, used, withdrawn or expired.
pub async fn look(ctx: &Ctx, link: &str) -> Result<Invited, Failure> {
    let (hash, now) = (digest(link), ctx.now());
    ctx.store
        .read(async |read| {
            let link = read.link(LinkKind::Invitation, &hash, now).await.map_err(gone)?;
            let invitation = Invitation::try_from(link)?;
            let org_name = read.org(invitation.org).await?.name.to_string();
            let has_account = match read.user_by_mail(&invitation.mail).await {
                Ok(_) => true,
                Err(StoreError::Absent) => false,
                Err(error) => return Err(error.into()),
            };
            Ok(Invited {
                invitation,
                org_name,
                has_account,
            })
        })
        .await
}
