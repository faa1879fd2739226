//! What there is to ask for: an org with one of everything, and what its addresses take.

use std::collections::BTreeMap;

use oin_domain::choice::Choice as _;
use oin_domain::org::{OrgRole, Scope};
use reqwest::Method;
use serde_json::{Value, json};

use super::{MARK, ORG};
use crate::harness::{Person, TestApp, wait};
use crate::pages::portal::begin;
use crate::publishing::{SAML, live, submitted_with};

const WISH: [(&str, &str); 5] = [
    ("app", "Zanzibarium Wish"),
    ("background", "By hand today."),
    ("documentation", "https://docs.quillwharf.example/api"),
    ("auth", "bearer"),
    ("customers", "Initech"),
];

/// Every UUID that stands in a column of its own, by value: where it was found first.
pub(super) fn ids(app: &TestApp) -> BTreeMap<String, String> {
    let raw = app.database().raw();
    let sql = "SELECT table_name::text, column_name::text FROM information_schema.columns
               WHERE table_schema = 'public' AND data_type = 'uuid' ORDER BY 1, 2";
    let mut found = BTreeMap::new();
    for column in wait(raw.query(sql, &[])).unwrap() {
        let (table, name): (String, String) = (column.get(0), column.get(1));
        let sql = format!("SELECT DISTINCT {name}::text FROM {table} WHERE {name} IS NOT NULL");
        for row in wait(raw.query(&sql, &[])).unwrap() {
            found
                .entry(row.get(0))
                .or_insert_with(|| format!("{table}.{name}"));
        }
    }
    found
}

/// An org with one of everything; its owner.
pub(super) fn full_org(app: &TestApp) -> Person<'_> {
    let owner = app.publisher(ORG);
    app.member(&format!("ed@{ORG}.example"), owner.org, OrgRole::Editor);
    let token = app.token(owner.org, owner.user, Scope::ALL);
    let call = |method: Method, path: &str, body: Value| app.call(method, path, &token, Some(&body));
    call(
        Method::POST,
        "/api/v1/org/invitations",
        json!({ "mail": format!("new@{MARK}.example"), "role": "viewer" }),
    )
    .expect(201);
    call(
        Method::POST,
        "/api/v1/org/domains",
        json!({ "domain": format!("{MARK}.example") }),
    )
    .expect(201);
    begin(&owner, "Zanzibarium Draft");
    live(app, &owner, "Harborlight Shifts", &SAML);
    let own = owner.org.to_string();
    let private = [
        ("visibility.kind", "private"),
        ("visibility.orgs.0", own.as_str()),
    ];
    submitted_with(app, &owner, "Zanzibarium Inside", &SAML, &private);
    app.work_until_idle();
    owner.fill_and_send("/request/new", &WISH).expect(303);
    owner
        .fill_and_send(
            "/portal/org/transfers",
            &[("mail", &format!("taker@{MARK}.example"))],
        )
        .expect(303);
    owner
}

/// A body that the call would take.
pub(super) fn body(method: &Method, path: &str) -> Option<Value> {
    Some(match (method.as_str(), path.rsplit('/').next().unwrap()) {
        ("GET" | "DELETE", _) => return None,
        ("PATCH", _) if path.contains("members") => json!({ "role": "viewer" }),
        ("PATCH", _) if path.contains("webhooks") => json!({ "active": false }),
        ("PATCH", _) => json!({ "fields": { "name": "Mine now" } }),
        ("PUT", "vote") => json!({ "size": "huge" }),
        ("PUT", _) if path.contains("provisioning") => json!({ "app": "Mine", "background": "Now." }),
        ("PUT", _) => json!({ "value": "correct horse" }),
        (_, "object") => json!({ "objection": "It is mine." }),
        (_, "import") => {
            json!({ "kind": "oidc", "document": "{\"redirect_uris\":[\"https://a.example/cb\"]}" })
        }
        (_, "contest" | "answer" | "appeal" | "message") => json!({ "message": "Let me in." }),
        _ => json!({}),
    })
}

/// A form that the address would take.
pub(super) fn form(place: &str) -> &'static [(&'static str, &'static str)] {
    match place {
        "/portal/provisioning/{id}" => &WISH,
        "/request/{id}/vote" => &[("size", "huge")],
        "/review/verification/{slug}/record" => &[("subject", "flow_sp"), ("outcome", "green"), ("note", "")],
        _ => &[],
    }
}
