//! Submissions through the API, as a vendor's program sees them (SECURITY rows 60, 62, 65 to 67).

mod again;
mod documented;
mod documents;
mod drafts;
mod foreign;
mod hostile;
mod life;
mod paging;
mod products;
mod release;
mod signatures;
mod texts;
mod tokens;

use oin_domain::org::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Person, TestApp, wait};

const CALL: &str = "/api/v1/submissions";

/// Every scope that submissions have.
const ALL: [Scope; 3] = [
    Scope::SubmissionsRead,
    Scope::SubmissionsWrite,
    Scope::SubmissionsSubmit,
];

/// A program with a token.
struct Program<'a> {
    app: &'a TestApp,
    token: String,
}

impl<'a> Program<'a> {
    fn of(app: &'a TestApp, person: &Person<'_>) -> Self {
        Self::with(app, person, &ALL)
    }

    fn with(app: &'a TestApp, person: &Person<'_>, scopes: &[Scope]) -> Self {
        let token = app.token(person.org, person.user, scopes);
        Self { app, token }
    }

    fn call(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        let mut request = self.app.request(method, path).bearer_auth(&self.token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        self.app.send(request)
    }

    fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], None)
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, &[], Some(body))
    }

    /// Begins a draft with fields and gives its address.
    #[track_caller]
    fn begin(&self, fields: &Value) -> String {
        let created = self.post(CALL, &json!({ "fields": fields })).expect(201);
        created.header("location").to_owned()
    }

    /// Changes fields of the draft as it is.
    #[track_caller]
    fn patch(&self, draft: &str, fields: &Value) -> Value {
        self.patch_at(draft, "*", fields).expect(200).json()
    }

    fn patch_at(&self, draft: &str, tag: &str, fields: &Value) -> Answer {
        let body = json!({ "fields": fields });
        self.call(Method::PATCH, draft, &[("if-match", tag)], Some(&body))
    }

    /// What is at an address.
    #[track_caller]
    fn json(&self, path: &str) -> Value {
        self.get(path).expect(200).json()
    }
}

/// What a complete draft of the fake vendor says beside its connections.
fn general(name: &str) -> Value {
    json!({
        "name": name,
        "summary": "Plans shifts and tracks leave.",
        "description": "Two lines.\nOf text.",
        "website": "https://quillwharf.example/",
        "categories": ["hr"],
        "deployment": "cloud",
        "visibility": { "kind": "public" },
        "support.url": "https://quillwharf.example/support",
        "testing": { "logins": [{
            "url": "https://login.quillwharf.example/login",
            "user_name": "reviewer@quillwharf.example",
            "role": "Member",
        }] },
        "contacts": {
            "support": { "name": "Ada", "mail": "owner@quillwharf.example" },
            "technical": { "name": "Ada", "mail": "owner@quillwharf.example" },
            "business": { "name": "Ada", "mail": "owner@quillwharf.example" },
        },
        "attestation": { "authorised": true, "accurate": true, "policy": true },
    })
}

/// Count and hash of everything that submissions are made of.
fn fingerprint(app: &TestApp) -> String {
    let of = |table: &str| {
        format!(
            "(SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ' ' ORDER BY t::text)), '') FROM {table} t)"
        )
    };
    let tables = [
        "submissions",
        "submission_events",
        "submission_messages",
        "integrations",
        "sealed_secrets",
        "orgs",
        "memberships",
    ];
    let parts: Vec<String> = tables.iter().map(|table| of(table)).collect();
    let sql = format!("SELECT {}", parts.join(" || ' ' || "));
    let raw = app.database().raw();
    wait(raw.query_one(&sql, &[])).unwrap().get(0)
}

/// The fields that a problem names.
fn named(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|error| error["field"].as_str().unwrap()).collect()
}
