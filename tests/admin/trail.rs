//! The audit trail: what is in it, that nobody changes it, and that changes show (rows 77 and 78).

use oin_domain::account::{SecurityKind, StaffRole};
use oin_domain::audit::Act;
use oin_domain::choice::Choice as _;
use oin_store::{AuditEntry, AuditFilter, SecurityEvent, StoreError};
use serde_json::json;
use tokio_postgres::Client;

use crate::harness::{Database, Folder, Oin, TestApp, keys, rows, wait};

/// What the trail holds, the first written first.
pub(super) fn trail(app: &TestApp) -> Vec<AuditEntry> {
    let all = app
        .store()
        .read(async |read| read.audit_entries_after(&AuditFilter::default(), 0, 1_000).await);
    wait(all).unwrap()
}

fn record(app: &TestApp, kind: SecurityKind) {
    let event = SecurityEvent {
        kind,
        user: None,
        org: None,
        actor: None,
        peer: None,
        agent: None,
        request_id: Some("feedfacefeedface".to_owned()),
        detail: json!({ "mail": "ada@acme.example", "role": "admin" }),
    };
    wait(app.store().write(async |tx| tx.record(&event).await)).unwrap();
}

/// `oin` on the application's database.
fn oin(app: &TestApp) -> Oin {
    Oin::bare()
        .with("DATABASE_URL", &app.database().url("oin_app"))
        .with("OIN_MODE", "local")
        .with("OIN_KEYS", keys())
}

pub(super) fn raw(database: &Database, sql: &str) {
    let client: Client = database.raw();
    wait(client.batch_execute(sql)).unwrap();
}

#[test]
fn every_kind_of_security_event_is_in_the_trail_or_left_out_on_purpose() {
    let app = TestApp::start();
    let before = trail(&app).len();
    for kind in SecurityKind::ALL {
        record(&app, *kind);
    }
    let entries = trail(&app);
    let kept: Vec<&str> = entries[before..].iter().map(|entry| entry.act.as_str()).collect();
    let wanted: Vec<&str> = SecurityKind::ALL
        .iter()
        .filter(|kind| Act::of_security(**kind).is_some())
        .map(|kind| kind.as_str())
        .collect();
    assert_eq!(kept, wanted);
    assert!(wanted.contains(&"secret_opened") && !wanted.contains(&"sign_in_refused"));
    for entry in &entries[before..] {
        assert_eq!(entry.request_id.as_deref(), Some("feedfacefeedface"));
        assert_eq!(entry.detail, r#"{"role":"admin"}"#, "an address stays out");
    }
}

#[test]
fn an_act_that_is_undone_leaves_no_entry() {
    let app = TestApp::start();
    let before = trail(&app).len();
    let undone = app.store().write(async |tx| {
        tx.audit(&Act::new(oin_domain::audit::Area::Setting, "tried"))
            .await?;
        Err::<(), _>(StoreError::Stale)
    });
    assert!(wait(undone).is_err());
    assert_eq!(trail(&app).len(), before);
}

#[test]
fn what_an_administrator_does_is_found_shown_and_written_out() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let other = app.person("bo@acme.example");
    let user = format!("/admin/users/{}", other.user);
    admin
        .press(
            &user,
            &format!("{user}/role"),
            &[("role", "reviewer"), ("do", "grant")],
        )
        .expect(303);
    app.work_until_idle();
    let found = admin
        .get("/admin/audit?who=bo%40acme.example&area=account")
        .expect(200);
    for word in [
        "Staff role granted",
        "ada (ada@network.test)",
        "bo (bo@acme.example)",
    ] {
        assert!(found.text().contains(word), "{word}: {}", found.text());
    }
    let entry = trail(&app)
        .into_iter()
        .find(|entry| entry.act == "staff_role_granted" && entry.user == Some(other.user))
        .unwrap();
    assert_eq!(entry.actor, Some(admin.user));
    assert_eq!(entry.request_id.as_deref().map(str::len), Some(16));
    let shown = admin.get(&format!("/admin/audit/{}", entry.id)).expect(200);
    assert!(shown.text().contains("127.0.0.1"), "{}", shown.text());
    let nothing = admin.get("/admin/audit?act=no_such_act").expect(200);
    assert!(nothing.text().contains("No entry fits"));
    let refused = admin.get("/admin/audit?from=yesterday").expect(422);
    assert!(refused.text().contains("not a day of the form"));
    let written = admin
        .get("/admin/audit/export.ndjson?act=staff_role_granted")
        .expect(200);
    let lines: Vec<serde_json::Value> = written
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(
        lines
            .iter()
            .any(|line| line["user_was"]["mail"] == "bo@acme.example"
                && line["detail"]["role"] == "reviewer"
                && line["number"].is_number())
    );
    let acts: Vec<String> = trail(&app).into_iter().map(|entry| entry.act).collect();
    assert!(acts.contains(&"audit_exported".to_owned()), "{acts:?}");
}

/// Row 78: the program's own role adds and reads.
#[test]
fn the_program_cannot_change_the_trail() {
    let app = TestApp::start();
    record(&app, SecurityKind::KeyRotated);
    app.work_until_idle();
    let client = wait(crate::harness::connect(&app.database().url("oin_app")));
    let cases = [
        "UPDATE audit_entries SET act = 'x'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries CASCADE",
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
        "UPDATE audit_seals SET hash = hash",
        "DELETE FROM audit_seals",
        "UPDATE audit_personal SET said = '{}'",
        "DELETE FROM audit_personal",
    ];
    let count = cases.len();
    for sql in cases {
        let error = wait(client.batch_execute(sql)).unwrap_err();
        assert_eq!(
            error.code().map(|code| code.code()),
            Some("42501"),
            "{sql}: {error:?}"
        );
    }
    // Not even the owner of the tables, unless the trigger is switched off.
    let owner = wait(crate::harness::connect(&app.database().url("oin_migrate")));
    for sql in [
        "UPDATE audit_entries SET act = 'x'",
        "DELETE FROM audit_seals",
        "TRUNCATE audit_entries CASCADE",
    ] {
        let error = wait(owner.batch_execute(sql)).unwrap_err();
        assert_eq!(
            error.code().map(|code| code.code()),
            Some("42501"),
            "{sql}: {error:?}"
        );
    }
    // The auditor reads and does nothing else.
    let auditor = wait(crate::harness::connect(&app.database().url("oin_audit")));
    wait(auditor.batch_execute("SELECT * FROM audit_entries, audit_seals, audit_personal")).unwrap();
    assert!(wait(auditor.batch_execute("INSERT INTO audit_unsealed VALUES (1)")).is_err());
    rows::passed(78, count + 4);
}

/// Row 77: a superuser changes what is there, in six ways, and each shows with its first number.
#[test]
fn what_a_superuser_changes_shows() {
    let off = "SET session_replication_role = replica; \
               ALTER TABLE audit_entries DISABLE TRIGGER ALL; ALTER TABLE audit_seals DISABLE TRIGGER ALL; \
               ALTER TABLE audit_personal DISABLE TRIGGER ALL;";
    let third = "(SELECT entry_id FROM audit_seals WHERE number = 3)";
    let cases = [
        (
            "edit",
            format!("UPDATE audit_entries SET detail = '{{\"role\":\"lead\"}}' WHERE id = {third}"),
            "number 3 is not what was sealed",
        ),
        (
            "delete the middle",
            format!("DELETE FROM audit_entries WHERE id = {third}"),
            "the entry of number 3 is gone",
        ),
        (
            "delete the middle with its seal",
            format!("DELETE FROM audit_entries WHERE id = {third}; DELETE FROM audit_seals WHERE number = 3"),
            "number 3 is missing",
        ),
        (
            "delete the tail",
            "DELETE FROM audit_seals WHERE number >= 5; \
             DELETE FROM audit_entries WHERE id NOT IN (SELECT entry_id FROM audit_seals)"
                .to_owned(),
            "number 5 is missing: the chain ends before an anchor",
        ),
        (
            "reorder",
            "CREATE TEMP TABLE two AS SELECT number, entry_id FROM audit_seals WHERE number IN (3, 4); \
             UPDATE audit_seals SET entry_id = -number WHERE number IN (3, 4); \
             UPDATE audit_seals SET entry_id = (SELECT entry_id FROM two WHERE two.number = 7 - audit_seals.number) \
             WHERE number IN (3, 4)"
                .to_owned(),
            "number 3 is not what was sealed",
        ),
        (
            "insert",
            "INSERT INTO audit_entries (area, act, detail) VALUES ('account', 'invented', '{}')".to_owned(),
            "was put in or lost its seal",
        ),
        (
            "say that somebody else was meant",
            "UPDATE audit_personal SET said = '{\"name\":\"Eve\"}' \
             WHERE entry_id = (SELECT entry_id FROM audit_seals WHERE number = 2)"
                .to_owned(),
            "what the people of number 2 were called",
        ),
    ];
    let count = cases.len();
    for (what, sql, told) in cases {
        let app = TestApp::start();
        let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
        fill(&app, admin.user);
        let oin = oin(&app);
        let head = oin.run(&["audit", "head"]).expect(0).out.trim().to_owned();
        let holds = oin.run(&["audit", "verify", "--anchor", &head]).expect(0);
        assert!(
            holds.out.contains("6 entries are sealed and hold, 0 wait"),
            "{}",
            holds.out
        );
        raw(app.database(), &format!("{off} {sql}"));
        let broken = oin.run(&["audit", "verify", "--anchor", &head]).expect(1);
        assert!(broken.said.contains(told), "{what}: {}", broken.said);
    }
    rows::passed(77, count);
}

/// Six acts of one person.
pub(super) fn fill(app: &TestApp, user: oin_domain::ids::UserId) {
    wait(app.store().write(async |tx| {
        for act in ["one", "two", "three", "four", "five", "six"] {
            let act = Act {
                actor: Some(user),
                detail: json!({ "role": "reviewer" }),
                ..Act::new(oin_domain::audit::Area::Account, act)
            };
            tx.audit(&act).await?;
        }
        Ok::<_, StoreError>(())
    }))
    .unwrap();
    app.work_until_idle();
}

/// The sixth of row 77: everything is thrown away and begun anew, by the program itself.
#[test]
fn a_trail_that_was_begun_anew_does_not_fit_its_anchor() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    fill(&app, admin.user);
    let folder = Folder::new();
    let anchors = folder.path().join("anchors");
    let oin = oin(&app).with("OIN_AUDIT_ANCHOR_FILE", anchors.to_str().unwrap());
    let head = oin.run(&["audit", "head"]).expect(0).out;
    std::fs::write(&anchors, &head).unwrap();
    raw(
        app.database(),
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL; ALTER TABLE audit_seals DISABLE TRIGGER ALL; \
         ALTER TABLE audit_personal DISABLE TRIGGER ALL; \
         TRUNCATE audit_entries, audit_personal, audit_unsealed, audit_seals; \
         ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER audit_entries_keep; \
         ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER audit_seals_keep",
    );
    fill(&app, admin.user);
    let broken = oin.run(&["audit", "verify"]).expect(1);
    assert!(
        broken.said.contains("number 6 has another seal than the anchor"),
        "{}",
        broken.said
    );
    let exported = oin.run(&["audit", "export"]).expect(0).out;
    assert_eq!(exported.lines().count(), 6);
    rows::passed(77, 1);
}

#[test]
fn processes_that_seal_at_once_make_one_chain() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let beside = app.beside();
    for _ in 0..5 {
        fill(&app, admin.user);
        std::thread::scope(|scope| {
            scope.spawn(|| app.work_until_idle());
            scope.spawn(|| beside.work_until_idle());
        });
    }
    let holds = oin(&app).run(&["audit", "verify"]).expect(0);
    assert!(
        holds.out.contains("30 entries are sealed and hold, 0 wait"),
        "{}",
        holds.out
    );
}
