//! The stages of a verification, each with exactly the facts that are true in it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::requirement::Risk;
use crate::ids::UserId;
use crate::text::Prose;

crate::choices! {
    /// Where a verification is.
    Stage as "verification stage" {
        /// The first tier.
        Community = "community", "Community";
        /// The ISV has applied.
        Candidate = "candidate", "Candidate";
        /// The second tier.
        Verified = "verified", "Verified";
        /// The second tier, about to be lost.
        AtRisk = "at_risk", "At risk";
    }
}

crate::choices! {
    /// How an integration came back to the first tier.
    Fall as "fall" {
        /// The application was refused.
        Refused = "refused", "Application refused";
        /// The application was taken back.
        Withdrawn = "withdrawn", "Application taken back";
        /// What was lost was not mended in time.
        Lapsed = "lapsed", "Lapsed";
        /// A lead decided so.
        Policy = "policy", "Ended by decision";
    }
}

/// How far an appeal is. One that is upheld makes it a candidate again, so it is no fact here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Appeal {
    /// None was made.
    None,
    /// It waits to be heard.
    Open {
        /// Who made it.
        by: UserId,
        /// When.
        at: DateTime<Utc>,
        /// Why.
        message: Prose,
    },
    /// It was heard and refused.
    Dismissed,
}

/// That and how an integration came back to the first tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fallen {
    /// How.
    pub fall: Fall,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, in words.
    pub says: String,
    /// Who decided; nothing when nobody did.
    pub decided_by: Option<UserId>,
    /// How far an appeal is.
    pub appeal: Appeal,
}

/// The first tier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Community {
    /// How it came back; nothing when it never left.
    pub fallen: Option<Fallen>,
}

/// The first reviewer's word that everything is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The first reviewer.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// What the lead should know.
    pub note: Option<Prose>,
}

/// The ISV has applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who applied.
    pub applied_by: UserId,
    /// What the first reviewer said; nothing before that.
    pub proposal: Option<Proposal>,
}

/// Who made it verified, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// When it became verified.
    pub verified_at: DateTime<Utc>,
    /// The first reviewer.
    pub proposed_by: UserId,
    /// The second.
    pub approved_by: UserId,
}

/// About to be lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtRisk {
    /// What it was and is until then.
    pub verified: Verified,
    /// What was lost.
    pub risk: Risk,
    /// Until when it can be mended.
    pub until: DateTime<Utc>,
}

/// The facts of a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Facts {
    /// The first tier.
    Community(Community),
    /// The ISV has applied.
    Candidate(Candidate),
    /// The second tier.
    Verified(Verified),
    /// About to be lost.
    AtRisk(AtRisk),
}

impl Facts {
    /// The stage.
    pub fn stage(&self) -> Stage {
        match self {
            Self::Community(_) => Stage::Community,
            Self::Candidate(_) => Stage::Candidate,
            Self::Verified(_) => Stage::Verified,
            Self::AtRisk(_) => Stage::AtRisk,
        }
    }
}
