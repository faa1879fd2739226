//! Reports of a problem with a listing: anybody sends one, staff answer it.

mod answer;
mod list;
mod send;

pub use answer::answer;
pub use list::{Row, list};
pub use send::{NewReport, about, send};
