//! A person's own pages: how they prove who they are.

pub mod factors;
pub mod prove;
mod qr;
