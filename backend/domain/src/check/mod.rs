//! Checks: automatic judgements of a draft, each with an id, a severity, a
//! finding and a fix.
//!
//! One registry ([`RULES`]) holds every rule. [`judge`] runs the pure ones on
//! every save; [`judge_network`] judges what the network jobs brought back.

mod address;
mod context;
mod finding;
mod free_mail;
mod lookalike;
mod meter;
mod network;
mod pure;
mod registry;
mod rule;

pub use address::{Internal, internal, internal_name};
pub use context::{CertificateFacts, Context, Key};
pub use finding::Finding;
pub use free_mail::is_free_mail;
pub use lookalike::{KnownName, NameIndex, mixes_scripts};
pub use meter::{Completeness, Part};
pub use network::{Answer, NetworkFacts, judge_network};
pub use pure::{is_reserved, judge};
pub use registry::RULES;
pub use rule::{Kind, Rule, RuleId, Severity};

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
