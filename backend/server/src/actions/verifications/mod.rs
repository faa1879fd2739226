//! Verifications: what an integration has of the second tier's requirements, the runs recorded for
//! them, and the moves. One file a verb; who may do what is the domain's
//! (`docs/verification.md`).

mod asking;
mod carry_over;
mod decide;
mod list;
mod loaded;
mod moving;
mod record;
mod refusal;
mod show;
mod telling;
mod timeline;
pub mod watch;

pub(in crate::actions) use carry_over::carry_over;
pub use decide::{Decision, decide};
pub use list::{Desk, DeskRow, desk};
pub use record::{TypedRun, may_record, record};
pub use show::{HistoryShown, RunShown, Shown, reviewed, theirs};
pub use timeline::{Moment, PublicRun, Timeline, timeline};
