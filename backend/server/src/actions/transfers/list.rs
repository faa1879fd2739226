//! The open offers of an org, and what it could offer.

use oin_domain::ids::IntegrationId;
use oin_domain::org::Act;
use oin_store::{StoreError, Transfer};

use crate::actions::{Ctx, Failure, Member};

/// An open offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The offer.
    pub transfer: Transfer,
    /// What the integration is called.
    pub name: String,
}

/// What an org gives away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransfersShown {
    /// Its open offers, the newest first; expired ones too.
    pub open: Vec<Open>,
    /// Its integrations with their names.
    pub integrations: Vec<(IntegrationId, String)>,
}

/// The org's offers and integrations.
///
/// # Errors
/// As of any read.
pub async fn list(ctx: &Ctx, who: &Member) -> Result<TransfersShown, Failure> {
    who.may(Act::Read)?;
    let org = who.org;
    let listed = ctx.store.read(async |read| {
        let open = read.transfers_from(org).await?;
        let integrations = read.integrations_of(org).await?;
        Ok::<_, StoreError>((open, integrations))
    });
    let (open, integrations) = listed.await?;
    let name_of = |id| {
        let found = integrations.iter().find(|(known, _)| *known == id);
        found.map_or_else(|| "Untitled integration".to_owned(), |(_, name)| name.clone())
    };
    let open = open.into_iter().map(|transfer| Open {
        name: name_of(transfer.integration),
        transfer,
    });
    Ok(TransfersShown {
        open: open.collect(),
        integrations,
    })
}
