//! The store against a real PostgreSQL.

#![allow(
    clippy::unwrap_used,
    reason = "the lint spares test functions, not what they call"
)]

mod bulk;
mod cluster;
mod listings;
mod lists;
mod migrations;
mod sample;
mod transactions;
