//! `oin backup` and `oin restore`.

use crate::harness::{Folder, Oin};

#[test]
fn a_backup_of_a_running_server_becomes_another_server() {
    let (here, there) = (Folder::new(), Folder::new());
    let file = here.path().join("oin.backup");
    let file = file.to_str().unwrap();
    let oin = Oin::at(here.path()).with("OIN_SEED", "demo");
    let serving = oin.serve();
    oin.run(&["backup", file]).expect(0);
    let export = oin.run(&["export"]).expect(0).out;
    // An existing file is never written over.
    let again = oin.run(&["backup", file]).expect(1);
    assert!(again.said.contains("exists already"), "{}", again.said);
    drop(serving);

    let other = Oin::at(there.path());
    let missing = other.run(&["restore", "/no/such/file"]).expect(1);
    assert!(missing.said.contains("does not exist"), "{}", missing.said);
    other.run(&["restore", file]).expect(0);
    assert!(
        other.run(&["export"]).expect(0).out == export,
        "the copy says the same"
    );
    other.run(&["migrate", "--check-schema"]).expect(0);
    let refused = other.run(&["restore", file]).expect(1);
    assert!(refused.said.contains("empty"), "{}", refused.said);
    let seeded = other.run(&["seed", "--demo"]).expect(0);
    assert!(seeded.said.contains("0 new, 0 changed"), "{}", seeded.said);
}
