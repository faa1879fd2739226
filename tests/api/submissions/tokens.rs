//! Who may call: tokens that work, and only for what they are for (SECURITY row 66).

use oin_domain::org::{OrgRole, Scope};
use reqwest::Method;
use serde_json::json;

use super::{ALL, CALL, Program, fingerprint};
use crate::harness::{Answer, TestApp, rows, wait};

#[test]
fn row_66_only_whole_living_tokens_in_the_header_work() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let program = Program::of(&app, &owner);
    program.get(CALL).expect(200);
    let token = program.token.clone();
    let with = |value: &str| app.get_with(CALL, "authorization", value);
    let eve = app.publisher("eve");
    let state = fingerprint(&app);
    let others = Program::of(&app, &eve).token.clone();
    let mixed = format!("{}{}", &token[..20], &others[20..]);
    let mut last = token.clone();
    let end = last.pop().unwrap();
    last.push(if end == 'A' { 'B' } else { 'A' });
    let cases = [
        String::new(),
        "Bearer".to_owned(),
        format!("Basic {token}"),
        format!("Bearer {}", &token[..46]),
        format!("Bearer {token}x"),
        format!("Bearer {mixed}"),
        format!("Bearer {last}"),
        format!("Bearer {}", token.to_uppercase()),
        format!("Bearer oin_{}", "0".repeat(43)),
        token.clone(),
    ];
    let count = cases.len();
    for value in cases {
        with(&value).problem(401, "unauthenticated");
    }
    // A token in an address ends up in logs: it is not read there, and refused beside the header.
    for name in ["access_token", "token", "authorization"] {
        let path = format!("{CALL}?{name}={token}");
        app.get(&path).problem(401, "unauthenticated");
        let refused = program.get(&path);
        let problem = refused.problem(400, "unknown_parameter");
        assert!(!problem.to_string().contains(&token), "{problem}");
    }
    let form = app
        .request(Method::POST, CALL)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("access_token={token}"));
    app.send(form).problem(401, "unauthenticated");
    let body = json!({ "fields": { "name": "No" } }).to_string();
    let nobody = app
        .request(Method::POST, CALL)
        .header("content-type", "application/json")
        .body(body);
    app.send(nobody).problem(401, "unauthenticated");

    let raw = app.database().raw();
    let ended = |change: &str| -> Answer {
        let token = Program::of(&app, &owner);
        let sql = format!(
            "UPDATE api_tokens SET {change} WHERE id = (SELECT id FROM api_tokens ORDER BY created_at DESC, id DESC LIMIT 1)"
        );
        wait(raw.batch_execute(&sql)).unwrap();
        token.get(CALL)
    };
    ended("revoked_at = created_at").problem(401, "unauthenticated");
    ended("created_at = created_at - interval '31 days', expires_at = expires_at - interval '31 days'")
        .problem(401, "unauthenticated");
    assert_eq!(fingerprint(&app), state);

    // Whoever leaves takes their tokens along.
    let bob = app.member("bob@acme.example", owner.org, OrgRole::Editor);
    let theirs = Program::of(&app, &bob);
    theirs.get(CALL).expect(200);
    let leave = format!("DELETE FROM memberships WHERE user_id = '{}'", bob.user);
    wait(raw.batch_execute(&leave)).unwrap();
    theirs.get(CALL).problem(401, "unauthenticated");
    rows::passed(66, count + 3 + 3 + 2);
}

#[test]
fn row_66_a_token_does_what_its_scopes_say_and_no_more() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = Program::of(&app, &owner).begin(&json!({ "name": "Acme Scopes" }));
    let viewer = app.member("vera@acme.example", owner.org, OrgRole::Viewer);
    let editor = app.member("bob@acme.example", owner.org, OrgRole::Editor);
    let calls = [
        (Scope::SubmissionsRead, Method::GET, CALL.to_owned()),
        (Scope::SubmissionsRead, Method::GET, draft.clone()),
        (Scope::SubmissionsRead, Method::GET, format!("{draft}/events")),
        (Scope::SubmissionsRead, Method::GET, format!("{draft}/messages")),
        (Scope::SubmissionsRead, Method::GET, format!("{draft}/compare")),
        (Scope::SubmissionsRead, Method::GET, format!("{draft}/preview")),
        (Scope::SubmissionsRead, Method::GET, format!("{draft}/guide")),
        (Scope::SubmissionsRead, Method::POST, format!("{CALL}/validate")),
        (Scope::SubmissionsWrite, Method::POST, CALL.to_owned()),
        (Scope::SubmissionsWrite, Method::PATCH, draft.clone()),
        (
            Scope::SubmissionsWrite,
            Method::DELETE,
            format!("{draft}/entries/aliases/0"),
        ),
        (
            Scope::SubmissionsWrite,
            Method::PUT,
            format!("{draft}/secrets/scim.token"),
        ),
        (
            Scope::SubmissionsWrite,
            Method::DELETE,
            format!("{draft}/secrets/scim.token"),
        ),
        (Scope::SubmissionsWrite, Method::POST, format!("{draft}/import")),
        (Scope::SubmissionsWrite, Method::POST, format!("{draft}/check")),
        (
            Scope::SubmissionsWrite,
            Method::POST,
            format!("{draft}/back_to_draft"),
        ),
        (Scope::SubmissionsWrite, Method::POST, format!("{draft}/reopen")),
        (Scope::SubmissionsWrite, Method::POST, format!("{draft}/delete")),
        (Scope::SubmissionsWrite, Method::POST, format!("{draft}/restore")),
        (Scope::SubmissionsWrite, Method::POST, format!("{draft}/message")),
        (
            Scope::SubmissionsWrite,
            Method::POST,
            format!("{draft}/ask_contacts"),
        ),
        (Scope::SubmissionsSubmit, Method::POST, format!("{draft}/submit")),
        (Scope::SubmissionsSubmit, Method::POST, format!("{draft}/contest")),
        (Scope::SubmissionsSubmit, Method::POST, format!("{draft}/answer")),
        (Scope::SubmissionsSubmit, Method::POST, format!("{draft}/mend")),
        (Scope::SubmissionsSubmit, Method::POST, format!("{draft}/appeal")),
        (
            Scope::SubmissionsSubmit,
            Method::POST,
            format!("{draft}/withdraw_appeal"),
        ),
        (Scope::SubmissionsSubmit, Method::POST, format!("{draft}/publish")),
        (
            Scope::SubmissionsSubmit,
            Method::POST,
            format!("{draft}/plan_release"),
        ),
        (
            Scope::SubmissionsSubmit,
            Method::POST,
            format!("{draft}/withdraw"),
        ),
    ];
    let state = fingerprint(&app);
    for scope in ALL {
        let others: Vec<Scope> = ALL.into_iter().filter(|other| *other != scope).collect();
        let without = Program::with(&app, &owner, &others);
        for (_, method, path) in calls.iter().filter(|(needs, ..)| *needs == scope) {
            let refused = without.call(method.clone(), path, &[], Some(&json!({})));
            let problem = refused.problem(403, "forbidden");
            let detail = problem["detail"].as_str().unwrap();
            assert!(
                detail.contains(&format!("`{scope}`")),
                "{method} {path}: {detail}"
            );
        }
    }
    let nothing = Program::with(&app, &owner, &[Scope::OrgRead]);
    for (_, method, path) in &calls {
        nothing
            .call(method.clone(), path, &[], Some(&json!({})))
            .problem(403, "forbidden");
    }
    // The role of its owner bounds a token as well.
    let looks = Program::of(&app, &viewer);
    looks.get(&draft).expect(200);
    looks
        .post(CALL, &json!({ "fields": {} }))
        .problem(403, "forbidden");
    looks
        .patch_at(&draft, "*", &json!({ "name": "x" }))
        .problem(403, "forbidden");
    Program::of(&app, &editor)
        .post(&format!("{draft}/withdraw"), &json!({}))
        .problem(403, "forbidden");
    assert_eq!(fingerprint(&app), state);
    rows::passed(66, 2 * calls.len() + 3);
}
