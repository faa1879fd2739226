//! The vault over a real PostgreSQL: what opens, what does not, and what is nowhere to be read.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "the lints spare test functions, not what they call"
)]

mod canary;
mod database;
mod opening;
mod rotation;
#[path = "../../../../tests/harness/rows.rs"]
mod rows;
