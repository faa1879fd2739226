//! API tokens.

mod end;
pub mod issue;
mod list;
mod make;

pub use end::end;
pub use list::{Token, list};
pub use make::{LONGEST_DAYS, Made, NewToken, make};
