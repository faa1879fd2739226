//! An org: a company, its people and their rights, its trial and its domains.

mod domain;
mod role;
mod scope;
mod trial;

pub use domain::{DomainError, DomainName, ProofMethod};
pub use role::{Act, OrgRole};
pub use scope::Scope;
pub use trial::{TRIAL_LASTS, Trial};
