//! Members of an org.

mod change_role;
mod remove;

pub use change_role::change_role;
pub use remove::{leave, remove};

use crate::actions::{Code, Failure};

fn last_owner() -> Failure {
    Failure::refused(
        Code::LastOwner,
        "The org would have no owner left. Make somebody else an owner first.",
    )
}
