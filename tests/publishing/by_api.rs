//! Listings' lives, claims and reports by API.

use oin_domain::account::{StaffRole, StaffScope};
use oin_domain::org::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::claims::{facts, prove, sql};
use super::{SAML, app, live, updated};
use crate::harness::{Answer, Person, TestApp};

const LISTING: &str = "/api/v1/listings/quillwharf-life";

fn staff(app: &TestApp, person: &Person<'_>) -> String {
    app.staff_token(
        person.user,
        &[StaffScope::ListingsRead, StaffScope::ListingsWrite],
    )
}

fn program(app: &TestApp, person: &Person<'_>) -> String {
    app.token(
        person.org,
        person.user,
        &[Scope::SubmissionsRead, Scope::SubmissionsSubmit],
    )
}

fn post(app: &TestApp, token: &str, path: &str, body: &Value) -> Answer {
    app.call(Method::POST, path, token, Some(body))
}

#[track_caller]
fn read(app: &TestApp, token: &str, path: &str) -> Value {
    app.call(Method::GET, path, token, None).expect(200).json()
}

#[test]
fn a_listing_is_suspended_by_two_rolled_back_and_retired() {
    let app = app();
    let owner = app.publisher("acme");
    let draft = live(&app, &owner, "Quillwharf Life", &SAML);
    app.shows("quillwharf-life");
    let (ada, lee) = (
        app.staff("ada@oin.test", &[StaffRole::Admin]),
        app.staff("lee@oin.test", &[StaffRole::Lead]),
    );
    let (first, second) = (staff(&app, &ada), staff(&app, &lee));
    let act =
        |token: &str, action: &str, body: Value| post(&app, token, &format!("{LISTING}/{action}"), &body);
    act(&first, "propose_suspension", json!({})).problem(422, "missing");
    act(&first, "suspend", json!({ "reason": "Now." })).problem(404, "not_found");
    act(
        &first,
        "propose_suspension",
        json!({ "reason": "It leads elsewhere." }),
    )
    .expect(204);
    act(&first, "approve_suspension", json!({})).problem(403, "same_person");
    let shown = read(&app, &second, LISTING);
    assert_eq!(shown["suspension"]["state"], "proposed", "{shown}");
    assert!(
        shown["actions"]
            .as_array()
            .unwrap()
            .contains(&json!("approve_suspension"))
    );
    act(&second, "approve_suspension", json!({})).expect(204);
    act(&second, "approve_suspension", json!({})).problem(409, "wrong_stage");
    let shown = read(&app, &second, LISTING);
    assert_eq!(shown["suspension"]["state"], "announced", "{shown}");
    assert_eq!(shown["stage"], "live", "the owner has time");
    act(&first, "call_off", json!({ "reason": "It was mended." })).expect(204);

    let next = updated(&app, &owner, &draft, &[("summary", "Plans shifts, better.")]);
    app.approves(&next);
    let first_one = draft.rsplit('/').next().unwrap();
    act(
        &second,
        "roll_back",
        json!({ "reason": "Worse.", "submission": first_one }),
    )
    .problem(403, "forbidden");
    for wrong in ["", "x", "0190a0a0-0000-7000-8000-000000000000"] {
        let body = json!({ "reason": "Worse.", "submission": wrong });
        let problem = act(&first, "roll_back", body).problem(422, "bad_value");
        assert_eq!(problem["errors"][0]["field"], "submission", "{problem}");
    }
    act(
        &first,
        "roll_back",
        json!({ "reason": "Worse.", "submission": first_one }),
    )
    .expect(204);
    let shown = read(&app, &first, LISTING);
    let revisions = shown["revisions"].as_array().unwrap();
    let now_shown: Vec<_> = revisions.iter().filter(|one| one["shown"] == true).collect();
    assert_eq!(now_shown[0]["submission"], first_one, "{shown}");

    let retire = |body: Value| act(&first, "retire", body);
    let end = "2027-06-30";
    let problem = retire(json!({ "reason": "Its vendor closes." })).problem(422, "missing");
    assert_eq!(problem["errors"][0]["field"], "ends_on");
    let problem =
        retire(json!({ "reason": "x", "ends_on": end, "successor": "no-such" })).problem(422, "bad_value");
    assert_eq!(problem["errors"][0]["field"], "successor");
    retire(json!({ "reason": "Its vendor closes.", "ends_on": end, "successor": "box" })).expect(204);
    let shown = read(&app, &first, LISTING);
    assert_eq!(
        (
            &shown["stage"],
            &shown["retirement"]["ends_on"],
            &shown["retirement"]["successor"]
        ),
        (&json!("retiring"), &json!(end), &json!("box"))
    );
    assert_eq!(shown["steps"][0]["action"], "retire");
    read(&app, &first, "/api/v1/listings/box");
    app.call(Method::GET, "/api/v1/listings/no-such", &first, None)
        .problem(404, "not_found");
}

#[test]
fn a_claim_is_made_objected_to_and_decided() {
    let mut app = app();
    facts(&mut app, "acme-shifts");
    let customer = app.publisher("customer");
    sql(
        &app,
        &format!(
            "UPDATE integrations SET org_id = '{}' WHERE slug = 'acme-shifts'",
            customer.org
        ),
    );
    let vendor = app.publisher("acme");
    let (claims, theirs) = (program(&app, &vendor), program(&app, &customer));
    let own = "/api/v1/org/claims";
    let claim = json!({ "listing": "acme-shifts" });
    post(&app, &claims, own, &claim).problem(409, "domain_not_proven");
    prove(&app, vendor.org, "acme.example");
    post(&app, &claims, own, &json!({ "listing": "" })).problem(422, "missing");
    assert_eq!(
        post(&app, &claims, own, &claim).expect(201).json()["state"],
        "open"
    );
    post(&app, &claims, own, &claim).problem(409, "open_claim");
    let against = read(&app, &theirs, own)["against"][0].clone();
    assert_eq!(
        (&against["org"], &against["state"]),
        (&json!("acme"), &json!("open"))
    );
    let id = against["id"].as_str().unwrap();
    let object = format!("{own}/{id}/object");
    post(&app, &claims, &object, &json!({ "objection": "Mine." })).problem(404, "not_found");
    app.call(Method::DELETE, &format!("{own}/{id}"), &theirs, None)
        .problem(404, "not_found");
    post(&app, &theirs, &object, &json!({ "objection": " " })).problem(422, "missing");
    post(&app, &theirs, &object, &json!({ "objection": "We made it." })).expect(204);

    let admin = staff(&app, &app.staff("ada@oin.test", &[StaffRole::Admin]));
    let waiting = read(&app, &admin, "/api/v1/claims");
    assert_eq!(waiting["items"][0]["objection"], "We made it.", "{waiting}");
    let decide =
        |action: &str, body: Value| post(&app, &admin, &format!("/api/v1/claims/{id}/{action}"), &body);
    decide("grant", json!({ "answer": "" })).problem(422, "missing");
    decide("keep", json!({ "answer": "x" })).problem(404, "not_found");
    decide("grant", json!({ "answer": "The domain says so." })).expect(204);
    decide("refuse", json!({ "answer": "No." })).problem(409, "stale");
    assert_eq!(read(&app, &claims, own)["own"][0]["state"], "granted");
    assert_eq!(read(&app, &admin, "/api/v1/claims")["items"], json!([]));
}

#[test]
fn a_report_is_answered_once() {
    let app = app();
    let sent = [
        ("topic", "sign_on"),
        ("text", "It says unknown user."),
        ("mail", "grace@customer.example"),
    ];
    app.browser()
        .fill_and_send("/integrations/box/report", &sent)
        .expect(200);
    let rita = staff(&app, &app.staff("rita@oin.test", &[StaffRole::Reviewer]));
    let waiting = read(&app, &rita, "/api/v1/reports");
    let report = &waiting["items"][0];
    assert_eq!(
        (&report["slug"], &report["mail"]),
        (&json!("box"), &json!("grace@customer.example"))
    );
    assert_eq!(report["is_known"], false);
    let answer = format!("/api/v1/reports/{}/answer", report["id"].as_str().unwrap());
    post(&app, &rita, &answer, &json!({ "answer": " " })).problem(422, "missing");
    post(&app, &rita, &answer, &json!({ "answer": "Mended." })).expect(204);
    post(&app, &rita, &answer, &json!({ "answer": "Mended." })).problem(404, "not_found");
    assert_eq!(read(&app, &rita, "/api/v1/reports")["items"], json!([]));
    assert!(app.received("grace@customer.example")[0].text.contains("Mended."));
}
