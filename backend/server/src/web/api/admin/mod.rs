//! What administrators and leads look up, and longer trials, through the API; and what administrators
//! change: the same as at `/admin`, but for what takes a second factor of this moment.

pub mod audit;
pub mod benefits;
pub mod categories;
pub mod collections;
pub mod figures;
pub mod queues;
pub mod reasons;
pub mod trials;
pub mod users;

use super::Call;
