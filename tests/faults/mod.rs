//! Faults: processes that are killed, connections that are cut, work that collides. What was
//! acknowledged is there, once and whole. Each fault is tried small in `make test` and whole in
//! `make drills`; both print `passed n/n`.

mod cuts;
mod kills;
mod letters;
mod lives;
mod quarrels;

use oin_domain::org::Scope;
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::harness::{TestApp, wait};

/// Everything that a program needs to submit.
const SCOPES: [Scope; 3] = [
    Scope::SubmissionsRead,
    Scope::SubmissionsWrite,
    Scope::SubmissionsSubmit,
];

/// A complete draft of the fake vendor: a bookmark, which needs no test login.
fn draft(name: &str) -> Value {
    let contact = json!({ "name": "Ada", "mail": "ada@quillwharf.example" });
    json!({ "fields": {
        "name": name,
        "summary": "Plans shifts and tracks leave.",
        "description": "In words.",
        "website": "https://quillwharf.example/",
        "categories": ["hr"],
        "deployment": "cloud",
        "visibility": { "kind": "public" },
        "support.url": "https://quillwharf.example/support",
        "contacts": { "support": contact, "technical": contact, "business": contact },
        "attestation": { "authorised": true, "accurate": true, "policy": true },
        "connections": [{ "type": "bookmark", "url": "https://app.quillwharf.example/" }],
    } })
}

/// Tokens of `count` orgs.
fn tokens(app: &TestApp, count: usize) -> Vec<String> {
    let orgs = (0..count).map(|number| app.publisher(&format!("quillwharf{number}")));
    orgs.map(|owner| app.token(owner.org, owner.user, &SCOPES))
        .collect()
}

/// What a query counts.
fn counted(client: &Client, sql: &str) -> usize {
    let count: i64 = wait(client.query_one(sql, &[])).unwrap().get(0);
    usize::try_from(count).unwrap()
}

/// Submissions of which a part is there and a part is not: its events, the entries of the audit
/// trail, the job that was promised.
const PARTIAL: &str = "SELECT count(*) FROM submissions s WHERE NOT (
    (SELECT count(*) FROM submission_events e WHERE e.submission_id = s.id AND e.action = 'create') = 1
    AND (SELECT count(*) FROM submission_events e WHERE e.submission_id = s.id AND e.action = 'submit')
        = (s.stage <> 'draft')::int
    AND (SELECT count(*) FROM audit_entries a WHERE a.about_id = s.id::text AND a.act = 'create') = 1
    AND (SELECT count(*) FROM audit_entries a WHERE a.about_id = s.id::text AND a.act = 'submit')
        = (s.stage <> 'draft')::int
    AND (SELECT count(*) FROM jobs j WHERE j.payload::text LIKE '%' || s.id || '%')
        = (s.stage <> 'draft')::int
    AND s.stage IN ('draft', 'checking'))";
