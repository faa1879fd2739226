//! Reviews through the API, for the network's staff: what the desk's pages do, over the same
//! actions. Secrets stay on the page: opening a test login takes a second factor of that moment.

pub mod act;
pub mod appeals;
pub mod bulk;
pub mod checklist;
mod cursor;
pub mod deed;
pub mod letter;
pub mod look;
pub mod queue;
pub mod review;
pub mod runs;
pub mod views;

use oin_domain::ids::SubmissionId;

use super::Call;
use crate::actions::Failure;

/// The address of a review in the API.
fn url(id: SubmissionId) -> String {
    format!("/api/v1/reviews/{id}")
}

/// The submission that an address names.
fn id(text: &str) -> Result<SubmissionId, Failure> {
    super::call::id(text, "submission").map(SubmissionId)
}
