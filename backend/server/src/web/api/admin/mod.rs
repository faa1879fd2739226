//! What administrators and leads look up, and longer trials, through the API.

pub mod audit;
pub mod figures;
pub mod trials;

use super::Call;
