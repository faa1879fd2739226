//! `oin config` and settings that cannot be used.

use oin_server::config::SETTINGS;

use crate::harness::{Folder, Oin, rows};

#[test]
fn the_configuration_is_printed_without_its_secrets() {
    let oin = Oin::bare()
        .with("DATABASE_URL", "postgres://oin_app:hunter2@db.test/oin")
        .with(
            "OIN_MIGRATE_DATABASE_URL",
            "postgres://oin_migrate:hunter3@db.test/oin",
        )
        .with("OIN_BASE_URL", "https://oin.test")
        .with("OIN_FILES_URL", "https://files.oin.test")
        .with("OIN_NETWORK_NAME", "Quill Network");
    let printed = oin.run(&["config"]).expect(0).out;
    assert!(!printed.contains("hunter"), "{printed}");
    assert!(
        printed.contains("DATABASE_URL=(set, not shown) [environment]"),
        "{printed}"
    );
    assert!(
        printed.contains("OIN_NETWORK_NAME=Quill Network [environment]"),
        "{printed}"
    );
    for setting in SETTINGS {
        assert!(
            printed
                .lines()
                .any(|line| line.starts_with(&format!("{}=", setting.name))),
            "{}",
            setting.name
        );
    }
}

#[test]
fn what_cannot_be_used_ends_with_78_and_names_the_setting() {
    let outside = || Oin::bare().with("DATABASE_URL", "postgres://oin_app:hunter2@db.test/oin");
    let https = |oin: Oin| {
        oin.with("OIN_BASE_URL", "https://oin.test")
            .with("OIN_FILES_URL", "https://files.oin.test")
    };
    let cases = [
        (Oin::bare().with("OIN_LISTNE", "x"), "OIN_LISTNE"),
        (Oin::bare().with("OIN_LISTEN", "here"), "OIN_LISTEN"),
        (Oin::bare().with("OIN_MODE", "fast"), "OIN_MODE"),
        (Oin::bare().with("OIN_MODE", "production"), "DATABASE_URL"),
        (
            Oin::bare().with("OIN_BASE_URL", "https://a.test/path"),
            "OIN_BASE_URL",
        ),
        (
            Oin::bare().with("OIN_BASE_URL", "javascript:alert(1)"),
            "OIN_BASE_URL",
        ),
        (
            Oin::bare().with("OIN_ACCENT", "red;}body{display:none"),
            "OIN_ACCENT",
        ),
        (
            Oin::bare().with("OIN_TRUSTED_PROXIES", "proxy"),
            "OIN_TRUSTED_PROXIES",
        ),
        (
            Oin::bare().with("OIN_API_READS_PER_MINUTE", "0"),
            "OIN_API_READS_PER_MINUTE",
        ),
        (Oin::bare().with("OIN_READY_MADE_MB", "much"), "OIN_READY_MADE_MB"),
        (
            Oin::bare().with("OIN_CONFIG_FILE", "/no/such/file"),
            "OIN_CONFIG_FILE",
        ),
        (Oin::bare().with("OIN_LOG_FORMAT", "xml"), "OIN_LOG_FORMAT"),
        (outside(), "OIN_BASE_URL"),
        (outside().with("OIN_BASE_URL", "http://oin.test"), "OIN_BASE_URL"),
        (
            https(outside()).with("OIN_FILES_URL", "https://oin.test"),
            "OIN_FILES_URL",
        ),
        (https(outside()).with("OIN_SEED", "demo"), "OIN_SEED"),
        // SECURITY row 26: exceptions for calls to the outside are for tests.
        (
            https(outside()).with("OIN_EGRESS_EXCEPTIONS", "127.0.0.1:8443"),
            "OIN_EGRESS_EXCEPTIONS",
        ),
        (
            https(outside()).with("OIN_EGRESS_EXCEPTIONS", " , 127.0.0.1:8443"),
            "OIN_EGRESS_EXCEPTIONS",
        ),
        (
            https(outside()).with("OIN_DNS_SERVER", "127.0.0.1:5353"),
            "OIN_DNS_SERVER",
        ),
        (
            Oin::bare().with("OIN_EGRESS_EXCEPTIONS", "127.0.0.1"),
            "OIN_EGRESS_EXCEPTIONS",
        ),
        (
            Oin::bare().with("OIN_EGRESS_EXCEPTIONS", "127.0.0.0/8:443"),
            "OIN_EGRESS_EXCEPTIONS",
        ),
        (
            Oin::bare().with("OIN_DNS_SERVER", "localhost:53"),
            "OIN_DNS_SERVER",
        ),
        (https(outside()).with("OIN_SEED", "everything"), "OIN_SEED"),
    ];
    let count = cases.len();
    for (oin, name) in cases {
        for command in ["config", "serve"] {
            let refused = oin.run(&[command]).expect(78);
            assert!(
                refused.said.starts_with(&format!("oin: {name}: ")),
                "{name}: {}",
                refused.said
            );
            assert!(
                !refused.said.contains("hunter2") && refused.said.lines().count() == 1,
                "{}",
                refused.said
            );
        }
    }
    let demo = https(outside()).run(&["seed", "--demo"]).expect(78);
    assert!(demo.said.contains("local mode only"), "{}", demo.said);
    Oin::bare().run(&["no-such-command"]).expect(2);
    rows::passed(26, 6);
    rows::passed(75, count - 6);
}

#[test]
fn a_file_gives_settings_and_the_environment_wins() {
    let folder = Folder::new();
    let file = folder.path().join("oin.conf");
    std::fs::write(
        &file,
        "# ours\nOIN_ACCENT = #123456\n\nOIN_NETWORK_NAME=From the file\n",
    )
    .unwrap();
    let oin = Oin::bare()
        .with("OIN_CONFIG_FILE", file.to_str().unwrap())
        .with("OIN_NETWORK_NAME", "Quill");
    let printed = oin.run(&["config"]).expect(0).out;
    assert!(printed.contains("OIN_ACCENT=#123456 [file]"), "{printed}");
    assert!(
        printed.contains("OIN_NETWORK_NAME=Quill [environment]"),
        "{printed}"
    );
    std::fs::write(&file, "OIN_ACCENTT=#123456\n").unwrap();
    let refused = oin.run(&["config"]).expect(78);
    assert!(
        refused.said.contains("line 1") && refused.said.contains("OIN_ACCENTT"),
        "{}",
        refused.said
    );
}

#[test]
fn a_database_that_is_away_is_a_plain_message() {
    let oin = Oin::bare()
        .with("DATABASE_URL", "postgres://oin_app:hunter2@127.0.0.1:1/oin")
        .with("OIN_BASE_URL", "https://oin.test")
        .with("OIN_SMTP_URL", "smtps://mail.test")
        .with("OIN_FILES_URL", "https://files.oin.test");
    for command in ["serve", "work", "migrate", "seed", "export", "reindex"] {
        let failed = oin.run(&[command]).expect(1);
        assert!(
            failed.said.contains("oin: ") && !failed.said.contains("panicked"),
            "{}",
            failed.said
        );
        assert!(!failed.said.contains("hunter2"), "{}", failed.said);
    }
}

#[test]
fn production_does_not_serve_without_a_mail_server_and_its_clock_stays() {
    let oin = Oin::bare()
        .with("DATABASE_URL", "postgres://oin_app:hunter2@127.0.0.1:1/oin")
        .with("OIN_BASE_URL", "https://oin.test")
        .with("OIN_FILES_URL", "https://files.oin.test");
    for command in ["serve", "work"] {
        let refused = oin.run(&[command]).expect(78);
        assert!(refused.said.contains("OIN_SMTP_URL"), "{}", refused.said);
    }
    let refused = oin.run(&["dev", "advance", "21d"]).expect(78);
    assert!(refused.said.contains("OIN_MODE"), "{}", refused.said);
}
