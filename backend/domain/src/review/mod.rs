//! Reviewing a submission: why one is sent back, refused or taken down, and
//! what a reviewer says and proves.

mod bulk;
mod checklist;
mod decision;
mod reason;
mod risk;

pub use bulk::{Allowance, AllowanceUsed, BulkDeed, MOST_A_DAY, MOST_AT_ONCE, bulk_day};
pub use checklist::{Checklist, InitialPassed, Item, Missing, Passed};
pub use decision::{Ask, Cause, Decision, PrivateNote};
pub use reason::Reason;
pub use risk::{REJECTIONS_COUNT, Risk, RiskFacts, RiskItem, RiskKind};
