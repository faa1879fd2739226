//! An org as its members see it.

use oin_domain::org::{Act, Trial};
use oin_store::{Org, StoreError};

use crate::actions::invitations::Invitation;
use crate::actions::{Ctx, Failure, Member};

/// An org and everybody in it.
pub struct OrgShown {
    /// The org.
    pub org: Org,
    /// Where it stands with its trial.
    pub trial: Trial,
    /// Whether it has asked for a longer one and staff have not answered.
    pub asks_for_longer: bool,
    /// Its members, those who came first at the front.
    pub members: Vec<oin_store::Member>,
    /// Its open invitations, the newest first.
    pub invitations: Vec<Invitation>,
}

/// The org of a member.
///
/// # Errors
/// As of any read.
pub async fn show(ctx: &Ctx, who: &Member) -> Result<OrgShown, Failure> {
    who.may(Act::Read)?;
    let (id, now) = (who.org, ctx.now());
    let (org, in_use, asks_for_longer, members, invitations) = ctx
        .store
        .read(async |read| {
            let org = read.org(id).await?;
            let in_use = read.org_is_in_use(id).await?;
            let wishes = read.trial_extensions().await?;
            let asks = wishes.iter().any(|wish| wish.org == id);
            let members = read.members(id).await?;
            let invitations = read.invitations(id).await?;
            Ok::<_, StoreError>((org, in_use, asks, members, invitations))
        })
        .await?;
    let invitations = invitations.into_iter().map(Invitation::try_from);
    Ok(OrgShown {
        trial: Trial::at(now, org.trial_ends_at, in_use),
        org,
        asks_for_longer,
        members,
        invitations: invitations.collect::<Result<_, _>>()?,
    })
}
