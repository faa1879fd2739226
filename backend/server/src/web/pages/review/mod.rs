//! The reviewers' desk.

pub mod appeals;
pub mod bulk;
pub mod decide;
pub mod doing;
mod form;
mod letter;
pub mod queue;
pub mod runs;
pub mod submission;
pub mod vault;
mod view;
pub mod views;

use super::{PageCall, PageError, Shell};
use crate::actions::Reviewer;
use crate::web::guard::Staff;
use crate::web::pages::moment::Moment;

/// One of the staff at the desk.
pub type Desk = PageCall<Staff>;

impl Desk {
    /// Who.
    pub(in crate::web::pages) fn who(&self) -> &Reviewer {
        &self.who.reviewer
    }

    fn shell(&self, title: &str) -> Shell {
        self.shell_here("review", title, "The desk of the reviewers.")
    }

    fn moment(&self, at: chrono::DateTime<chrono::Utc>) -> Moment {
        Moment::new(at, self.ctx.now())
    }
}
