//! Wishes for automated provisioning: asking, voting, and what leads make of them. One file a
//! verb; who may do what is the domain's (`docs/provisioning-requests.md`).

mod ask;
mod complete;
mod decide;
mod moving;
mod show;
mod vote;

pub use ask::{TypedWish, ask};
pub use complete::complete;
pub use decide::{TypedDecision, decide};
pub use show::{PastShown, RequestRow, Shown, desk, open, own, reviewed, show, theirs};
pub use vote::vote;
