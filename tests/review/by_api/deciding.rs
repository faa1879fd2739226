//! Decisions: what is wrong at its field, and what is sent twice.

use serde_json::{Value, json};

use super::super::{app, queued, reviewer};
use super::{CALL, Program, named, written};

#[test]
fn decisions_say_what_is_wrong_at_its_field() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    let program = Program::of(&app, &anna);
    program.act(&id, "claim", &json!({})).expect(200);
    let before = written(&app, &id);
    let eleven: Vec<Value> = (0..11).map(|_| json!({ "message": "Which?" })).collect();
    for (action, body, code, field) in [
        ("ask", json!({ "ask": [] }), "no_reason", "ask.0.message"),
        (
            "ask",
            json!({ "ask": [{ "reason": "mood" }] }),
            "unknown_value",
            "ask.0.reason",
        ),
        (
            "ask",
            json!({ "ask": [{ "message": "?" }, { "field": "no.such", "message": "?" }] }),
            "unknown_value",
            "ask.1.field",
        ),
        ("ask", json!({ "ask": eleven }), "bad_value", "ask"),
        ("reject", json!({ "reason": [] }), "no_reason", "reason.0"),
        (
            "reject",
            json!({ "reason": ["wrong_owner", "x"] }),
            "unknown_value",
            "reason.1",
        ),
        (
            "reject",
            json!({ "reason": ["a", "b", "c", "d"] }),
            "bad_value",
            "reason",
        ),
        ("reject", json!({}), "missing", "reason"),
        (
            "announce_discard",
            json!({ "cause": "mood" }),
            "unknown_value",
            "cause",
        ),
        ("discard_spam", json!({ "message": " " }), "missing", "message"),
        ("approve", json!({ "force": true }), "unknown_field", "force"),
        (
            "check_off",
            json!({ "item": ["words", "mood"] }),
            "unknown_value",
            "item.1",
        ),
        (
            "record_run",
            json!({ "flow": "back", "passed": true, "note": "x" }),
            "unknown_value",
            "flow",
        ),
        (
            "record_run",
            json!({ "flow": "sp", "note": "x" }),
            "missing",
            "passed",
        ),
        ("note", json!({ "note": "" }), "missing", "note"),
        ("message", json!({ "text": "x" }), "unknown_field", "text"),
    ] {
        let status = if code == "unknown_value" { 400 } else { 422 };
        let problem = program.act(&id, action, &body).problem(status, code);
        assert_eq!(named(&problem)[0], field, "{action}: {problem}");
    }
    let problem = program
        .act(&id, "approve", &json!({}))
        .problem(422, "checklist_incomplete");
    assert_eq!(named(&problem).len(), 7, "{problem}");
    program
        .act(&id, "uphold", &json!({ "message": "x" }))
        .problem(409, "wrong_stage");
    program.act(&id, "publish", &json!({})).problem(404, "not_found");
    assert_eq!(written(&app, &id), before);

    // A coded reason brings its own words; the ISV reads them.
    let ask = json!({ "ask": [{ "reason": "acs_mismatch", "field": "connections.0.acs.0.url" }] });
    let before = written(&app, &id);
    let letter = program.act(&id, "ask/letter", &ask).expect(200).json()["letter"].clone();
    assert_eq!(letter["subject"], "Acme Shifts: a reviewer waits for you");
    program
        .act(&id, "ask/letter", &json!({ "ask": [] }))
        .problem(422, "no_reason");
    let none = program.act(&id, "release/letter", &json!({})).expect(200);
    assert_eq!(none.json()["letter"], Value::Null);
    program
        .act(&id, "claim/letter", &json!({}))
        .problem(404, "not_found");
    assert_eq!(written(&app, &id), before);
    let done = program.act(&id, "ask", &ask).expect(200).json();
    assert_eq!(done["stage"], "awaiting_isv");
    let sent = app.received(&owner.mail).remove(0);
    assert_eq!(sent.subject, letter["subject"].as_str().unwrap());
    let shown = program.json(&format!("{CALL}/{id}"));
    assert_eq!(shown["asked"][0]["reason"], "acs_mismatch");
    assert_eq!(shown["turn"]["who"], "isv");
    let queue = program.json(&format!("{CALL}?whose=mine"));
    assert_eq!(queue["items"][0]["turn"], "isv");
}

#[test]
fn row_65_what_is_sent_twice_is_done_once() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let (anna, bert) = (reviewer(&app, "anna"), reviewer(&app, "bert"));
    let program = Program::of(&app, &anna);
    let calls = [
        ("claim", json!({})),
        (
            "record_run",
            json!({ "flow": "sp", "passed": false, "note": "An error page." }),
        ),
        ("message", json!({ "message": "Which plan?" })),
        ("note", json!({ "note": "Look at the plan." })),
        ("release", json!({ "note": "The SP flow is left." })),
    ];
    for (action, body) in &calls {
        let key = ("idempotency-key", *action);
        let first = program.act_with(&id, action, key, body).expect(200);
        let after = written(&app, &id);
        let second = program.act_with(&id, action, key, body).expect(200);
        assert_eq!(first.text(), second.text(), "{action}");
        assert_eq!(written(&app, &id), after, "{action}");
    }
    let key = ("idempotency-key", "claim");
    program
        .act_with(&id, "renew", key, &json!({ "no": 1 }))
        .problem(422, "unknown_field");
    program
        .act_with(&id, "claim", ("idempotency-key", "message"), &json!({}))
        .problem(422, "idempotency_key_reused");
    // Another's key is another key.
    let theirs = Program::of(&app, &bert);
    theirs.act_with(&id, "claim", key, &json!({})).expect(200);

    // A decision about another revision than the one that was read is none.
    let shown = theirs.get(&format!("{CALL}/{id}")).expect(200);
    let tag = shown.header("etag").to_owned();
    theirs.act(&id, "release", &json!({})).expect(200);
    theirs.act(&id, "claim", &json!({})).expect(200);
    let reject = json!({ "reason": ["wrong_owner"] });
    let before = written(&app, &id);
    for stale in [tag.as_str(), "\"0\"", "W/\"x\"", ""] {
        theirs
            .act_with(&id, "reject", ("if-match", stale), &reject)
            .problem(412, "precondition_failed");
    }
    assert_eq!(written(&app, &id), before);
    let shown = theirs.get(&format!("{CALL}/{id}")).expect(200);
    let tag = shown.header("etag").to_owned();
    let done = theirs
        .act_with(&id, "reject", ("if-match", &tag), &reject)
        .expect(200);
    assert_eq!(done.json()["stage"], "rejected");
}
