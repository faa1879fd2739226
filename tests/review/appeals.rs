//! Appeals: by an owner, to somebody who did not decide.

use oin_domain::account::StaffRole;
use oin_domain::org::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{DAY, act, advance, app, decide, desk, queued, rejected, reviewer};
use crate::harness::{Answer, Person, TestApp};

#[test]
fn an_appeal_is_heard_by_a_lead_who_did_not_decide() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    let (lead, other) = rejected(&app, &id);

    let appeal = format!("/portal/submissions/{id}/appeal");
    let page = owner.get(&appeal).expect(200);
    assert!(page.text().contains("Not yours."), "{}", page.text());
    owner.fill_and_send(&appeal, &[("message", " ")]).expect(422);
    owner
        .fill_and_send(&appeal, &[("message", "We own it: see the DNS.")])
        .expect(303);
    let refused = owner.post(&appeal, &[("message", "Again.")]).expect(409);
    assert!(refused.text().contains("appeal_state"), "{}", refused.text());

    for person in [&lead, &anna] {
        assert!(
            person
                .get("/review/appeals")
                .expect(200)
                .text()
                .contains("Somebody else hears it")
        );
        let refused = person.post(
            &format!("{}/decide/dismiss", desk(&id)),
            &[("message", "No."), ("then", "send")],
        );
        assert!(refused.expect(403).text().contains("forbidden"));
    }
    assert!(
        other
            .get("/review/appeals")
            .expect(200)
            .text()
            .contains("You may hear it")
    );
    decide(&other, &id, "uphold", &[("message", "The DNS shows it.")]).expect(303);
    let letter = app.received(&owner.mail).remove(0);
    assert!(
        letter.text.contains("was upheld") && letter.text.contains("The DNS shows it."),
        "{}",
        letter.text
    );
    // Back in the queue, nobody's first.
    let page = anna.get("/review?whose=unclaimed").expect(200);
    assert!(page.text().contains("Acme Shifts") && !page.text().contains("first for"));
}

#[test]
fn an_admin_hears_what_the_only_lead_decided_and_owners_can_step_back() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let lead = app.staff("lead@oin.test", &[StaffRole::Reviewer, StaffRole::Lead]);
    let admin = app.staff("admin@oin.test", &[StaffRole::Admin]);
    decide(&lead, &id, "discard_spam", &[("message", "An advertisement.")]).expect(303);
    let appeal = format!("/portal/submissions/{id}/appeal");
    owner
        .fill_and_send(&appeal, &[("message", "It is a product.")])
        .expect(303);
    assert!(
        admin
            .get("/review/appeals")
            .expect(200)
            .text()
            .contains("You may hear it")
    );
    decide(&admin, &id, "dismiss", &[("message", "It advertises.")]).expect(303);
    assert!(app.received(&owner.mail)[0].text.contains("was dismissed"));
    // Once and no more.
    let page = owner.get(&appeal).expect(200);
    assert!(page.text().contains("nothing to appeal"), "{}", page.text());

    let second = queued(&app, &owner, "Acme Second");
    decide(&lead, &second, "discard_spam", &[("message", "Again.")]).expect(303);
    let draft = format!("/portal/submissions/{second}");
    owner
        .fill_and_send(&format!("{draft}/appeal"), &[("message", "Please.")])
        .expect(303);
    owner
        .press(&draft, &format!("{draft}/do/withdraw-appeal"), &[])
        .expect(303);
    assert!(
        admin
            .get("/review/appeals")
            .expect(200)
            .text()
            .contains("No open appeals")
    );
}

const SCOPES: [Scope; 3] = [
    Scope::SubmissionsRead,
    Scope::SubmissionsWrite,
    Scope::SubmissionsSubmit,
];

fn call(app: &TestApp, owner: &Person<'_>, path: &str, body: &Value) -> Answer {
    let token = app.token(owner.org, owner.user, &SCOPES);
    let path = format!("/api/v1/submissions{path}");
    app.call(Method::POST, &path, &token, Some(body))
}

/// Begins another submission of the same integration.
fn begun_beside(app: &TestApp, owner: &Person<'_>, id: &str) -> Answer {
    let token = app.token(owner.org, owner.user, &SCOPES);
    let shown = app.call(Method::GET, &format!("/api/v1/submissions/{id}"), &token, None);
    let integration = shown.expect(200).json()["integration"].clone();
    call(app, owner, "", &json!({ "integration": integration }))
}

#[test]
fn an_appeal_and_another_submission_wait_for_each_other() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let (_, other) = rejected(&app, &id);
    let why = json!({ "message": "We own it." });

    let second = begun_beside(&app, &owner, &id).expect(201).json();
    let second = second["id"].as_str().unwrap();
    call(&app, &owner, &format!("/{id}/appeal"), &why).problem(409, "open_submission");
    call(&app, &owner, &format!("/{second}/delete"), &json!({})).expect(200);
    call(&app, &owner, &format!("/{id}/appeal"), &why).expect(200);
    // Neither the deleted draft nor a third one comes between.
    call(&app, &owner, &format!("/{second}/restore"), &json!({})).problem(409, "appeal_state");
    begun_beside(&app, &owner, &id).problem(409, "appeal_state");
    decide(&other, &id, "uphold", &[("message", "You do.")]).expect(303);
    call(&app, &owner, &format!("/{second}/restore"), &json!({})).problem(409, "open_submission");
}

#[test]
fn what_was_closed_is_opened_again_only_while_nothing_else_is_open() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    act(&anna, &id, "claim", &[]).expect(303);
    decide(&anna, &id, "ask", &[("ask.0.message", "Which plan?")]).expect(303);
    advance(&app, 31 * DAY);
    let second = begun_beside(&app, &owner, &id).expect(201).json();
    let reopen = format!("/{id}/reopen");
    call(&app, &owner, &reopen, &json!({})).problem(409, "open_submission");
    let second = second["id"].as_str().unwrap();
    call(&app, &owner, &format!("/{second}/withdraw"), &json!({})).expect(200);
    call(&app, &owner, &reopen, &json!({})).expect(200);
}
