//! `oin user`, `oin token` and the demo people.

use crate::harness::{Database, Folder, Oin, rows};

#[test]
fn whoever_runs_oin_makes_accounts_and_tokens() {
    let folder = Folder::new();
    let oin = Oin::at(folder.path()).with("OIN_SEED", "none");
    let create = [
        "user",
        "create",
        "--mail",
        "rae@network.test",
        "--name",
        "Rae Holloway",
    ];
    let made = oin
        .run(&[&create[..], &["--role", "reviewer", "--org", "Acme"]].concat())
        .expect(0);
    assert!(made.out.contains("/reset-password?link="), "{}", made.out);
    let twice = oin.run(&create).expect(1);
    assert!(twice.said.contains("has an account already"), "{}", twice.said);
    let listed = oin.run(&["user", "list"]).expect(0).out;
    assert_eq!(
        listed,
        "rae@network.test\topen\tRae Holloway\treviewer\tAcme (owner)\n"
    );
    let token = ["token", "create", "--org", "Acme", "--name", "CI", "--scopes"];
    let made = oin
        .run(&[&token[..], &["org:read,submissions:read"]].concat())
        .expect(0);
    assert!(
        made.out.starts_with("oin_") && made.out.trim().len() == 47,
        "{}",
        made.out
    );
    oin.run(&[&token[..], &["org:everything"]].concat()).expect(2);
    let unknown = [
        "token", "create", "--org", "Nobody", "--name", "CI", "--scopes", "org:read",
    ];
    assert!(oin.run(&unknown).expect(1).said.contains("no such org"));
    oin.run(&["user", "disable", "--mail", "rae@network.test"])
        .expect(0);
    assert!(oin.run(&["user", "list"]).expect(0).out.contains("\tclosed\t"));
}

#[test]
fn demo_people_are_made_once_and_open_nothing_in_production() {
    let folder = Folder::new();
    let oin = Oin::at(folder.path());
    let first = oin.run(&["seed", "--demo"]).expect(0);
    assert!(first.said.contains("seed: 7 demo people"), "{}", first.said);
    assert!(first.said.contains("seed: 4 demo submissions"), "{}", first.said);
    let again = oin.run(&["seed", "--demo"]).expect(0);
    assert!(!again.said.contains("demo people"), "{}", again.said);
    assert!(!again.said.contains("demo submissions"), "{}", again.said);
    let listed = oin.run(&["user", "list"]).expect(0).out;
    assert_eq!(listed.lines().count(), 7);
    assert!(
        listed.contains("lena@network.example\topen\tLena Ashdown\treviewer,lead\t"),
        "{listed}"
    );
}

#[test]
fn production_does_not_start_where_demo_people_are() {
    let database = Database::filled();
    let keys = oin_server::vault::fresh_key_file().unwrap();
    let here = Oin::bare()
        .with("DATABASE_URL", &database.url("oin_app"))
        .with("OIN_MIGRATE_DATABASE_URL", &database.url("oin_migrate"))
        .with("OIN_KEYS", &keys)
        .with("OIN_BASE_URL", "https://oin.test")
        .with("OIN_FILES_URL", "https://files.oin.test")
        .with("OIN_SMTP_URL", "smtps://mail.test")
        .with("OIN_LISTEN", "127.0.0.1:0");
    let seeded = Oin::bare()
        .with("DATABASE_URL", &database.url("oin_app"))
        .with("OIN_MIGRATE_DATABASE_URL", &database.url("oin_migrate"))
        .with("OIN_KEYS", &keys)
        .with("OIN_MODE", "local");
    seeded.run(&["seed", "--demo"]).expect(0);
    for command in ["serve", "work"] {
        let refused = here.run(&[command]).expect(78);
        assert!(
            refused.said.contains("demo people"),
            "{command}: {}",
            refused.said
        );
    }
    rows::passed(75, 1);
}
