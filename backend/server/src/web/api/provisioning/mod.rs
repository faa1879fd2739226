//! Wishes for provisioning through the API: the leads' desk, and what orgs ask for.

pub mod desk;
pub mod own;
pub mod wish;

use super::Call;
