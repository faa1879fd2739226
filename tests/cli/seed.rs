//! `oin seed` and `oin export`.

use crate::harness::{Folder, Oin};

#[test]
fn seeding_twice_changes_nothing() {
    let folder = Folder::new();
    let oin = Oin::at(folder.path());
    let first = oin.run(&["seed", "--demo"]).expect(0);
    assert!(
        first.said.contains("seed: 4594 of 4594 integrations"),
        "{}",
        first.said
    );
    assert!(
        first.said.contains("seed: 4594 new, 0 changed, 0 as they were"),
        "{}",
        first.said
    );
    let export = oin.run(&["export"]).expect(0).out;
    assert_eq!(export.lines().count(), 4_595, "a line each, and the version");
    let again = oin.run(&["seed", "--demo"]).expect(0);
    assert!(
        again.said.contains("seed: 0 new, 0 changed, 4594 as they were"),
        "{}",
        again.said
    );
    let file = folder.path().join("catalog.ndjson");
    oin.run(&["export", "--output", file.to_str().unwrap()]).expect(0);
    assert!(
        std::fs::read_to_string(&file).unwrap() == export,
        "nothing changed, not even the version"
    );
}
