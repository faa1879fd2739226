//! The administrators' pages and the audit trail.

mod benefits;
mod by_api;
mod by_token;
mod csv;
mod erasing;
mod figures;
mod guarding;
mod proving;
mod queues;
mod settings;
mod settings_by_api;
mod trail;
mod users;
