//! What staff decide about listings, claims of them and reports.

pub mod claims;
pub mod listing;
pub mod reports;

use super::{PageCall, Shell};
use crate::web::guard::Staff;

/// One of the staff at a page of theirs. Which staff, the action says.
pub type Desk = PageCall<Staff>;

/// The frame of a page.
fn shell(desk: &Desk, title: &str) -> Shell {
    desk.shell_here("admin", title, "For the network's staff.")
}
