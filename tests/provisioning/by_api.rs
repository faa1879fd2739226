//! The same by API, for orgs and leads.

use oin_domain::account::{StaffRole, StaffScope};
use oin_domain::org::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Person, TestApp};

const OWN: &str = "/api/v1/org/provisioning-requests";
const DESK: &str = "/api/v1/provisioning-requests";

fn program(app: &TestApp, person: &Person<'_>) -> String {
    app.token(
        person.org,
        person.user,
        &[Scope::SubmissionsRead, Scope::SubmissionsSubmit],
    )
}

fn send(app: &TestApp, method: Method, token: &str, path: &str, body: &Value) -> Answer {
    app.call(method, path, token, Some(body))
}

#[test]
fn a_wish_is_asked_for_scored_voted_for_and_shipped() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let asker = program(&app, &owner);
    let wish = json!({
        "app": "Harborlight Shifts",
        "background": "We make 300 accounts by hand.",
        "documentation": "https://docs.quillwharf.example/api",
        "auth": "bearer",
        "customers": ["Initech", "Globex"],
        "functions": ["create", "update"],
    });
    for (change, code, field) in [
        (json!({ "app": "" }), "missing", "app"),
        (json!({ "functions": ["fly"] }), "bad_value", "functions"),
        (
            json!({ "documentation": "http://x" }),
            "bad_value",
            "documentation",
        ),
        (json!({ "stage": "shipped" }), "unknown_field", "stage"),
    ] {
        let mut body = wish.clone();
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let problem = send(&app, Method::POST, &asker, OWN, &body).problem(422, code);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let ask = || {
        let request = app
            .request(Method::POST, OWN)
            .bearer_auth(&asker)
            .header("idempotency-key", "once")
            .header("content-type", "application/json");
        let made = app.send(request.body(wish.to_string())).expect(201).json();
        made["id"].as_str().unwrap().to_owned()
    };
    let id = ask();
    assert_eq!(ask(), id, "sent twice, asked for once");
    let own = app.call(Method::GET, OWN, &asker, None).expect(200).json();
    assert_eq!(own["items"].as_array().unwrap().len(), 1);
    let place = format!("{OWN}/{id}");
    let other = app.publisher("initech");
    let voter = program(&app, &other);
    app.call(Method::GET, &place, &voter, None)
        .problem(404, "not_found");

    let lena = app.staff("lena@oin.test", &[StaffRole::Lead]);
    let scopes = [StaffScope::ProvisioningRead, StaffScope::ProvisioningWrite];
    let lead = app.staff_token(lena.user, &scopes);
    let desk = app.call(Method::GET, DESK, &lead, None).expect(200).json();
    assert_eq!(
        (&desk["items"][0]["id"], &desk["items"][0]["org"]),
        (&json!(id), &json!("acme"))
    );
    let decide =
        |action: &str, body: Value| send(&app, Method::POST, &lead, &format!("{DESK}/{id}/{action}"), &body);
    decide("plan", json!({ "when": "Spring" })).problem(409, "wrong_stage");
    decide("ask", json!({})).problem(422, "missing");
    decide("complete", json!({})).problem(404, "not_found");
    decide("ask", json!({ "message": "Which tenant?" })).expect(204);
    send(&app, Method::PUT, &voter, &place, &wish).problem(404, "not_found");
    let mut mended = wish.clone();
    mended["background"] = json!("The tenant acme.");
    send(&app, Method::PUT, &asker, &place, &mended).expect(204);
    send(&app, Method::PUT, &asker, &place, &mended).problem(409, "wrong_stage");
    decide("score", json!({ "effort": "some" })).problem(422, "bad_value");
    decide("score", json!({ "effort": "low" })).expect(204);
    let seen = app.call(Method::GET, &place, &voter, None).expect(200).json();
    let sum: u64 = seen["score"]["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["points"].as_u64().unwrap())
        .sum();
    assert_eq!(seen["score"]["total"], json!(sum));
    let vote = format!("{place}/vote");
    send(&app, Method::PUT, &voter, &vote, &json!({ "size": "some" })).problem(422, "bad_value");
    for _ in 0..2 {
        send(&app, Method::PUT, &voter, &vote, &json!({ "size": "large" })).expect(204);
    }
    let seen = app.call(Method::GET, &place, &voter, None).expect(200).json();
    assert_eq!((&seen["votes"], &seen["voted"]), (&json!(1), &json!(true)));
    decide("plan", json!({ "when": "Spring" })).expect(204);
    for action in ["build", "try", "ship"] {
        decide(action, json!({})).expect(204);
    }
    let shown = app
        .call(Method::GET, &format!("{DESK}/{id}"), &lead, None)
        .expect(200)
        .json();
    assert_eq!(shown["stage"], "shipped", "{shown}");
    assert_eq!(shown["history"][0]["action"], "ship");
    send(&app, Method::PUT, &voter, &vote, &json!({ "size": "large" })).problem(409, "wrong_stage");
}
