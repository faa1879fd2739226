//! Calls to the outside against hostile addresses, names, servers and bodies:
//! traps on loopback, a name server and TLS servers made here.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "the lints spare test functions, not what they call"
)]

mod addresses;
mod answers;
mod certificates;
mod checks;
mod client;
mod dns;
mod names;
mod proof;
mod redirects;
#[path = "../../../../tests/harness/rows.rs"]
mod rows;
mod site;
mod trap;
