//! The claims of an org, those against it, and those that staff decide on.

use chrono::{DateTime, Utc};
use oin_domain::account::StaffRole;
use oin_domain::ids::{ClaimId, IntegrationId};
use oin_domain::integration::Slug;
use oin_domain::listing::ClaimState;
use oin_domain::org::Act;
use oin_domain::text::Prose;
use oin_store::{Claims, NamedClaim};

use crate::actions::{Ctx, Failure, Member, Reviewer};

/// A claim as people see it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimShown {
    /// Which.
    pub id: ClaimId,
    /// The integration.
    pub integration: IntegrationId,
    /// The listing's name in URLs.
    pub slug: Slug,
    /// What it is called.
    pub name: String,
    /// The org that claims it.
    pub org: String,
    /// The proven domain that it rests on.
    pub domain: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Where it is.
    pub state: ClaimState,
    /// Until when the present owner may object; nothing without one.
    pub until: Option<DateTime<Utc>>,
    /// What that said.
    pub objection: Option<Prose>,
    /// Why staff decided so.
    pub answer: Option<Prose>,
}

impl From<NamedClaim> for ClaimShown {
    fn from(named: NamedClaim) -> Self {
        let claim = named.claim;
        Self {
            id: claim.id,
            integration: claim.integration,
            slug: named.slug,
            name: named.name,
            org: named.org_name,
            domain: claim.domain,
            at: claim.at,
            state: claim.state,
            until: claim.owner.map(|_| claim.until),
            objection: claim.objection,
            answer: claim.answer,
        }
    }
}

/// An org's claims.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Its own, the newest first.
    pub own: Vec<ClaimShown>,
    /// Those against what it owns that are not decided.
    pub against: Vec<ClaimShown>,
}

/// The claims of the asker's org and those against it.
///
/// # Errors
/// `unavailable` while the database is away.
pub async fn list(ctx: &Ctx, who: &Member) -> Result<Listed, Failure> {
    who.may(Act::Read)?;
    let (own, against) = ctx
        .store
        .read(async |read| {
            let own = read.claims(Claims::Of(who.org)).await?;
            let against = read.claims(Claims::Against(who.org)).await?;
            Ok::<_, Failure>((own, against))
        })
        .await?;
    Ok(Listed {
        own: own.into_iter().map(ClaimShown::from).collect(),
        against: against.into_iter().map(ClaimShown::from).collect(),
    })
}

/// The claims to which a present owner has objected.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn objected(ctx: &Ctx, who: &Reviewer) -> Result<Vec<ClaimShown>, Failure> {
    who.has_any(&[StaffRole::Admin])?;
    let found = ctx
        .store
        .read(async |read| read.claims(Claims::Objected).await)
        .await?;
    Ok(found.into_iter().map(ClaimShown::from).collect())
}
