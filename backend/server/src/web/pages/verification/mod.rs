//! Okta Verified: the reviewers' desk, and the way there for the ISV.

pub mod desk;
pub mod portal;
mod view;

use super::{PageCall, Shell};
use crate::web::guard::Staff;

/// One of the staff at their pages. Who exactly may see a page, its action says.
pub type Desk = PageCall<Staff>;

/// The frame of a page for staff.
pub(super) fn shell(desk: &Desk, title: &str) -> Shell {
    desk.shell_here("none", title, "For reviewers.")
}
