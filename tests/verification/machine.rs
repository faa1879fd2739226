//! The machine in the database and in the documents.

use std::collections::BTreeSet;

use oin_domain::choice::Choice as _;
use oin_domain::verification::{Stage, TRANSITIONS, pairs};
use tokio_postgres::NoTls;

use super::{PORTAL, app, bring, publish};
use crate::harness::{project_text, rows, wait};

fn legal() -> BTreeSet<(String, String)> {
    pairs()
        .into_iter()
        .map(|(from, to)| (from.map_or("", Stage::as_str).to_owned(), to.as_str().to_owned()))
        .collect()
}

/// SECURITY row 63: the database has the domain's pairs, and refuses every other in plain SQL.
#[test]
fn illegal_jumps_are_refused_in_sql() {
    let app = app();
    let owner = app.publisher("acme");
    publish(&app, &owner);
    bring(&app, &owner);
    owner.press(PORTAL, &format!("{PORTAL}/apply"), &[]).expect(303);
    let sql = "SELECT from_stage, to_stage FROM verification_stage_pairs WHERE $1 = ''";
    let found: BTreeSet<(String, String)> = app
        .rows(sql, "")
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    assert_eq!(found, legal());
    let url = app.database().url("oin_migrate");
    wait(async {
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        tokio::spawn(connection);
        let set = |stage: &str| {
            format!(
                "UPDATE verifications SET stage = '{stage}', revision = revision + 1,
                 facts = jsonb_build_object('stage', '{stage}'),
                 until = CASE WHEN '{stage}' = 'at_risk' THEN now() END"
            )
        };
        for from in Stage::ALL {
            for to in Stage::ALL {
                let prepare = format!(
                    "BEGIN; ALTER TABLE verifications DISABLE TRIGGER USER; {};
                     ALTER TABLE verifications ENABLE TRIGGER USER",
                    set(from.as_str())
                );
                client.batch_execute(&prepare).await.unwrap();
                let moved = client.batch_execute(&set(to.as_str())).await.is_ok();
                client.batch_execute("ROLLBACK").await.unwrap();
                let pair = (from.as_str().to_owned(), to.as_str().to_owned());
                assert_eq!(moved, from == to || legal().contains(&pair), "{from} to {to}");
            }
        }
        let app_role = app.database().url("oin_app");
        let (client, connection) = tokio_postgres::connect(&app_role, NoTls).await.unwrap();
        tokio::spawn(connection);
        for forbidden in [
            "UPDATE evidence SET outcome = 'green'",
            "DELETE FROM evidence",
            "UPDATE verification_events SET message = 'x'",
            "DELETE FROM verification_events",
            "DELETE FROM verifications",
            "INSERT INTO verification_stage_pairs VALUES ('community', 'verified')",
        ] {
            let refused = client.batch_execute(forbidden).await.unwrap_err();
            assert_eq!(refused.code().unwrap().code(), "42501", "{forbidden}");
        }
    });
    rows::passed(63, Stage::ALL.len() * Stage::ALL.len());
}

#[test]
fn the_documents_have_the_table_of_moves() {
    let text = project_text("docs/verification.md");
    for row in TRANSITIONS {
        let line = format!(
            "| `{}` | `{}` | `{}` | {} |",
            row.from,
            row.action,
            row.to,
            row.by.label()
        );
        assert!(text.contains(&line), "docs/verification.md has no line\n{line}");
    }
    let lines = text.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(lines, TRANSITIONS.len());
}
