//! What belongs to another org does not exist (SECURITY row 60).

use reqwest::Method;
use serde_json::{Value, json};

use super::{CALL, Program, fingerprint};
use crate::harness::{Answer, TestApp, rows};

/// A body that the call would take.
fn body(method: &str, path: &str) -> Option<Value> {
    Some(match (method, path.rsplit('/').next().unwrap()) {
        ("patch", _) => json!({ "fields": { "name": "Mine now" } }),
        ("put", _) => json!({ "value": "correct horse" }),
        ("post", "import") => {
            json!({ "kind": "oidc", "document": "{\"redirect_uris\":[\"https://a.example/cb\"]}", "apply": true })
        }
        ("post", "contest" | "answer" | "appeal" | "message") => json!({ "message": "Let me in." }),
        ("post", _) => json!({}),
        _ => return None,
    })
}

/// Every documented call about one submission, with each of its actions.
fn calls(app: &TestApp) -> Vec<(String, String)> {
    let document = app.json("/api/v1/openapi.json");
    let mut calls = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        if !path.starts_with("/api/v1/submissions/{id}") {
            continue;
        }
        for (method, operation) in operations.as_object().unwrap() {
            let path = path
                .replace("{field}", "testing.logins.0.password")
                .replace("{list}", "testing.logins")
                .replace("{place}", "0");
            let parameters = operation["parameters"].as_array().unwrap();
            let action = parameters.iter().find(|parameter| parameter["name"] == "action");
            match action {
                None => calls.push((method.clone(), path)),
                Some(action) => {
                    let actions = action["schema"]["enum"].as_array().unwrap().iter();
                    calls.extend(
                        actions.map(|action| {
                            (method.clone(), path.replace("{action}", action.as_str().unwrap()))
                        }),
                    );
                }
            }
        }
    }
    calls
}

#[test]
fn row_60_another_orgs_submission_is_as_one_that_does_not_exist() {
    let app = TestApp::start();
    let ada = Program::of(&app, &app.publisher("acme"));
    let draft =
        ada.begin(&json!({ "name": "Acme Secret", "testing.logins.0.url": "https://sandbox.acme.example/" }));
    let secret = format!("{draft}/secrets/testing.logins.0.password");
    ada.call(Method::PUT, &secret, &[], Some(&json!({ "value": "x" })))
        .expect(200);
    let deleted = ada.begin(&json!({ "name": "Acme Deleted" }));
    ada.post(&format!("{deleted}/delete"), &json!({})).expect(200);
    let eve = Program::of(&app, &app.publisher("eve"));
    let unknown = format!("{CALL}/0190a0a0-0000-7000-8000-000000000000");
    let state = fingerprint(&app);
    let calls = calls(&app);
    assert!(calls.len() >= 22, "{calls:?}");
    let detail = |answer: &Answer| answer.problem(404, "not_found")["detail"].clone();
    for (method, path) in &calls {
        let ask = |place: &str| {
            let path = path.replace(&format!("{CALL}/{{id}}"), place);
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let body = body(&method.as_str().to_lowercase(), &path);
            eve.call(method, &path, &[("if-match", "*")], body.as_ref())
        };
        let nothing = detail(&ask(&unknown));
        for place in [&draft, &deleted] {
            assert_eq!(detail(&ask(place)), nothing, "{method} {path} at {place}");
        }
        for nonsense in ["x", "%ff"] {
            detail(&ask(&format!("{CALL}/{nonsense}")));
        }
    }
    // Ids in bodies and lists are no way round.
    let integration = ada.json(&draft)["integration"].clone();
    eve.post(CALL, &json!({ "integration": integration }))
        .problem(404, "not_found");
    assert_eq!(eve.json(CALL)["total"], 0);
    assert_eq!(eve.json(&format!("{CALL}?deleted=true"))["total"], 0);
    eve.post(&format!("{draft}/no_such"), &json!({}))
        .problem(404, "not_found");
    assert_eq!(fingerprint(&app), state);
    rows::passed(60, calls.len() * 4);
}
