//! The vault over a real PostgreSQL: what opens, what does not, and what is nowhere to be read.

#![allow(
    clippy::unwrap_used,
    reason = "the lint spares test functions, not what they call"
)]

mod canary;
mod database;
mod opening;
mod rotation;
