//! The `oin` command.

use std::process::ExitCode;

/// Pages and answers are many short-lived pieces of text; this allocator hands
/// them out faster than the system's (`docs/adr/0011-allocator.md`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    oin_server::cli::main()
}
