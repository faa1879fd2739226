//! Orgs: a company's name, its trial and who belongs to it.

mod create;
mod rename;
mod show;

pub use create::{Created, create};
pub use rename::rename;
pub use show::{OrgShown, show};
