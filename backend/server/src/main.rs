//! The `oin` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    oin_server::cli::main()
}
