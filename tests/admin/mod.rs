//! The administrators' pages and the audit trail.

mod erasing;
mod figures;
mod guarding;
mod queues;
mod settings;
mod trail;
mod users;
