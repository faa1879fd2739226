//! Submissions against a real PostgreSQL: the actions, and the work that they promise.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lint spares test functions, not what they call"
)]

mod drafts;
mod ends;
mod importing;
mod life;
mod publishing;
mod saving;
mod secrets;
mod submitting;
mod world;
