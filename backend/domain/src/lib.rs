//! What an integration is and what may happen to it.
//!
//! This crate is pure: no I/O, no clock, no framework. A rule about an
//! integration, a listing or a guide lives here, in the folder of its noun.

pub mod account;
pub mod audit;
pub mod catalog;
pub mod check;
pub mod choice;
pub mod connection;
pub mod draft;
pub mod event;
pub mod guide;
pub mod ids;
pub mod integration;
pub mod listing;
pub mod org;
pub mod provisioning;
pub mod review;
#[cfg(test)]
#[path = "../../../tests/harness/rows.rs"]
#[allow(clippy::print_stdout, reason = "it is for tests")]
mod rows;
pub mod submission;
pub mod text;
pub mod verification;
pub mod webhook;
pub mod work;
