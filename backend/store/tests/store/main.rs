//! The store against a real PostgreSQL.

#![allow(
    clippy::unwrap_used,
    reason = "the lint spares test functions, not what they call"
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
mod sample;
mod secrets;
mod submissions;
mod transactions;
mod work;
