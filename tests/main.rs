//! Tests through the front door: a real socket, a real PostgreSQL, the real data.
//!
//! `harness` is what they stand on; each other folder is what somebody sees:
//! programs (`api`), people (`pages`, `accounts`, `orgs`, `publishing`), whoever writes (`drafts`), uploads (`files`) or searches (`search`),
//! what fails on the way (`faults`), people who run oin (`cli`, `work`), and people who read its code (`code`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "the lints spare test functions, not what they call"
)]

mod accounts;
mod admin;
mod api;
mod cli;
mod code;
mod drafts;
mod faults;
mod files;
mod harness;
mod orgs;
mod pages;
mod provisioning;
mod publishing;
mod review;
mod search;
mod verification;
mod webhooks;
mod work;
