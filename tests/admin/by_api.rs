//! What administrators look up, and longer trials, by API.

use oin_domain::account::{StaffRole, StaffScope};
use oin_domain::org::{OrgRole, Scope};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Person, TestApp};

fn token(app: &TestApp, person: &Person<'_>) -> String {
    let scopes = [
        StaffScope::AdminRead,
        StaffScope::AdminWrite,
        StaffScope::ReviewRead,
    ];
    app.staff_token(person.user, &scopes)
}

fn get(app: &TestApp, token: &str, path: &str) -> Answer {
    app.call(Method::GET, path, token, None)
}

#[test]
fn a_longer_trial_is_asked_for_and_answered_once() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let of_org = app.token(owner.org, owner.user, &[Scope::OrgWrite]);
    let wish = json!({ "reason": "Two more weeks." });
    app.call(Method::POST, "/api/v1/org/trial", &of_org, Some(&wish))
        .expect(204);
    let lena = token(&app, &app.staff("lena@oin.test", &[StaffRole::Lead]));
    let waiting = get(&app, &lena, "/api/v1/trials").expect(200).json();
    let item = &waiting["items"][0];
    assert_eq!(
        (&item["org"], &item["reason"]),
        (&json!("acme"), &json!("Two more weeks."))
    );
    let place = format!("/api/v1/trials/{}/answer", item["id"].as_str().unwrap());
    let answer = |token: &str, body: Value| app.call(Method::POST, &place, token, Some(&body));
    let rita = token(&app, &app.staff("rita@oin.test", &[StaffRole::Reviewer]));
    answer(&rita, json!({ "days": 30 })).problem(403, "forbidden");
    answer(&lena, json!({})).problem(422, "missing");
    let problem = answer(&lena, json!({ "days": 31 })).problem(422, "bad_value");
    assert_eq!(problem["errors"][0]["allowed"], json!(["30", "60", "90", "180"]));
    let vera = app.member("vera@acme.example", owner.org, OrgRole::Viewer);
    crate::harness::wait(app.store().write(async |tx| {
        tx.grant_staff_role(vera.user, StaffRole::Lead, None, crate::harness::now())
            .await
    }))
    .unwrap();
    answer(&token(&app, &vera), json!({ "days": 30 })).problem(403, "own_org");
    answer(&lena, json!({ "days": 30, "message": "Gladly." })).expect(204);
    answer(&lena, json!({ "days": null })).problem(404, "not_found");
    assert!(app.received(&owner.mail)[0].text.contains("Gladly."));
    assert_eq!(
        get(&app, &lena, "/api/v1/trials").expect(200).json()["items"],
        json!([])
    );
}

#[test]
fn the_trail_is_searched_page_by_page_by_administrators() {
    let app = TestApp::start();
    let ada = app.staff("ada@oin.test", &[StaffRole::Admin]);
    let form = [("name", "Watch"), ("scopes", "admin:read"), ("days", "1")];
    for _ in 0..3 {
        ada.post("/account/tokens", &form).expect(200);
    }
    let admin = token(&app, &ada);
    let found = get(&app, &admin, "/api/v1/audit?act=token_created&area=account")
        .expect(200)
        .json();
    let items = found["items"].as_array().unwrap();
    assert_eq!((items.len(), &found["next"]), (3, &Value::Null));
    assert!(
        items
            .iter()
            .all(|item| item["act"] == "token_created" && item["at"].is_string())
    );
    let ids: Vec<i64> = items.iter().map(|item| item["id"].as_i64().unwrap()).collect();
    assert!(
        ids.is_sorted_by(|one, next| one > next),
        "the newest first: {ids:?}"
    );
    let path = format!("/api/v1/audit?act=token_created&after={}", ids[0]);
    let rest = get(&app, &admin, &path).expect(200).json();
    assert_eq!(rest["items"].as_array().unwrap().len(), 2);
    let nobody = get(&app, &admin, "/api/v1/audit?who=nobody%40else.test")
        .expect(200)
        .json();
    assert_eq!(nobody["items"], json!([]));
    let long = format!("who={}", "x".repeat(201));
    for (query, status, code) in [
        ("from=yesterday", 422, "bad_value"),
        ("after=x", 400, "bad_cursor"),
        ("area=moon", 400, "unknown_value"),
        ("colour=red", 400, "unknown_parameter"),
        (&*long, 422, "bad_value"),
        ("about=%00", 422, "bad_value"),
    ] {
        get(&app, &admin, &format!("/api/v1/audit?{query}")).problem(status, code);
    }
    let lena = token(&app, &app.staff("lena@oin.test", &[StaffRole::Lead]));
    get(&app, &lena, "/api/v1/audit").problem(403, "forbidden");
    let figures = get(&app, &lena, "/api/v1/review-figures").expect(200).json();
    assert_eq!(figures["weeks"].as_array().unwrap().len(), 12);
    assert_eq!(figures["decided"]["approved"], 0);
}
