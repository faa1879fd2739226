//! Who may call (SECURITY rows 60 and 61), and who hears appeals.

use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_domain::org::{OrgRole, Scope};
use reqwest::Method;
use serde_json::{Value, json};

use super::super::{act, app, queued, rejected, reviewer};
use super::{CALL, Program, READ, UNKNOWN, WRITE, written};
use crate::harness::{now, wait};

#[test]
fn rows_60_and_61_who_may_call() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    let before = written(&app, &id);
    let calls = [
        (Method::GET, CALL.to_owned(), READ),
        (Method::GET, "/api/v1/appeals".to_owned(), READ),
        (Method::GET, format!("{CALL}/{id}"), READ),
        (Method::POST, format!("{CALL}/claim"), WRITE),
        (Method::POST, format!("{CALL}/{id}/claim"), WRITE),
        (Method::POST, format!("{CALL}/{id}/reject"), WRITE),
    ];
    // An org's token opens nothing here, whatever its scopes and whoever made it.
    let of_org = app.token(owner.org, owner.user, Scope::ALL);
    let unscoped = |scope| Program::with(&app, &anna, &[if scope == READ { WRITE } else { READ }]);
    for (method, path, scope) in &calls {
        let problem = app
            .call(method.clone(), path, &of_org, None)
            .problem(403, "forbidden");
        assert!(
            problem["detail"].as_str().unwrap().contains("oin_staff_"),
            "{problem}"
        );
        let problem = app
            .call(method.clone(), path, &unscoped(*scope).token, None)
            .problem(403, "forbidden");
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains(&format!("`{scope}`")),
            "{problem}"
        );
        app.call(
            method.clone(),
            path,
            &format!("oin_staff_{}", "0".repeat(43)),
            None,
        )
        .problem(401, "unauthenticated");
    }
    // And a token of the staff opens nothing of orgs.
    let program = Program::of(&app, &anna);
    for path in ["/api/v1/submissions", "/api/v1/org", "/api/v1/tokens"] {
        let problem = program.get(path).problem(403, "forbidden");
        assert!(
            problem["detail"].as_str().unwrap().contains("for orgs"),
            "{problem}"
        );
    }

    // What belongs to an org of the reviewer's own is for colleagues: not even listed.
    let vera = app.member("vera@acme.example", owner.org, OrgRole::Viewer);
    let roles = [StaffRole::Reviewer, StaffRole::Lead, StaffRole::Admin];
    wait(app.store().write(async |tx| {
        for role in roles {
            tx.grant_staff_role(vera.user, role, None, now()).await?;
        }
        Ok::<_, oin_store::StoreError>(())
    }))
    .unwrap();
    let own = Program::of(&app, &vera);
    assert_eq!(own.json(CALL)["items"], json!([]));
    own.get(&format!("{CALL}/{id}")).problem(403, "own_org");
    own.act(&id, "claim", &json!({})).problem(403, "own_org");
    let next = app.call(Method::POST, &format!("{CALL}/claim"), &own.token, None);
    assert_eq!(next.expect(200).json()["claimed"], Value::Null);
    own.get(UNKNOWN).problem(404, "not_found");
    own.get(&format!("{CALL}/no-id")).problem(404, "not_found");

    // A draft that was never submitted is not there.
    let draft = crate::pages::portal::begin(&owner, "Acme Unsent");
    let draft = draft.rsplit('/').next().unwrap();
    program.get(&format!("{CALL}/{draft}")).problem(404, "not_found");
    program.act(draft, "claim", &json!({})).problem(404, "not_found");
    assert_eq!(written(&app, &id), before);

    // One who does not have it decides nothing.
    act(&anna, &id, "claim", &[]).expect(303);
    let bert = Program::of(&app, &reviewer(&app, "bert"));
    let reject = json!({ "reason": ["wrong_owner"] });
    bert.act(&id, "reject", &reject).problem(403, "forbidden");
    bert.act(&id, "check_off", &json!({ "item": ["words"] }))
        .problem(403, "forbidden");
}

#[test]
fn appeals_are_heard_by_whoever_may() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let (lead, other) = rejected(&app, &id);
    // The ISV does its part by API as well.
    let of_org = app.token(owner.org, owner.user, &[Scope::SubmissionsSubmit]);
    let isv = |action: &str, body: &Value| {
        let path = format!("/api/v1/submissions/{id}/{action}");
        app.call(Method::POST, &path, &of_org, Some(body))
    };
    let ours = json!({ "message": "We own it." });
    isv("appeal", &json!({ "message": " " })).problem(422, "missing");
    isv("withdraw_appeal", &json!({})).problem(409, "appeal_state");
    isv("appeal", &ours).expect(200);
    isv("appeal", &ours).problem(409, "appeal_state");
    let words = json!({ "message": "The DNS shows it." });
    let first = Program::of(&app, &lead);
    assert_eq!(first.json("/api/v1/appeals")["items"][0]["may_hear"], false);
    first.act(&id, "uphold", &words).problem(403, "forbidden");
    let second = Program::of(&app, &other);
    let appeal = second.json("/api/v1/appeals")["items"][0].clone();
    assert_eq!(
        (&appeal["may_hear"], &appeal["decided_by"]),
        (&json!(true), &json!("lead"))
    );
    assert_eq!(
        second.act(&id, "uphold", &words).expect(200).json()["stage"],
        "queued"
    );
    assert_eq!(second.json("/api/v1/appeals")["items"], json!([]));
    // Refused once more, appealed, and taken back: then it is not heard.
    second.act(&id, "claim", &json!({})).expect(200);
    let reject = json!({ "reason": ["wrong_owner"] });
    second.act(&id, "reject", &reject).expect(200);
    isv("appeal", &ours).expect(200);
    isv("withdraw_appeal", &json!({})).expect(200);
    first.act(&id, "uphold", &words).problem(409, "appeal_state");
}
