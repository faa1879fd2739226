//! Reviewing a submission: why one is sent back, refused or taken down, and
//! what a reviewer says and proves.

mod checklist;
mod decision;
mod reason;
mod risk;

pub use checklist::{Checklist, InitialPassed, Item, Missing, Passed};
pub use decision::{Ask, Cause, Decision, PrivateNote};
pub use reason::Reason;
pub use risk::{REJECTIONS_COUNT, Risk, RiskFacts, RiskItem, RiskKind};
