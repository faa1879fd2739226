//! The figures of the review, driven through the front door: in and out by lane, what the checks
//! alone miss, and what ended because nobody came.

use oin_domain::account::{SessionPolicy, StaffRole, StaffScope};
use reqwest::Method;
use serde_json::{Value, json};

use super::claims::prove;
use super::{SAML, live, updated};
use crate::harness::TestApp;

/// Of the lanes the one with this name.
fn lane<'a>(figures: &'a Value, name: &str) -> &'a Value {
    let mut lanes = figures["lanes"].as_array().unwrap().iter();
    lanes.find(|lane| lane["lane"] == name).unwrap_or(&Value::Null)
}

#[test]
fn what_the_audit_draws_shows_how_often_the_checks_alone_would_be_wrong() {
    let app = TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
        ("OIN_AUDIT_SAMPLE_PERCENT", "100"),
    ]);
    let owner = app.publisher("acme");
    let lead = app.staff("lead@oin.test", &[StaffRole::Reviewer, StaffRole::Lead]);
    let token = app.staff_token(lead.user, &[StaffScope::ReviewRead]);
    let figures = || {
        app.call(Method::GET, "/api/v1/review-figures", &token, None)
            .expect(200)
            .json()
    };
    let none = figures();
    assert_eq!(none["audit"], json!({ "drawn": 0, "decided": 0, "missed": 0 }));
    assert_eq!(none["lapses"], json!({ "leases": 0, "verifications": 0 }));
    assert_eq!(none["lanes"], json!([]));

    // What is new was never to pass alone, so nothing is drawn.
    let first = live(&app, &owner, "Quillwharf Drawn", &SAML);
    let new = figures();
    assert_eq!(new["audit"]["drawn"], 0);
    assert_eq!(lane(&new, "wizard")["came"], 1, "{new}");
    assert_eq!(lane(&new, "wizard")["decided"], 1, "{new}");
    // Words of an owner who is not proven are looked at anyway.
    let unproven = updated(&app, &owner, &first, &[("summary", "Other words.")]);
    assert_eq!(figures()["audit"]["drawn"], 0);
    app.approves(&unproven);

    prove(&app, owner.org, "quillwharf.example");
    let good = updated(&app, &owner, &unproven, &[("summary", "Better words.")]);
    assert!(owner.get(&good).expect(200).text().contains("In the queue"));
    assert_eq!(
        figures()["audit"],
        json!({ "drawn": 1, "decided": 0, "missed": 0 })
    );
    app.approves(&good);
    assert_eq!(
        figures()["audit"],
        json!({ "drawn": 1, "decided": 1, "missed": 0 })
    );
    let bad = updated(&app, &owner, &good, &[("summary", "The best of all.")]);
    let id = bad.rsplit('/').next().unwrap();
    let desk = format!("/review/submissions/{id}");
    lead.post(&format!("{desk}/do/claim"), &[]).expect(303);
    // Its reviewer goes away, and comes again.
    app.advance_minutes(31);
    let away = figures();
    assert_eq!(away["lapses"]["leases"], 1, "{away}");
    let lead = app.again(&lead, SessionPolicy::STAFF);
    lead.post(&format!("{desk}/do/claim"), &[]).expect(303);
    let ask = [("ask.0.message", "Who says so?"), ("then", "send")];
    lead.fill_and_send(&format!("{desk}/decide/ask"), &ask)
        .expect(303);
    let told = figures();
    assert_eq!(told["audit"], json!({ "drawn": 2, "decided": 2, "missed": 1 }));
    let text = lane(&told, "text");
    assert_eq!(
        (&text["came"], &text["decided"]),
        (&json!(3), &json!(3)),
        "{told}"
    );
    assert!(
        text["p90_hours"].as_f64().unwrap() > 0.4,
        "half an hour of one of three: {told}"
    );
    assert_eq!(text["median_hours"], 0.0, "{told}");

    let page = lead.get("/review/stats").expect(200);
    for shown in [
        "Missed by the checks alone",
        "1 of 2 that the random audit drew (0 more wait)",
        "50 %",
        "Claims that ran out",
        "Lapses of the second tier",
        "In and out by lane",
    ] {
        assert!(page.text().contains(shown), "{shown}: {}", page.text());
    }
}
