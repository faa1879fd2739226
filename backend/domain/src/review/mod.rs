//! Reviewing a submission: why one is sent back, refused or taken down.

mod reason;

pub use reason::Reason;
