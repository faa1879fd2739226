//! What staff decide about listings, claims of them and reports.

pub mod claims;
pub mod listing;
pub mod reports;

use super::{PageCall, Shell};
use crate::web::guard::SignedIn;

/// Somebody at a staff page. Which staff, the action says.
pub type Desk = PageCall<SignedIn>;

/// The frame of a page.
fn shell(desk: &Desk, title: &str) -> Shell {
    desk.shell_here("admin", title, "For the network's staff.")
}
