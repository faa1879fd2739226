//! The store against a real PostgreSQL.

mod bulk;
mod cluster;
mod listings;
mod lists;
mod migrations;
mod sample;
mod transactions;
