//! What reviewers saw in their runs: drawn anew, kept with the run, and for staff alone.

use oin_domain::account::{StaffRole, StaffScope};
use oin_domain::choice::Choice as _;
use oin_domain::org::{OrgRole, Scope};
use reqwest::Method;
use serde_json::{Value, json};

use super::{DAY, act, advance, app, decide, desk, look_through, queued, reviewer};
use crate::files::sound;
use crate::harness::{Answer, BOUNDARY, Multipart, Person, TestApp, now, wait};

fn recorded(person: &Person<'_>, id: &str, file: &[u8]) -> Answer {
    let run = [("flow", "sp"), ("result", "failed"), ("text", "A rude page.")];
    person.fill_and_upload(&desk(id), &run, &[("file", file)])
}

/// Where the picture on a page is.
fn shown(page: &Answer) -> String {
    let found = page.text().split("src=\"/review/runs/").nth(1);
    let found = found.unwrap_or_else(|| panic!("no picture: {}", page.text()));
    format!("/review/runs/{}", found.split('"').next().unwrap())
}

fn attached(app: &TestApp, token: &str, run: &str, file: &[u8]) -> Answer {
    let request = app
        .request(Method::POST, &format!("/api/v1/runs/{run}/picture"))
        .bearer_auth(token)
        .header(
            "content-type",
            format!("multipart/form-data; boundary={BOUNDARY}"),
        );
    app.send(request.body(Multipart::default().file("file", b"x", "image/png", file).end()))
}

#[test]
fn row_60_a_picture_is_for_staff_who_may_review_it() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    act(&anna, &id, "claim", &[]).expect(303);
    // What is no picture is told at its form, and nothing that was typed is lost.
    let refused = recorded(&anna, &id, b"<script>alert(1)</script>").expect(422);
    for text in [
        "PNG",
        "A rude page.",
        "<details open",
        "<option value=\"sp\" selected",
        "<option value=\"failed\" selected",
    ] {
        assert!(refused.text().contains(text), "{text}: {}", refused.text());
    }
    assert!(!anna.get(&desk(&id)).expect(200).text().contains("run-picture"));
    recorded(&anna, &id, &sound(7)).expect(303);
    let (bert, eve) = (reviewer(&app, "bert"), app.person("eve@evil.example"));
    let page = anna.get(&desk(&id)).expect(200);
    let thumbnail = shown(&page);
    let full = thumbnail.replace("/thumbnail", "/full");
    for place in [&thumbnail, &full] {
        let picture = anna.get(place).expect(200);
        assert!(picture.header("content-type").starts_with("image/"));
        assert_eq!(picture.header("cache-control"), "private, no-store");
        assert!(picture.header("content-security-policy").contains("sandbox"));
        bert.get(place).expect(200);
        // Nobody else sees that it is there.
        owner.get(place).expect(404);
        eve.get(place).expect(404);
        assert_ne!(app.get(place).status, 200);
    }
    anna.get(&full.replace("/full", "/64")).expect(404);
    anna.get(&full.replace("/full", "/huge")).expect(404);
    anna.get("/review/runs/0190a0a0-0000-7000-8000-000000000000/full")
        .expect(404);
    let vera = app.member("vera@acme.example", owner.org, OrgRole::Viewer);
    let user = vera.user;
    wait(
        app.store()
            .write(async |tx| tx.grant_staff_role(user, StaffRole::Reviewer, None, now()).await),
    )
    .unwrap();
    let own = app.staff_token(vera.user, &[StaffScope::ReviewRead]);
    let by_api = full
        .replace("/review/runs/", "/api/v1/runs/")
        .replace("/full", "/picture/full");
    app.call(Method::GET, &by_api, &own, None).problem(403, "own_org");
    let theirs = app.token(owner.org, owner.user, Scope::ALL);
    app.call(Method::GET, &by_api, &theirs, None)
        .problem(403, "forbidden");
    let token = app.staff_token(anna.user, &[StaffScope::ReviewRead]);
    app.call(Method::GET, &by_api, &token, None).expect(200);
    let review = app
        .call(Method::GET, &format!("/api/v1/reviews/{id}"), &token, None)
        .expect(200)
        .json();
    assert_eq!(review["runs"][0]["picture"], by_api);

    // It goes along with its run when it becomes evidence, and the ISV sees the run alone.
    look_through(&anna, &id);
    decide(&anna, &id, "approve", &[]).expect(303);
    app.work_until_idle();
    app.shows("acme-shifts");
    let evidence = anna.get("/review/verification/acme-shifts").expect(200);
    assert_eq!(shown(&evidence), thumbnail);
    let isvs = owner.get("/portal/verification/acme-shifts").expect(200);
    assert!(!isvs.text().contains("/review/runs/"), "{}", isvs.text());
}

#[test]
fn a_program_attaches_a_picture_to_its_own_run_once() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let (anna, bert) = (reviewer(&app, "anna"), reviewer(&app, "bert"));
    let scopes = [StaffScope::ReviewRead, StaffScope::ReviewWrite];
    let token = app.staff_token(anna.user, &scopes);
    act(&anna, &id, "claim", &[]).expect(303);
    let record = || -> String {
        let run = json!({ "flow": "sp", "passed": false, "note": "A rude page." });
        let path = format!("/api/v1/reviews/{id}/record_run");
        let made = app
            .call(Method::POST, &path, &token, Some(&run))
            .expect(200)
            .json();
        made["made"].as_str().unwrap().to_owned()
    };
    let run = record();
    let others = app.staff_token(bert.user, &scopes);
    attached(&app, &others, &run, &sound(1)).problem(403, "forbidden");
    attached(&app, &token, "0190a0a0-0000-7000-8000-000000000000", &sound(1)).problem(404, "not_found");
    let reads = app.staff_token(anna.user, &[StaffScope::ReviewRead]);
    attached(&app, &reads, &run, &sound(1)).problem(403, "forbidden");
    let problem = attached(&app, &token, &run, b"GIF89a").problem(415, "upload_type");
    assert_eq!(problem["errors"][0]["field"], "file");
    let big = vec![0; 5 * 1024 * 1024 + 1];
    attached(&app, &token, &run, &big).problem(413, "upload_too_large");
    attached(&app, &token, &run, &sound(1)).expect(204);
    attached(&app, &token, &run, &sound(2)).problem(409, "has_picture");
    let review = app
        .call(Method::GET, &format!("/api/v1/reviews/{id}"), &token, None)
        .expect(200)
        .json();
    assert_eq!(
        review["runs"][0]["picture"],
        format!("/api/v1/runs/{run}/picture/full")
    );
    let sql = "SELECT count(*) FROM audit_entries WHERE act = 'run_picture_kept'";
    let row = wait(app.database().raw().query_one(sql, &[])).unwrap();
    assert_eq!(row.get::<_, i64>(0), 1);

    let late = record();
    assert_eq!(review["runs"].as_array().unwrap().len(), 1);
    let none = app.call(
        Method::GET,
        &format!("/api/v1/runs/{late}/picture/full"),
        &token,
        None,
    );
    none.problem(404, "not_found");
    advance(&app, 2 * DAY);
    let token = app.staff_token(anna.user, &scopes);
    attached(&app, &token, &late, &sound(1)).problem(409, "too_late");

    // It stays while the submission is on its way, and goes when the appeal has run out.
    let kept = || -> i64 {
        let (class, at) = (json!({ "class": "housekeeping" }), app.clock());
        wait(app.store().write(async |tx| {
            tx.promise(&oin_store::NewJob {
                id: oin_domain::ids::JobId(uuid::Uuid::now_v7()),
                class: "housekeeping",
                payload: class.clone(),
                dedup_key: None,
                run_at: at,
                at,
            })
            .await
        }))
        .unwrap();
        app.work_until_idle();
        let sql = "SELECT count(*) FROM run_pictures";
        wait(app.database().raw().query_one(sql, &[])).unwrap().get(0)
    };
    assert_eq!(kept(), 2);
    for (days, left) in [(240, 2), (1, 2)] {
        advance(&app, days * DAY);
        assert_eq!(kept(), left, "it is not decided");
    }
    let anna = app.again(&anna, oin_domain::account::SessionPolicy::STAFF);
    act(&anna, &id, "claim", &[]).expect(303);
    let why = [("reason.0", "wrong_owner"), ("message", "Not yours.")];
    decide(&anna, &id, "reject", &why).expect(303);
    advance(&app, 230 * DAY);
    assert_eq!(kept(), 2, "an appeal may just have run out");
    advance(&app, 2 * DAY);
    assert_eq!(kept(), 0);
    assert_eq!(review["runs"][0]["note"], Value::from("A rude page."));
}
