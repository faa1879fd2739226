//! The `oin` command.
fn main() {}
