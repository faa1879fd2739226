//! Verifying the audit trail from its page and by API: row 77 for those without a shell.

use oin_domain::account::{StaffRole, StaffScope};
use reqwest::Method;
use serde_json::{Value, json};

use super::trail::{fill, raw};
use crate::harness::TestApp;

const CALL: &str = "/api/v1/audit/verify";
const OFF: &str = "SET session_replication_role = replica; \
    ALTER TABLE audit_entries DISABLE TRIGGER ALL; ALTER TABLE audit_seals DISABLE TRIGGER ALL;";

#[test]
fn row_77_the_page_and_the_call_find_what_was_changed() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    fill(&app, admin.user);
    let token = app.staff_token(admin.user, &[StaffScope::AdminRead]);
    app.work_until_idle();
    let prove = |body: Value| app.call(Method::POST, CALL, &token, Some(&body));

    let whole = prove(json!({})).expect(200).json();
    assert_eq!(
        (&whole["holds"], &whole["fault"], &whole["next"]),
        (&json!(true), &Value::Null, &Value::Null)
    );
    assert_eq!(whole["to"], whole["last"]);
    let head = whole["head"].as_str().unwrap().to_owned();
    assert!(
        whole["to"].as_i64().unwrap() >= 6 && head.starts_with(&format!("{}:", whole["to"])),
        "{whole}"
    );
    // That somebody verified is an act of its own; what was verified is behind it.
    app.work_until_idle();
    let rest = prove(json!({ "after": whole["to"] })).expect(200).json();
    assert_eq!(
        (&rest["holds"], &rest["to"]),
        (&json!(true), &json!(whole["to"].as_i64().unwrap() + 1))
    );
    let acts = app
        .call(Method::GET, "/api/v1/audit?act=audit_verified", &token, None)
        .expect(200)
        .json();
    let items = acts["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "{acts}");
    let detail = &items[1]["detail"];
    assert_eq!(
        (&detail["after"], &detail["to"], &detail["holds"]),
        (&json!(0), &whole["to"], &json!(true))
    );
    assert_eq!(items[1]["token"]["kind"], "staff");

    let page = admin.get("/admin/audit").expect(200);
    assert!(page.text().contains("Verify the chain") && !page.text().contains("proof-title"));
    let shown = admin.post("/admin/audit/verify", &[]).expect(200);
    for text in ["What was verified holds", "number 1 to", "Last seal that holds"] {
        assert!(shown.text().contains(text), "{text}: {}", shown.text());
    }

    // A part that begins nowhere, and one that is no number.
    prove(json!({ "after": 1_000_000 })).problem(404, "not_found");
    prove(json!({ "after": -1 })).problem(404, "not_found");
    prove(json!({ "from": 1 })).problem(422, "unknown_field");
    admin.post("/admin/audit/verify", &[("after", "x")]).expect(404);

    raw(
        app.database(),
        &format!(
            "{OFF} UPDATE audit_entries SET detail = '{{\"role\":\"lead\"}}' \
             WHERE id = (SELECT entry_id FROM audit_seals WHERE number = 3)"
        ),
    );
    let broken = prove(json!({})).expect(200).json();
    assert_eq!((&broken["holds"], &broken["to"]), (&json!(false), &json!(2)));
    assert!(
        broken["fault"]
            .as_str()
            .unwrap()
            .contains("number 3 is not what was sealed"),
        "{broken}"
    );
    assert_eq!(broken["next"], Value::Null);
    let shown = admin.post("/admin/audit/verify", &[]).expect(200);
    for text in [
        "The trail does not hold",
        "First broken:",
        "number 3 is not what was sealed",
    ] {
        assert!(shown.text().contains(text), "{text}: {}", shown.text());
    }
    // Behind the broken place the rest hangs together, and a seal that is gone shows.
    assert_eq!(
        prove(json!({ "after": 3 })).expect(200).json()["holds"],
        json!(true)
    );
    raw(
        app.database(),
        &format!("{OFF} DELETE FROM audit_seals WHERE number = 5"),
    );
    let gone = prove(json!({ "after": 3 })).expect(200).json();
    assert!(
        gone["fault"].as_str().unwrap().contains("number 5 is missing"),
        "{gone}"
    );
    let gone = prove(json!({ "after": 5 })).expect(200).json();
    assert!(
        gone["fault"].as_str().unwrap().contains("number 5 is missing"),
        "{gone}"
    );
}

#[test]
fn only_administrators_verify_and_not_without_end() {
    let app = TestApp::start();
    let lead = app.staff("lea@network.test", &[StaffRole::Lead, StaffRole::Reviewer]);
    let token = app.staff_token(lead.user, &[StaffScope::AdminRead]);
    app.call(Method::POST, CALL, &token, None)
        .problem(403, "forbidden");
    lead.post("/admin/audit/verify", &[]).expect(404);
    app.person("bo@acme.example")
        .post("/admin/audit/verify", &[])
        .expect(404);
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let token = app.staff_token(admin.user, &[StaffScope::ReviewRead]);
    app.call(Method::POST, CALL, &token, None)
        .problem(403, "forbidden");
    let token = app.staff_token(admin.user, &[StaffScope::AdminRead]);
    for _ in 0..30 {
        app.call(Method::POST, CALL, &token, None).expect(200);
    }
    let refused = app.call(Method::POST, CALL, &token, None);
    assert!(!refused.header("retry-after").is_empty());
    refused.problem(429, "too_many_requests");
    admin.post("/admin/audit/verify", &[]).expect(429);
}
