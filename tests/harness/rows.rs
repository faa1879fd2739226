//! The list of bad inputs: each test of one of its rows says how many variants were refused as they
//! should be. `make test` adds them up, and fails when a row of `docs/security-rows.md` is missing.

use std::fs::OpenOptions;
use std::io::Write as _;

/// Reports that `variants` variants of a row passed. It stands at the end of a test, so that
/// nothing is counted that failed.
#[track_caller]
pub(crate) fn passed(row: u8, variants: usize) {
    assert!(variants > 0, "row {row}: nothing was tried");
    println!("row {row}: {variants} of {variants} passed");
    let Some(file) = std::env::var_os("OIN_SECURITY_ROWS") else {
        return;
    };
    let place = std::panic::Location::caller();
    let line = format!("{row} {variants} {}:{}\n", place.file(), place.line());
    // One write: lines of tests that run beside this one do not mix.
    let mut file = OpenOptions::new().append(true).create(true).open(file).unwrap();
    file.write_all(line.as_bytes()).unwrap();
}
