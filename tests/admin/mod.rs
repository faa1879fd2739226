//! The administrators' pages and the audit trail.

mod by_api;
mod erasing;
mod figures;
mod guarding;
mod proving;
mod queues;
mod settings;
mod trail;
mod users;
