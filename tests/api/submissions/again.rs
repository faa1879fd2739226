//! Requests that are sent twice have their effect once (SECURITY row 65).

use reqwest::Method;
use serde_json::{Value, json};

use super::{CALL, Program, fingerprint, general};
use crate::harness::{Answer, TestApp, rows, wait};

impl Program<'_> {
    fn keyed(&self, key: &str, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, &[("idempotency-key", key)], Some(body))
    }
}

fn count(program: &Program<'_>) -> u64 {
    program.json(CALL)["total"].as_u64().unwrap()
}

#[test]
fn row_65_the_same_request_has_one_effect_and_one_answer() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let program = Program::of(&app, &owner);
    let body = json!({ "fields": { "name": "Acme Once" } });
    let first = program.keyed("k1", CALL, &body).expect(201);
    let state = fingerprint(&app);
    let second = program.keyed("k1", CALL, &body).expect(201);
    assert_eq!(first.text(), second.text());
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(count(&program), 1);

    // Another body, another address: the key is taken.
    let other = json!({ "fields": { "name": "Acme Twice" } });
    program
        .keyed("k1", CALL, &other)
        .problem(422, "idempotency_key_reused");
    let message = format!("{}/message", first.header("location"));
    program
        .keyed("k1", &message, &json!({ "message": "Hello" }))
        .problem(422, "idempotency_key_reused");
    assert_eq!(fingerprint(&app), state);

    // Another person's key is another key, and so is another token's.
    let editor = app.member("bob@acme.example", owner.org, oin_domain::org::OrgRole::Editor);
    let theirs = Program::of(&app, &editor).keyed("k1", CALL, &body).expect(201);
    assert_ne!(theirs.json()["id"], first.json()["id"]);
    assert_eq!(count(&program), 2);

    // What failed had no effect, so its key is free.
    let wrong = json!({ "fields": { "no.such": "x" } });
    program.keyed("k2", CALL, &wrong).problem(422, "unknown_field");
    program.keyed("k2", CALL, &other).expect(201);

    // A day later it is forgotten.
    let raw = app.database().raw();
    let past = "UPDATE idempotency_keys SET created_at = created_at - interval '25 hours', \
                expires_at = expires_at - interval '25 hours'";
    wait(raw.batch_execute(past)).unwrap();
    let later = program.keyed("k1", CALL, &body).expect(201);
    assert_ne!(later.json()["id"], first.json()["id"]);

    for bad in ["", "a b", &"x".repeat(256)] {
        let problem = program.keyed(bad, CALL, &body).problem(422, "bad_value");
        assert_eq!(problem["errors"][0]["field"], "Idempotency-Key", "{bad}");
    }
    let twice = [("idempotency-key", "a"), ("idempotency-key", "b")];
    program
        .call(Method::POST, CALL, &twice, Some(&body))
        .problem(422, "bad_value");
    rows::passed(65, 10);
}

#[test]
fn row_65_fifty_at_once_are_one() {
    let app = TestApp::start();
    let program = Program::of(&app, &app.publisher("acme"));
    let body = json!({ "fields": { "name": "Acme Crowd" } });
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..50)
            .map(|_| scope.spawn(|| program.keyed("crowd", CALL, &body)))
            .collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let first = answers[0].text();
    for answer in &answers {
        assert_eq!((answer.status, answer.text()), (201, first));
    }
    assert_eq!(count(&program), 1);
    rows::passed(65, 1);
}

#[test]
fn row_65_every_action_can_be_sent_twice() {
    let app = TestApp::start();
    let program = Program::of(&app, &app.publisher("quillwharf"));
    let mut fields = general("Quillwharf Start");
    fields["connections"] = json!([{ "type": "bookmark", "url": "https://app.quillwharf.example/" }]);
    fields["testing"] = json!({});
    fields["contacts"]["support"]["mail"] = json!("help@quillwharf.example");
    let draft = program.begin(&fields);
    let oidc = json!({ "kind": "oidc", "document": "{\"redirect_uris\":[\"https://app.quillwharf.example/cb\"]}", "apply": true });
    let import = |key: &str, body: &Value| {
        let headers = [("idempotency-key", key), ("if-match", "*")];
        program.call(Method::POST, &format!("{draft}/import"), &headers, Some(body))
    };
    let first = import("import", &oidc).expect(200);
    assert_eq!(first.text(), import("import", &oidc).expect(200).text());
    let other = json!({ "kind": "oidc", "document": "{\"redirect_uris\":[\"https://app.quillwharf.example/other\"]}", "apply": true });
    import("import", &other).problem(422, "idempotency_key_reused");
    let shown = program.json(&draft);
    assert_eq!(shown["revision"], first.json()["revision"]);
    let list = format!("{draft}/entries/connections/1");
    program
        .call(Method::DELETE, &list, &[("if-match", "*")], None)
        .expect(200);

    let events = |path: &str| {
        program.json(&format!("{path}/events"))["items"]
            .as_array()
            .unwrap()
            .len()
    };
    // In an order in which each is possible; the second of the same is none.
    for (action, body) in [
        ("message", json!({ "message": "Hello" })),
        ("check?network=true", json!({})),
        ("ask_contacts", json!({})),
        ("delete", json!({})),
        ("restore", json!({})),
        ("submit", json!({})),
        ("withdraw", json!({})),
    ] {
        let call = format!("{draft}/{action}");
        let first = program.keyed(action, &call, &body);
        assert!(first.status < 300, "{action}: {}", first.text());
        let before = fingerprint(&app);
        let second = program.keyed(action, &call, &body);
        assert_eq!(
            (second.status, second.text()),
            (first.status, first.text()),
            "{action}"
        );
        assert_eq!(fingerprint(&app), before, "{action}");
        let other = if action == "message" {
            json!({ "message": "Other" })
        } else {
            json!({ "x": 1 })
        };
        let refused = program.keyed(action, &call, &other);
        assert_eq!(refused.status, 422, "{action}: {}", refused.text());
    }
    assert_eq!(program.json(&draft)["stage"], "withdrawn");
    assert_eq!(
        program.json(&format!("{draft}/messages"))["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert!(events(&draft) >= 3);
}
