//! API tokens.

mod end;
pub mod issue;
mod judged;
mod list;
mod make;

pub use end::end;
pub(in crate::actions) use judged::judged;
pub use list::{Token, list};
pub use make::{LONGEST_DAYS, Made, NewToken, make};
