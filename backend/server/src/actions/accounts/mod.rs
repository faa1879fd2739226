//! Accounts: who somebody is and how they prove it.

pub mod close;
pub mod confirm;
pub mod create;
mod device;
pub mod factors;
pub mod identities;
pub mod mail;
pub mod own;
pub mod password;
pub mod recognise;
pub mod reset;
pub(in crate::actions) mod session;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;
pub(in crate::actions) mod tries;

pub use session::{Begun, Held};
