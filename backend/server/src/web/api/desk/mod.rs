//! What staff decide about listings, claims of them and reports, through the API.

pub mod claims;
pub mod listing;
pub mod reports;

use super::Call;
