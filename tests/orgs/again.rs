//! Calls of an org that are sent twice have their effect once (SECURITY row 65).

use oin_domain::org::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::fingerprint;
use crate::harness::{Answer, TestApp, rows, wait};

impl TestApp {
    fn keyed(&self, path: &str, token: &str, key: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, path).bearer_auth(token);
        let request = request
            .header("content-type", "application/json")
            .header("idempotency-key", key);
        self.send(request.body(body.to_string()))
    }
}

const SCOPES: [Scope; 3] = [Scope::OrgRead, Scope::OrgWrite, Scope::TokensWrite];

/// The calls that make something, with a body and another one.
fn calls() -> [(&'static str, Value, Value); 3] {
    [
        (
            "/api/v1/org/invitations",
            json!({ "mail": "new@acme.example", "role": "editor" }),
            json!({ "mail": "new@acme.example", "role": "viewer" }),
        ),
        (
            "/api/v1/org/domains",
            json!({ "domain": "acme.example" }),
            json!({ "domain": "other.example" }),
        ),
        (
            "/api/v1/tokens",
            json!({ "name": "Build", "scopes": ["org:read"], "days": 30 }),
            json!({ "name": "Build", "scopes": ["org:read"], "days": 31 }),
        ),
    ]
}

#[test]
fn row_65_calls_of_an_org_have_one_effect() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let token = app.token(owner.org, owner.user, &SCOPES);
    for (path, body, other) in calls() {
        let first = app.keyed(path, &token, path, &body).expect(201);
        let (state, events) = (fingerprint(&app), app.all_events());
        let second = app.keyed(path, &token, path, &body).expect(201);
        let mut expected = first.json();
        if path == "/api/v1/tokens" {
            assert!(expected["token"].as_str().unwrap().starts_with("oin_"));
            expected["token"] = Value::Null;
        }
        assert_eq!(second.json(), expected, "{path}");
        app.keyed(path, &token, path, &other)
            .problem(422, "idempotency_key_reused");
        assert_eq!(fingerprint(&app), state, "{path}");
        assert_eq!(app.all_events(), events, "{path}");
        // Without a key, and with another one, it is another request.
        if path != "/api/v1/org/domains" {
            let third = app.keyed(path, &token, "another", &body).expect(201).json();
            assert_ne!(third["id"], expected["id"], "{path}");
            wait(
                app.database()
                    .raw()
                    .batch_execute("DELETE FROM idempotency_keys WHERE key = 'another'"),
            )
            .unwrap();
        }
    }
    assert_eq!(
        app.letters_to("new@acme.example"),
        ["invitation", "invitation"],
        "one for each request that was another"
    );
    rows::passed(65, 2 * calls().len());
}

#[test]
fn row_65_what_was_undone_since_is_not_done_again() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let token = app.token(owner.org, owner.user, &SCOPES);
    for (path, body, _) in calls() {
        let first = app.keyed(path, &token, path, &body).expect(201).json();
        let name = first["id"].as_str().or(first["domain"].as_str()).unwrap();
        app.call(Method::DELETE, &format!("{path}/{name}"), &token, None)
            .expect(204);
        let state = fingerprint(&app);
        let mut expected = first.clone();
        if path == "/api/v1/tokens" {
            expected["token"] = Value::Null;
        }
        let again = app.keyed(path, &token, path, &body).expect(201).json();
        assert_eq!(again, expected, "{path}");
        assert_eq!(fingerprint(&app), state, "{path}");
    }
    rows::passed(65, calls().len());
}

#[test]
fn row_65_a_token_is_not_kept_with_its_answer() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let token = app.token(owner.org, owner.user, &SCOPES);
    let (path, body, _) = &calls()[2];
    let made = app.keyed(path, &token, "k", body).expect(201).json();
    let text = made["token"].as_str().unwrap();
    app.call(Method::GET, "/api/v1/org", text, None).expect(200);
    let kept = "SELECT string_agg(k::text, ' ') FROM idempotency_keys k";
    let kept: String = wait(app.database().raw().query_one(kept, &[])).unwrap().get(0);
    assert!(kept.contains(made["id"].as_str().unwrap()), "{kept}");
    assert!(!kept.contains(&text[8..]), "no answer holds it");
}

#[test]
fn row_65_twenty_at_once_make_one_token() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let token = app.token(owner.org, owner.user, &SCOPES);
    let (path, body, _) = &calls()[2];
    let answers: Vec<Value> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| app.keyed(path, &token, "crowd", body).expect(201).json()))
            .collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| answer["id"] == answers[0]["id"]));
    let texts = answers.iter().filter(|answer| answer["token"].is_string());
    assert_eq!(texts.count(), 1, "one answer has its text");
    let list = app.call(Method::GET, path, &token, None).expect(200).json();
    let made = list["items"].as_array().unwrap().iter();
    assert_eq!(made.filter(|item| item["name"] == "Build").count(), 1);
    rows::passed(65, 1);
}

#[test]
fn row_65_a_request_that_is_sent_again_is_no_other_try() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let token = app.token(owner.org, owner.user, &SCOPES);
    let (path, body, _) = &calls()[0];
    let first = app.keyed(path, &token, "k", body).expect(201);
    // A hundred letters a day are the org's.
    for _ in 0..110 {
        let again = app.keyed(path, &token, "k", body).expect(201);
        assert_eq!(again.text(), first.text());
    }
    assert_eq!(app.letters_to("new@acme.example"), ["invitation"]);
    let other = json!({ "mail": "second@acme.example", "role": "editor" });
    app.call(Method::POST, path, &token, Some(&other)).expect(201);
}
