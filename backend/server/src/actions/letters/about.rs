//! What letters are about, and the points that they make.

use oin_domain::ids::SubmissionId;
use oin_store::ReasonText;
use serde::Serialize;

/// The submission that a letter is about; an answer to the letter lands in its thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// Which.
    pub submission: SubmissionId,
    /// The name of its integration.
    pub integration: String,
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
