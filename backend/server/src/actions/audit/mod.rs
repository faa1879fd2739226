//! The audit trail: sealed in order, verified, searched, written out.

mod anchor;
mod chain;
mod prove;
mod read;
mod seal;
mod verify;

pub use anchor::{Anchor, BadAnchor, anchor};
pub use oin_store::{AuditEntry, AuditFilter};
pub use prove::{MOST_SEALS, Part, prove};
pub use read::{Found, Search, after, begin_export, entry, line, search};
pub use seal::{head, seal};
pub use verify::{Fault, Verdict, verify};
