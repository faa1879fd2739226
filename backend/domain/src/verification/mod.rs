//! A verification: the way of a listing to the second tier, what it stands on there, and how it is
//! lost (PRODUCT §§6.3, 8).
//!
//! A listing that has never applied has no verification; one begins at the first tier.

mod apply;
mod benefits;
mod brought;
mod evidence;
mod requirement;
mod stage;
mod table;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::audit::{Act, Area};
use crate::choice::Choice as _;
use crate::ids::{IntegrationId, OrgId};
use crate::listing::Tier;
use crate::submission::By;
use crate::text::Prose;

pub use apply::{Command, Refusal};
pub use benefits::{BENEFITS, LONGEST_BENEFIT, MOST_BENEFITS};
pub use brought::{ANSWER_AWAITED, ANSWER_LASTS, CERTIFICATE_LASTS, CertificateEnd, Login, Reached};
pub use evidence::{Ages, Course, Evidence, Outcome, RunKind, Subject};
pub use requirement::{Brought, Judged, LOGINS_APART, Met, Requirement, Risk, Standing, Steady};
pub use stage::{Appeal, AtRisk, Candidate, Community, Facts, Fall, Fallen, Proposal, Stage, Verified};
pub use table::{Action, Party, TRANSITIONS, Transition, pairs};

/// For how long what was lost can be mended.
pub const GRACE: TimeDelta = TimeDelta::days(21);
/// For how long a lapse or a decision can be appealed.
pub const APPEAL: TimeDelta = TimeDelta::days(180);

/// A verification in whatever stage it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// The integration.
    pub integration: IntegrationId,
    /// The org that owns it.
    pub org: OrgId,
    /// Since when it is in its stage.
    pub since: DateTime<Utc>,
    /// The facts of the stage.
    pub facts: Facts,
}

/// What happened to a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The integration.
    pub integration: IntegrationId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: By,
    /// What was done.
    pub action: Action,
    /// From where.
    pub from: Stage,
    /// To where.
    pub to: Stage,
    /// What the ISV reads; it is shown to the ISV and to staff.
    pub message: Option<Prose>,
    /// When the new stage ends by itself.
    pub until: Option<DateTime<Utc>>,
}

impl Event {
    /// The same for the audit trail: what staff, the ISV or the network did, without what they
    /// wrote.
    pub fn act(&self, org: OrgId) -> Act {
        Act {
            actor: match self.by {
                By::System => None,
                By::Person(user) => Some(user),
            },
            org: Some(org),
            about: Some(("integration", self.integration.to_string())),
            detail: json!({ "from": self.from.as_str(), "to": self.to.as_str() }),
            ..Act::new(Area::Verification, self.action.as_str())
        }
    }
}

impl Verification {
    /// One of an integration that has not applied yet.
    pub fn begin(integration: IntegrationId, org: OrgId, at: DateTime<Utc>) -> Self {
        Self {
            integration,
            org,
            since: at,
            facts: Facts::Community(Community::default()),
        }
    }

    /// The stage.
    pub fn stage(&self) -> Stage {
        self.facts.stage()
    }

    /// The tier that the catalog shows, and since when.
    pub fn tier(&self) -> (Tier, Option<DateTime<Utc>>) {
        match &self.facts {
            Facts::Community(_) | Facts::Candidate(_) => (Tier::Community, None),
            Facts::Verified(facts) => (Tier::Verified, Some(facts.verified_at)),
            Facts::AtRisk(facts) => (Tier::Verified, Some(facts.verified.verified_at)),
        }
    }
}

#[cfg(test)]
mod tests;
