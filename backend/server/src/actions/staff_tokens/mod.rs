//! Tokens of the network's staff: each one's own, for programs that act in their name
//! (`docs/api-review.md`).

mod end;
mod list;
mod make;

pub use end::end;
pub use list::list;
pub use make::{LONGEST_DAYS, Made, NewStaffToken, make};
pub use oin_store::StaffToken;
