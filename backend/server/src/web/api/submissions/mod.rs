//! Submissions through the API: all that the portal's pages do, over the same actions.

pub mod act;
mod call;
pub mod check;
pub mod create;
pub mod edit;
pub mod fields;
pub mod history;
pub mod import;
pub mod judged;
pub mod list;
pub mod look;
pub mod secrets;
pub mod submission;

use oin_domain::ids::SubmissionId;
use uuid::Uuid;

use crate::actions::Failure;

pub use call::Call;

/// The address of a submission in the API.
fn url(id: SubmissionId) -> String {
    format!("/api/v1/submissions/{id}")
}

/// The submission that an address names.
fn id(text: &str) -> Result<SubmissionId, Failure> {
    Uuid::parse_str(text)
        .map(SubmissionId)
        .map_err(|_| Failure::NotFound("submission"))
}
