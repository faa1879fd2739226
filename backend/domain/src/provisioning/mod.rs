//! A wish for automated provisioning of an app: who asks for it, how it scores, and what becomes
//! of it (PRODUCT §§6.4, 9).

mod course;
mod score;
mod table;
mod wish;

pub use course::{Command, Event, Facts, Refusal, Request};
pub use score::{Part, SCORE_VERSION, Score};
pub use table::{Action, Party, Stage, TRANSITIONS, Transition, pairs};
pub use wish::{ApiAuth, Effort, MOST_CUSTOMERS, OrgSize, Wish};

#[cfg(test)]
mod tests;
