//! API tokens.

pub mod issue;
