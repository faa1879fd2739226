//! What letters are about, and the points that they make.

use oin_domain::ids::SubmissionId;
use oin_store::{NamedClaim, ReasonText};
use serde::Serialize;

/// The submission that a letter is about; an answer to the letter lands in its thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// Which.
    pub submission: SubmissionId,
    /// The name of its integration.
    pub integration: String,
}

/// A listing that somebody claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claimed {
    /// What it is called.
    pub integration: String,
    /// Its name in URLs.
    pub slug: String,
    /// Who claims it.
    pub org: String,
}

impl From<&NamedClaim> for Claimed {
    fn from(named: &NamedClaim) -> Self {
        Self {
            integration: named.name.clone(),
            slug: named.slug.to_string(),
            org: named.org_name.clone(),
        }
    }
}

/// One thing to mend, or one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// What is wrong, a sentence.
    pub what: String,
    /// What mends it, a sentence.
    pub fix: Option<String>,
    /// The field it is about, as the form calls it.
    pub field: Option<String>,
}

impl From<ReasonText> for Point {
    fn from(text: ReasonText) -> Self {
        Self {
            what: text.sentence,
            fix: Some(text.fix),
            field: None,
        }
    }
}
