//! The same by API: evidence, two people's approval, and what the ISV does and sees.

use chrono::TimeDelta;
use oin_domain::account::{StaffRole, StaffScope};
use oin_domain::choice::Choice as _;
use oin_domain::org::Scope;
use oin_domain::verification::Subject;
use reqwest::Method;
use serde_json::{Value, json};

use super::{SLUG, app, bring, publish, recorded, tier};
use crate::harness::{Answer, Person, TestApp, now};

const DESK: &str = "/api/v1/verifications/harborlight-shifts";
const OWN: &str = "/api/v1/org/verifications/harborlight-shifts";

fn staff(app: &TestApp, person: &Person<'_>) -> String {
    app.staff_token(
        person.user,
        &[StaffScope::VerificationRead, StaffScope::VerificationWrite],
    )
}

fn post(app: &TestApp, token: &str, path: &str, body: &Value) -> Answer {
    app.call(Method::POST, path, token, Some(body))
}

#[track_caller]
fn read(app: &TestApp, token: &str, path: &str) -> Value {
    app.call(Method::GET, path, token, None).expect(200).json()
}

fn actions(shown: &Value) -> Vec<&str> {
    let mut actions: Vec<_> = shown["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one.as_str().unwrap())
        .collect();
    actions.sort_unstable();
    actions
}

#[test]
fn two_people_make_it_verified_and_it_is_seen() {
    let app = app();
    let owner = app.publisher("acme");
    let isv = app.token(
        owner.org,
        owner.user,
        &[Scope::SubmissionsRead, Scope::SubmissionsSubmit],
    );
    publish(&app, &owner);
    assert_eq!(read(&app, &isv, OWN)["stage"], "community");
    let problem = post(&app, &isv, &format!("{OWN}/apply"), &json!({})).problem(422, "requirement_missing");
    assert!(
        problem.to_string().contains("Domain ownership proven"),
        "{problem}"
    );
    bring(&app, &owner);
    post(&app, &isv, &format!("{OWN}/apply"), &json!({})).expect(204);
    post(&app, &isv, &format!("{OWN}/apply"), &json!({})).problem(409, "wrong_stage");
    // What the staff do is not the ISV's to do, by whatever name.
    post(&app, &isv, &format!("{OWN}/approve"), &json!({})).problem(404, "not_found");
    let stranger = app.publisher("initech");
    let theirs = app.token(
        stranger.org,
        stranger.user,
        &[Scope::SubmissionsRead, Scope::SubmissionsSubmit],
    );
    app.call(Method::GET, OWN, &theirs, None)
        .problem(404, "not_found");
    post(&app, &theirs, &format!("{OWN}/withdraw"), &json!({})).problem(404, "not_found");

    let rita = app.staff("rita@oin.test", &[StaffRole::Reviewer, StaffRole::Lead]);
    let lena = app.staff("lena@oin.test", &[StaffRole::Lead]);
    let (first, second) = (staff(&app, &rita), staff(&app, &lena));
    let board = read(&app, &first, "/api/v1/verifications");
    assert_eq!(board["candidates"][0]["slug"], SLUG);
    assert_eq!(board["candidates"][0]["is_own"], false);
    post(&app, &first, &format!("{DESK}/propose"), &json!({})).problem(422, "requirement_missing");
    let runs = format!("{DESK}/runs");
    for (body, code, field) in [
        (
            json!({ "subject": "moon", "outcome": "green" }),
            "bad_value",
            "subject",
        ),
        (json!({ "subject": "guide", "outcome": "red" }), "missing", "note"),
        (json!({ "subject": "guide" }), "missing", "outcome"),
    ] {
        let problem = post(&app, &first, &runs, &body).problem(422, code);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    for subject in [Subject::LoginOne, Subject::LoginTwo] {
        recorded(&app, &rita, subject, now() - TimeDelta::hours(25));
    }
    for subject in ["login_1", "login_2", "flow_sp", "flow_idp", "guide"] {
        let body = json!({ "subject": subject, "outcome": "green" });
        let sent = || {
            let request = app
                .request(Method::POST, &runs)
                .bearer_auth(&first)
                .header("idempotency-key", subject)
                .header("content-type", "application/json");
            app.send(request.body(body.to_string()))
                .expect(201)
                .text()
                .to_owned()
        };
        assert_eq!(sent(), sent(), "{subject}: sent twice, kept once");
    }
    let shown = read(&app, &first, DESK);
    assert_eq!(shown["runs"].as_array().unwrap().len(), 7, "{shown}");
    assert!(
        shown["requirements"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["met"] == true),
        "{shown}"
    );
    assert_eq!(actions(&shown), ["propose", "refuse"]);
    post(&app, &second, &format!("{DESK}/approve"), &json!({})).problem(409, "wrong_stage");
    post(
        &app,
        &first,
        &format!("{DESK}/propose"),
        &json!({ "message": "For Lena only." }),
    )
    .expect(204);
    post(&app, &first, &format!("{DESK}/approve"), &json!({})).problem(403, "forbidden");
    assert_eq!(tier(&app), "community");
    let own = app.call(Method::GET, OWN, &isv, None).expect(200);
    assert!(
        !own.text().contains("For Lena only.") && !own.text().contains("rita"),
        "{}",
        own.text()
    );
    post(&app, &second, &format!("{DESK}/approve"), &json!({})).expect(204);
    app.eventually("the tier in the catalog", |app| tier(app) == "verified");
    let shown = read(&app, &second, DESK);
    assert_eq!(
        (&shown["stage"], &shown["proposed_by"]),
        (&json!("verified"), &json!("rita"))
    );
    post(&app, &second, &format!("{DESK}/revoke"), &json!({})).problem(422, "missing");
    post(
        &app,
        &second,
        &format!("{DESK}/revoke"),
        &json!({ "message": "The vendor is gone." }),
    )
    .expect(204);
    let own = read(&app, &isv, OWN);
    assert_eq!(
        (&own["fallen"]["how"], &own["fallen"]["appeal"]),
        (&json!("policy"), &json!("none"))
    );
    post(
        &app,
        &isv,
        &format!("{OWN}/appeal"),
        &json!({ "message": "We are here." }),
    )
    .expect(204);
    assert_eq!(
        read(&app, &first, "/api/v1/verifications")["appeals"][0]["slug"],
        SLUG
    );
    post(
        &app,
        &second,
        &format!("{DESK}/uphold"),
        &json!({ "message": "Yes." }),
    )
    .expect(403);
    for action in ["apply", "lapse", "endanger"] {
        post(&app, &first, &format!("{DESK}/{action}"), &json!({})).problem(404, "not_found");
    }
    assert_eq!(
        StaffScope::parse("verification:write"),
        Some(StaffScope::VerificationWrite)
    );
}
