//! Submissions through the API: all that the portal's pages do, over the same actions.

pub mod act;
pub mod check;
pub mod create;
pub mod edit;
pub mod fields;
pub mod history;
pub mod import;
pub mod judged;
pub mod list;
pub mod look;
pub(super) mod revision;
pub mod secrets;
pub mod submission;

use oin_domain::ids::SubmissionId;

use super::Call;
use crate::actions::Failure;

/// The address of a submission in the API.
fn url(id: SubmissionId) -> String {
    format!("/api/v1/submissions/{id}")
}

/// The submission that an address names.
fn id(text: &str) -> Result<SubmissionId, Failure> {
    super::call::id(text, "submission").map(SubmissionId)
}
