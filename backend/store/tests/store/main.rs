//! The store against a real PostgreSQL.

mod bulk;
mod cluster;
mod listings;
mod migrations;
mod sample;
mod transactions;
