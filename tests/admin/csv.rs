//! Row 48: the audit trail as CSV, with people whose names a spreadsheet would run.

use oin_domain::account::{MailAddress, SecurityKind, StaffRole};
use oin_domain::ids::UserId;
use oin_domain::text::Line;
use oin_store::{SecurityEvent, StoreError, User};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{TestApp, now, rows, unescaped, wait};

/// Names as people could type them; what holds a control character nobody can be called.
const NAMES: [&str; 8] = [
    "=HYPERLINK(\"http://x.example\",\"Click\")",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\u{ff1d}1+1",
    "Ada \"the first\", of Acme",
    "'quoted",
    "Ada",
];

fn recorded(app: &TestApp, number: usize, name: &str) {
    let user = User {
        id: UserId(Uuid::now_v7()),
        mail: MailAddress::parse(&format!("n{number}@names.test")).unwrap(),
        name: Line::parse(name).unwrap(),
        created_at: now(),
        confirmed_at: Some(now()),
        disabled_at: None,
    };
    let event = SecurityEvent {
        kind: SecurityKind::StaffRoleGranted,
        user: Some(user.id),
        org: None,
        actor: None,
        peer: None,
        agent: None,
        request_id: None,
        detail: json!({ "role": "reviewer" }),
    };
    wait(app.store().write(async |tx| {
        tx.add_user(&user).await?;
        tx.record(&event).await?;
        Ok::<_, StoreError>(())
    }))
    .unwrap();
}

#[test]
fn row_48_the_trail_as_csv_runs_nothing_and_loses_nothing() {
    let app = TestApp::start();
    let ada = app.staff("ada@network.test", &[StaffRole::Admin]);
    for (number, name) in NAMES.iter().enumerate() {
        recorded(&app, number, name);
    }
    for control in ["a\tb", "a\rb", "a\nb", "a\0b"] {
        assert!(Line::parse(control).is_err(), "{control:?}");
    }
    let page = ada.get("/admin/audit?who=names.test").expect(200);
    assert!(unescaped(page.text()).contains("/admin/audit/export.csv?who=names"));
    let written = ada.get("/admin/audit/export.csv?who=names.test").expect(200);
    assert!(written.header("content-type").starts_with("text/csv"));
    assert_eq!(
        written.header("content-disposition"),
        "attachment; filename=\"oin-audit.csv\""
    );
    let mut reader = csv::Reader::from_reader(written.text().as_bytes());
    let columns = reader.headers().unwrap().clone();
    let place = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let (name, mail, detail) = (place("user_name"), place("user_mail"), place("detail"));
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), NAMES.len());
    for (number, (record, typed)) in records.iter().zip(NAMES).enumerate() {
        for cell in record {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}']),
                "{cell}"
            );
        }
        let shown = &record[name];
        assert!(
            shown == typed || shown.strip_prefix('\'') == Some(typed),
            "{shown} is not {typed}"
        );
        assert_eq!(&record[mail], format!("n{number}@names.test"));
        assert_eq!(&record[detail], "{\"role\":\"reviewer\"}");
    }
    // It is for administrators with a fresh proof, as the other form is.
    app.staff("lena@network.test", &[StaffRole::Lead])
        .get("/admin/audit/export.csv")
        .expect(404);
    rows::passed(48, NAMES.len() + 4);
}
