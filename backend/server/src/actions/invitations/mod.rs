//! Invitations: an owner writes to an address, whoever reads it joins the org.

mod accept;
mod invite;
mod look;
mod sign_up;
mod withdraw;

use chrono::{DateTime, Utc};
use oin_domain::account::MailAddress;
use oin_domain::ids::{LinkId, OrgId};
use oin_domain::org::OrgRole;
use oin_store::{OneTimeLink, StoreError};
use serde::{Deserialize, Serialize};

use crate::actions::Failure;

pub use accept::{Joined, accept};
pub use invite::invite;
pub use look::{Invited, look};
pub use sign_up::{NewPerson, sign_up};
pub use withdraw::withdraw;

/// An invitation that nobody has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Which.
    pub id: LinkId,
    /// Whose.
    pub org: OrgId,
    /// Who was written to.
    pub mail: MailAddress,
    /// What they will be.
    pub role: OrgRole,
    /// What the owner who invited is called.
    pub inviter: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// From when on it works no more.
    pub expires_at: DateTime<Utc>,
}

impl TryFrom<OneTimeLink> for Invitation {
    type Error = Failure;

    fn try_from(link: OneTimeLink) -> Result<Self, Failure> {
        let role = link.payload["role"].as_str().unwrap_or_default();
        let role: OrgRole = role.parse().map_err(StoreError::broken)?;
        let (Some(org), Some(mail)) = (link.org, link.mail) else {
            return Err(StoreError::Absent.into());
        };
        Ok(Self {
            id: link.id,
            org,
            mail,
            role,
            inviter: link.payload["inviter"].as_str().unwrap_or_default().to_owned(),
            created_at: link.created_at,
            expires_at: link.expires_at,
        })
    }
}

/// Used, expired, withdrawn and unknown links are not told apart.
fn gone(error: StoreError) -> Failure {
    match error {
        StoreError::Absent => Failure::NotFound(
            "invitation; it was used, withdrawn, has expired or its link is not whole. Ask for a new one",
        ),
        other => other.into(),
    }
}
