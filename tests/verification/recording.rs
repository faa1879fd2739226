//! Recording a run at the verification desk: who may comes before what they sent; its picture.

use oin_domain::account::{StaffRole, StaffScope};
use oin_domain::org::OrgRole;
use oin_store::StoreError;
use reqwest::Method;
use serde_json::json;

use super::{DESK, PORTAL, SLUG, app, publish};
use crate::files::sound;
use crate::harness::{Person, TestApp, now, wait};

fn granted(app: &TestApp, person: &Person<'_>, role: StaffRole) {
    let user = person.user;
    wait(app.store().write(async |tx| {
        tx.grant_staff_role(user, role, None, now()).await?;
        Ok::<_, StoreError>(())
    }))
    .unwrap();
}

#[test]
fn rows_60_and_61_who_may_not_record_is_told_so_whatever_they_sent() {
    let app = app();
    let owner = app.publisher("acme");
    publish(&app, &owner);
    let rita = app.staff("rita@oin.test", &[StaffRole::Reviewer]);
    let ada = app.staff("ada@oin.test", &[StaffRole::Admin]);
    let vera = app.member("vera@acme.example", owner.org, OrgRole::Viewer);
    granted(&app, &vera, StaffRole::Reviewer);
    let scopes = [StaffScope::VerificationRead, StaffScope::VerificationWrite];
    let call = |token: &str, slug: &str, body: serde_json::Value| {
        app.call(
            Method::POST,
            &format!("/api/v1/verifications/{slug}/runs"),
            token,
            Some(&body),
        )
    };
    for bad in [
        json!({}),
        json!({ "subject": "moon", "outcome": "green" }),
        json!({ "what": 1 }),
        json!([]),
    ] {
        call(&app.staff_token(ada.user, &scopes), SLUG, bad.clone()).problem(403, "forbidden");
        call(&app.staff_token(vera.user, &scopes), SLUG, bad.clone()).problem(403, "own_org");
        call(&app.staff_token(rita.user, &scopes), "no-such", bad.clone()).problem(404, "not_found");
        let refused = call(&app.staff_token(rita.user, &scopes), SLUG, bad.clone());
        assert!([400, 422].contains(&refused.status), "{bad}: {}", refused.text());
    }
    let stranger = app.person("eve@evil.example");
    stranger.get("/portal");
    for fields in [&[("subject", "moon")][..], &[("what", "x")], &[]] {
        ada.post(&format!("{DESK}/record"), fields).expect(404);
        stranger.post(&format!("{DESK}/record"), fields).expect(404);
        rita.post("/review/verification/no-such/record", fields)
            .expect(404);
        rita.post(&format!("{DESK}/record"), fields).expect(422);
    }
}

#[test]
fn a_run_brings_its_picture_and_the_isv_does_not_see_it() {
    let app = app();
    let owner = app.publisher("acme");
    publish(&app, &owner);
    let rita = app.staff("rita@oin.test", &[StaffRole::Reviewer]);
    let run = [
        ("subject", "guide"),
        ("outcome", "red"),
        ("note", "Step 3 is wrong."),
    ];
    let refused = rita
        .fill_and_upload(DESK, &run, &[("file", &b"no picture"[..])])
        .expect(422);
    for text in ["Step 3 is wrong.", "file-error"] {
        assert!(refused.text().contains(text), "{text}: {}", refused.text());
    }
    assert!(
        !rita.get(DESK).expect(200).text().contains("Guide</th><td><span"),
        "nothing was kept"
    );
    rita.fill_and_upload(DESK, &run, &[("file", &sound(9)[..])])
        .expect(303);
    let page = rita.get(DESK).expect(200);
    let place = page.text().split("src=\"/review/runs/").nth(1).unwrap();
    let place = format!("/review/runs/{}", place.split('"').next().unwrap());
    assert!(
        rita.get(&place)
            .expect(200)
            .header("content-type")
            .starts_with("image/")
    );
    let theirs = owner.get(PORTAL).expect(200);
    assert!(theirs.text().contains("Step 3 is wrong.") && !theirs.text().contains("/review/runs/"));
    owner.get(&place).expect(404);
    let token = app.staff_token(rita.user, &[StaffScope::VerificationRead]);
    let shown = app
        .call(
            Method::GET,
            &format!("/api/v1/verifications/{SLUG}"),
            &token,
            None,
        )
        .expect(200)
        .json();
    let by_api = shown["runs"][0]["picture"].as_str().unwrap();
    app.call(Method::GET, by_api, &token, None).expect(200);
}
