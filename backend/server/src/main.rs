//! The `oin` command.

use std::process::ExitCode;

/// Pages and answers are many short-lived pieces of text; this allocator hands
/// them out faster than the system's (`docs/adr/0011-allocator.md`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The allocator asks for pages of 2 MB where the system offers them; half of each would stay
    // empty here. Where this fails, memory is all that it costs.
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_thp_disable(true);
    oin_server::cli::main()
}
