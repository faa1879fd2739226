//! The store against a real PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "the lints spare test functions, not what they call"
)]

mod accounts;
mod bulk;
mod cluster;
mod factors;
mod files;
mod listings;
mod lists;
mod migrations;
mod organisations;
mod people;
#[path = "../../../../tests/harness/rows.rs"]
mod rows;
mod sample;
mod secrets;
mod stages;
mod submissions;
mod transactions;
mod work;
