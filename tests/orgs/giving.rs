//! Transfers and trials by API.

use oin_domain::org::{OrgRole, Scope};
use reqwest::Method;
use serde_json::{Value, json};

use super::fingerprint;
use super::transfers::draft;
use crate::harness::{Answer, Person, TestApp};

const CALL: &str = "/api/v1/org/transfers";

fn program(app: &TestApp, person: &Person<'_>) -> String {
    app.token(person.org, person.user, &[Scope::OrgRead, Scope::OrgWrite])
}

fn post(app: &TestApp, token: &str, path: &str, body: &Value) -> Answer {
    app.call(Method::POST, path, token, Some(body))
}

/// Offers the org's only integration.
fn offer(app: &TestApp, token: &str, mail: &str) -> Answer {
    let listed = app.call(Method::GET, CALL, token, None).expect(200).json();
    let order = json!({ "integration": listed["integrations"][0]["id"], "mail": mail });
    post(app, token, CALL, &order)
}

/// What follows `link=` in the last letter to an address.
fn link(app: &TestApp, mail: &str) -> Value {
    let link = app.link_to(mail);
    json!({ "link": link.split_once("link=").unwrap().1 })
}

#[test]
fn an_integration_moves_to_whoever_reads_the_letter_and_owns_an_org() {
    let app = TestApp::start();
    let (giver, taker) = (app.publisher("acme"), app.publisher("initech"));
    let (gives, takes) = (program(&app, &giver), program(&app, &taker));
    let draft = draft(&giver, "Roadrunner");
    let before = fingerprint(&app);
    for (order, code, field) in [
        (
            json!({ "integration": "x", "mail": "a@b.example" }),
            "bad_value",
            "integration",
        ),
        (
            json!({ "integration": "0190a0a0-0000-7000-8000-000000000000", "mail": "a@b.example" }),
            "bad_value",
            "integration",
        ),
        (json!({ "mail": "a@b.example" }), "missing", "integration"),
    ] {
        let problem = post(&app, &gives, CALL, &order).problem(422, code);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    assert_eq!(fingerprint(&app), before);
    offer(&app, &gives, &taker.mail).expect(201);
    offer(&app, &gives, &taker.mail).problem(422, "bad_value");
    let listed = app.call(Method::GET, CALL, &gives, None).expect(200).json();
    assert_eq!(listed["items"][0]["mail"], taker.mail);
    let answer = link(&app, &taker.mail);
    // Neither another's mailbox, nor a guess, nor an editor takes it.
    let eve = app.publisher("evil");
    post(&app, &program(&app, &eve), &format!("{CALL}/accept"), &answer).problem(403, "forbidden");
    let guess = json!({ "link": "0".repeat(43) });
    post(&app, &takes, &format!("{CALL}/accept"), &guess).problem(404, "not_found");
    let editor = app.member("ed@initech.example", taker.org, OrgRole::Editor);
    post(&app, &program(&app, &editor), &format!("{CALL}/accept"), &answer).problem(403, "forbidden");
    giver.get(&draft).expect(200);
    post(&app, &takes, &format!("{CALL}/accept"), &answer).expect(204);
    post(&app, &takes, &format!("{CALL}/accept"), &answer).problem(404, "not_found");
    giver.get(&draft).expect(404);
    taker.get(&draft).expect(200);
}

#[test]
fn an_offer_is_taken_back_or_declined() {
    let app = TestApp::start();
    let (giver, taker) = (app.publisher("acme"), app.publisher("initech"));
    let (gives, takes) = (program(&app, &giver), program(&app, &taker));
    draft(&giver, "Roadrunner");
    let made = offer(&app, &gives, &taker.mail).expect(201).json();
    let place = format!("{CALL}/{}", made["id"].as_str().unwrap());
    app.call(Method::DELETE, &place, &takes, None)
        .problem(404, "not_found");
    app.call(Method::DELETE, &place, &gives, None).expect(204);
    app.call(Method::DELETE, &place, &gives, None)
        .problem(404, "not_found");
    let answer = link(&app, &taker.mail);
    post(&app, &takes, &format!("{CALL}/accept"), &answer).problem(404, "not_found");
    offer(&app, &gives, &taker.mail).expect(201);
    let answer = link(&app, &taker.mail);
    post(&app, &takes, &format!("{CALL}/decline"), &answer).expect(204);
    post(&app, &takes, &format!("{CALL}/accept"), &answer).problem(404, "not_found");
    let listed = app.call(Method::GET, CALL, &gives, None).expect(200).json();
    assert_eq!(listed["items"], json!([]));
}

#[test]
fn a_longer_trial_is_asked_for_once() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let token = program(&app, &owner);
    let ask = |reason: &str| post(&app, &token, "/api/v1/org/trial", &json!({ "reason": reason }));
    ask("").problem(422, "bad_value");
    ask("Our security team needs two more weeks.").expect(204);
    let problem = ask("And again.").problem(422, "bad_value");
    assert!(problem.to_string().contains("asked already"), "{problem}");
    let editor = app.member("ed@acme.example", owner.org, OrgRole::Editor);
    let body = json!({ "reason": "Me too." });
    post(&app, &program(&app, &editor), "/api/v1/org/trial", &body).problem(403, "forbidden");
}
