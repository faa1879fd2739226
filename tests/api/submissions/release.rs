//! The release switch through the API: approved, held, published by its owner.

use serde_json::json;

use super::{CALL, Program, general, named};
use crate::harness::TestApp;

#[test]
fn what_is_held_is_published_when_its_owner_says() {
    let app = TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
    ]);
    let program = Program::of(&app, &app.publisher("quillwharf"));
    let mut fields = general("Quillwharf Door");
    fields["connections"] = json!([{ "type": "bookmark", "url": "https://app.quillwharf.example/" }]);
    fields["testing"] = json!({});
    let draft = program.begin(&fields);
    assert!(program.json(&draft)["release"].is_null());
    program.post(&format!("{draft}/submit"), &json!({})).expect(200);
    app.work_until_idle();
    let shown = program.json(&draft);
    assert_eq!(shown["stage"], "queued", "{shown}");
    assert_eq!(shown["release"]["held"], false);
    let plan = |body| program.post(&format!("{draft}/plan_release"), &body);
    let problem =
        plan(json!({ "held": true, "notice": "New address.", "grace": "soon" })).problem(422, "bad_value");
    assert_eq!(named(&problem), ["grace"]);
    plan(json!({ "held": "yes" })).problem(422, "bad_value");
    plan(json!({ "held": true })).expect(200);
    app.approves(&draft);
    let shown = program.json(&draft);
    assert_eq!(shown["stage"], "approved", "{shown}");
    assert_eq!(shown["release"]["waits_for"], "switch");
    assert!(shown["actions"].as_array().unwrap().contains(&json!("publish")));
    let done = program
        .post(&format!("{draft}/publish"), &json!({}))
        .expect(200)
        .json();
    assert_eq!(done["stage"], "published");
    app.shows("quillwharf-door");
    program
        .post(&format!("{draft}/publish"), &json!({}))
        .problem(409, "wrong_stage");

    // The update begins as a copy, and is compared with what is live.
    let integration = program.json(&draft)["integration"].clone();
    let update = program
        .post(
            CALL,
            &json!({ "integration": integration, "fields": { "summary": "Opens doors." } }),
        )
        .expect(201);
    let update = update.header("location");
    assert_eq!(program.json(update)["is_update"], true);
    let compared = program.json(&format!("{update}/compare"));
    assert_eq!(compared["class"], "text", "{compared}");
    assert_eq!(compared["differences"][0]["field"], "summary");
    assert_eq!(compared["differences"][0]["new"], "Opens doors.");
}
