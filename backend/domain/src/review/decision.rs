//! What a reviewer says and decides.

use serde::{Deserialize, Serialize};

use crate::ids::UserId;
use crate::text::Prose;

use super::Reason;

/// A note for colleagues; never shown to an ISV.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PrivateNote(pub Prose);

/// A coded reason or a question, at a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The path of the field; empty for the whole.
    pub field: String,
    /// The reason; nothing for a plain question.
    pub reason: Option<Reason>,
    /// What the ISV reads.
    pub message: Prose,
}

crate::choices! {
    /// For what a submission is discarded with a notice.
    Cause as "discard cause" {
        /// A URL leads into a private network.
        InternalUrl = "internal_url", "A URL leads into a private network";
        /// The test logins are gone.
        NoTestLogin = "no_test_login", "The test logins are gone";
    }
}

impl Cause {
    /// The reason code.
    pub fn reason(self) -> Reason {
        match self {
            Self::InternalUrl => Reason::InternalUrl,
            Self::NoTestLogin => Reason::NoTestLogin,
        }
    }
}

/// Who decided against a submission, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who decided.
    pub by: UserId,
    /// Whether that was the only lead there was: then an admin hears appeals.
    pub only_lead: bool,
    /// The coded reasons.
    pub reasons: Vec<Reason>,
}
