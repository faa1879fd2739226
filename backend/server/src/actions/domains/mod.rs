//! Domains that an org says are its own, and the proof.

mod add;
mod check;
mod drop;
mod list;

pub use add::add;
pub use check::{Checked, check};
pub use drop::drop;
pub use list::list;

use oin_domain::org::DomainName;
pub use oin_store::OrgDomain;

use crate::actions::{Code, Failure, FieldError};

/// A domain as typed.
fn read(text: &str) -> Result<DomainName, Failure> {
    DomainName::parse(text).map_err(|error| {
        let shown: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
        let message = format!("`{shown}` {error}. Leave out `https://` and what follows the name.");
        Failure::field(FieldError::new("domain", Code::BadValue, message))
    })
}
