//! Drafts: begun, read, changed, listed, thrown away and brought back.

use reqwest::Method;
use serde_json::json;

use super::{CALL, Program, general, named};
use crate::harness::TestApp;

#[test]
fn a_draft_is_begun_read_changed_and_listed() {
    let app = TestApp::start();
    let program = Program::of(&app, &app.publisher("acme"));
    let created = program
        .post(
            CALL,
            &json!({ "fields": { "name": "Acme Shifts", "aliases": ["Shifty", "Rota"] } }),
        )
        .expect(201);
    let body = created.json();
    assert_eq!(created.header("location"), body["url"]);
    assert_eq!(created.header("etag"), format!("\"{}\"", body["revision"]));
    let draft = body["url"].as_str().unwrap();
    let read = program.get(draft).expect(200);
    assert_eq!(read.header("etag"), created.header("etag"));
    assert_eq!(read.header("cache-control"), "no-store");
    let shown = read.json();
    assert_eq!(shown["stage"], "draft");
    assert_eq!(shown["turn"]["who"], "isv");
    assert_eq!(shown["fields"]["aliases.1"], "Rota");
    assert_eq!(shown["judged"]["ready"], false);
    let acts: Vec<&str> = shown["actions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|a| a.as_str())
        .collect();
    assert!(acts.contains(&"submit") && acts.contains(&"withdraw"), "{acts:?}");

    // By path and as a tree; null and false take a field away.
    let answer = program.patch_at(
        draft,
        read.header("etag"),
        &json!({
            "summary": "Plans shifts.",
            "connections": [{ "type": "saml", "acs": [{ "url": "https://app.acme.example/acs", "index": 7 }] }],
            "connections.0.jit": true,
            "aliases.0": null,
        }),
    );
    let saved = answer.expect(200);
    let body = saved.json();
    assert_eq!(saved.header("etag"), format!("\"{}\"", body["revision"]));
    assert!(
        body["saved"]
            .as_array()
            .unwrap()
            .contains(&json!("connections.0.acs.0.index")),
        "{body}"
    );
    let shown = program.json(draft);
    assert_eq!(shown["fields"]["connections.0.acs.0.index"], "7");
    assert_eq!(shown["fields"]["connections.0.jit"], "true");
    assert!(shown["fields"].get("aliases.0").is_none(), "{shown}");
    let preview = program.json(&format!("{draft}/preview"));
    assert_eq!(preview["items"][0]["url"], "https://app.acme.example/acs");

    // What was read before is no longer there to change, and nothing of it is.
    let stale = program.patch_at(
        draft,
        read.header("etag"),
        &json!({ "summary": "Late.", "vendor": "Acme" }),
    );
    stale.problem(412, "precondition_failed");
    assert!(program.json(draft)["fields"].get("vendor").is_none());
    for tag in ["W/\"1\"", "1", "\"x\"", "\"\"", "\"1\", \"2\""] {
        program
            .patch_at(draft, tag, &json!({ "vendor": "Acme" }))
            .problem(412, "precondition_failed");
    }
    program
        .call(
            Method::PATCH,
            draft,
            &[],
            Some(&json!({ "fields": { "vendor": "Acme" } })),
        )
        .problem(428, "precondition_required");

    // An entry goes and the later ones move up.
    program.patch(
        draft,
        &json!({ "connections.0.acs.1.url": "https://app.acme.example/two" }),
    );
    let entry = format!("{draft}/entries/connections.0.acs/0");
    program
        .call(Method::DELETE, &entry, &[], None)
        .problem(428, "precondition_required");
    program
        .call(Method::DELETE, &entry, &[("if-match", "\"1\"")], None)
        .problem(412, "precondition_failed");
    program
        .call(Method::DELETE, &entry, &[("if-match", "*")], None)
        .expect(200);
    let shown = program.json(draft);
    assert_eq!(
        shown["fields"]["connections.0.acs.0.url"],
        "https://app.acme.example/two"
    );
    let gone = format!("{draft}/entries/connections.0.acs/5");
    program
        .call(Method::DELETE, &gone, &[("if-match", "*")], None)
        .problem(404, "not_found");

    let other = program.begin(&json!({ "name": "Acme Notes" }));
    let list = program.json(CALL);
    assert_eq!(
        (list["total"].as_u64(), list["items"].as_array().unwrap().len()),
        (Some(2), 2)
    );
    program.post(&format!("{other}/delete"), &json!({})).expect(200);
    program.get(&other).problem(404, "not_found");
    let list = program.json(&format!("{CALL}?stage=draft"));
    assert_eq!(list["items"][0]["name"], "Acme Shifts");
    assert_eq!(program.json(&format!("{CALL}?stage=queued"))["total"], 0);
    let deleted = program.json(&format!("{CALL}?deleted=true"));
    assert_eq!(deleted["items"][0]["name"], "Acme Notes");
    assert!(deleted["items"][0]["restorable_until"].is_string());
    program
        .get(&format!("{CALL}?stage=lost"))
        .problem(400, "unknown_value");
    program
        .get(&format!("{CALL}?deleted=yes"))
        .problem(400, "unknown_value");
    program
        .get(&format!("{CALL}?page=2"))
        .problem(400, "unknown_parameter");
    program.post(&format!("{other}/restore"), &json!({})).expect(200);
    program.get(&other).expect(200);
}

#[test]
fn what_cannot_be_saved_is_named_and_nothing_is_begun_or_saved() {
    let app = TestApp::start();
    let program = Program::of(&app, &app.publisher("acme"));
    let bad = json!({ "name": "Acme", "no.such": "x", "connections.0.colour": "red", "scim.token": "t" });
    let problem = program
        .post(CALL, &json!({ "fields": bad }))
        .problem(422, "unknown_field");
    assert_eq!(
        named(&problem),
        ["connections.0.colour", "no.such", "scim.token"],
        "{problem}"
    );
    assert_eq!(program.json(CALL)["total"], 0);
    let draft = program.begin(&json!({ "name": "Acme" }));
    let problem = program.patch_at(&draft, "*", &bad).problem(422, "unknown_field");
    assert_eq!(named(&problem).len(), 3);
    assert_eq!(program.json(&draft)["fields"], json!({ "name": "Acme" }));
    let twice = json!({ "connections.0.type": "saml", "connections": [{ "type": "oidc" }] });
    let problem = program.patch_at(&draft, "*", &twice).problem(422, "bad_value");
    assert_eq!(named(&problem), ["connections.0.type"]);
    let many: serde_json::Map<_, _> = (0..2_001).map(|n| (format!("f{n}"), json!("x"))).collect();
    program
        .patch_at(&draft, "*", &json!(many))
        .problem(422, "draft_full");
    program
        .post(CALL, &json!({ "integration": "x", "fields": {} }))
        .problem(404, "not_found");
    let id = "0190a0a0-0000-7000-8000-000000000000";
    program
        .post(CALL, &json!({ "integration": id, "by_customer": true }))
        .problem(422, "bad_value");
}

#[test]
fn secrets_go_in_and_never_come_out() {
    let app = TestApp::start();
    let program = Program::of(&app, &app.publisher("acme"));
    let draft = program.begin(&json!({ "name": "Acme Vault" }));
    let place = format!("{draft}/secrets/testing.logins.0.password");
    let put = |value: &str| program.call(Method::PUT, &place, &[], Some(&json!({ "value": value })));
    put("correct horse battery").problem(422, "secret_without_target");
    program.patch(
        &draft,
        &json!({ "testing.logins.0.url": "https://sandbox.acme.example/login" }),
    );
    let kept = put("correct horse battery").expect(200);
    assert_eq!(kept.json()["target"], "https://sandbox.acme.example");
    let shown = program.get(&draft).expect(200);
    assert!(!shown.text().contains("correct horse") && !kept.text().contains("correct horse"));
    assert_eq!(shown.json()["secrets"][0]["field"], "testing.logins.0.password");
    // The address leads elsewhere: the secret goes, and that is said.
    let moved = program.patch(
        &draft,
        &json!({ "testing.logins.0.url": "https://evil.example/login" }),
    );
    assert_eq!(moved["dropped_secrets"], json!(["testing.logins.0.password"]));
    program
        .call(Method::DELETE, &place, &[], None)
        .problem(404, "not_found");
    put("correct horse battery").expect(200);
    program.call(Method::DELETE, &place, &[], None).expect(204);
    assert_eq!(program.json(&draft)["secrets"], json!([]));
    put("").problem(422, "missing");
    let name = format!("{draft}/secrets/name");
    program
        .call(Method::PUT, &name, &[], Some(&json!({ "value": "x" })))
        .problem(422, "unknown_field");
}

#[test]
fn a_draft_is_judged_kept_or_not() {
    let app = TestApp::start();
    let program = Program::of(&app, &app.publisher("quillwharf"));
    let mut fields = general("Quillwharf Start");
    fields["connections"] = json!([{ "type": "bookmark", "url": "https://app.quillwharf.example/" }]);
    fields["testing"] = json!({});
    let judged = program
        .post(&format!("{CALL}/validate"), &json!({ "fields": fields }))
        .expect(200)
        .json();
    assert_eq!(
        (&judged["ready"], &judged["lane"]["lane"]),
        (&json!(true), &json!("wizard")),
        "{judged}"
    );
    assert_eq!(program.json(CALL)["total"], 0);
    fields["connections"] = json!([{ "type": "bookmark", "url": "https://10.0.0.7/" }]);
    let judged = program
        .post(&format!("{CALL}/validate"), &json!({ "fields": fields }))
        .expect(200)
        .json();
    let at: Vec<&str> = judged["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["severity"] == "blocks")
        .map(|finding| finding["field"].as_str().unwrap())
        .collect();
    assert_eq!(at, ["connections.0.url"], "{judged}");

    let draft = program.begin(&fields);
    let checked = program
        .call(Method::POST, &format!("{draft}/check"), &[], None)
        .expect(200);
    assert_eq!(checked.json()["ready"], false);
    let empty = program.begin(&json!({}));
    let problem = program
        .get(&format!("{empty}/guide"))
        .problem(422, "blocking_finding");
    assert!(!named(&problem).is_empty());
    program
        .get(&format!("{draft}/check"))
        .problem(405, "method_not_allowed");
    program
        .post(&format!("{draft}/check?network=perhaps"), &json!({}))
        .problem(400, "unknown_value");
    let all = app.json(&format!("{CALL}/fields"));
    let items = all["items"].as_array().unwrap();
    let acs = items
        .iter()
        .find(|item| item["path"] == "connections.#.acs.#.url")
        .unwrap();
    assert_eq!((&acs["limit"], &acs["only"]), (&json!(1024), &json!(["saml"])));
}
