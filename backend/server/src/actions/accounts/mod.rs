//! Accounts: who somebody is and how they prove it.

pub mod recognise;
