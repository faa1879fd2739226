//! Through which token an act was done: in the trail, on its pages, in the API and in what is written
//! out.

use oin_domain::account::{StaffRole, StaffScope};
use oin_domain::audit::TokenKind;
use oin_domain::org::Scope;
use reqwest::Method;
use serde_json::json;

use super::trail::trail;
use crate::harness::TestApp;

#[test]
fn the_trail_names_the_token_of_the_staff_and_never_the_secret() {
    let app = TestApp::start();
    let ada = app.staff("ada@network.test", &[StaffRole::Admin]);
    let token = app.staff_token(ada.user, &[StaffScope::AdminRead, StaffScope::AdminWrite]);
    let order = json!({ "slug": "ballooning", "label": "Ballooning" });
    app.call(Method::POST, "/api/v1/admin/categories", &token, Some(&order))
        .expect(201);
    let up = "/admin/categories/up";
    ada.press("/admin/categories", up, &[("slug", "ballooning")])
        .expect(303);
    let entries = trail(&app);
    let of = |act: &str| entries.iter().find(|entry| entry.act == act).unwrap();
    let added = of("category_added");
    let by = added.token.as_ref().unwrap();
    assert_eq!((by.kind, by.hint.as_str()), (TokenKind::Staff, &token[..14]));
    assert_eq!(added.actor, Some(ada.user));
    assert_eq!(added.token_name.as_deref(), Some("tests"));
    assert_eq!(of("category_moved").token, None, "by hand");
    for entry in &entries {
        assert!(!entry.detail.contains(&token), "{}", entry.detail);
        assert!(!entry.detail.contains("tests"), "a name is no part of an entry");
    }
    let found = app
        .call(Method::GET, "/api/v1/audit?act=category_added", &token, None)
        .expect(200)
        .json();
    let id = by.id.to_string();
    assert_eq!(
        found["items"][0]["token"],
        json!({ "kind": "staff", "id": id, "hint": &token[..14], "name": "tests" })
    );
    let moved = app
        .call(Method::GET, "/api/v1/audit?act=category_moved", &token, None)
        .expect(200)
        .json();
    assert_eq!(moved["items"][0]["token"], json!(null));
    let words = format!("Token of the staff “tests”, {}…", &token[..14]);
    for page in [
        "/admin/audit?act=category_added".to_owned(),
        format!("/admin/audit/{}", added.id),
    ] {
        let page = ada.get(&page).expect(200);
        assert!(page.text().contains(&words), "{}", page.text());
    }
    let written = ada
        .get("/admin/audit/export.ndjson?act=category_added")
        .expect(200);
    assert!(written.text().contains(&id), "{}", written.text());
}

#[test]
fn what_an_orgs_program_does_to_its_submission_names_its_token() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let token = app.token(owner.org, owner.user, &[Scope::SubmissionsWrite, Scope::OrgWrite]);
    let new = json!({ "fields": { "name": "Acme Shifts" } });
    app.call(Method::POST, "/api/v1/submissions", &token, Some(&new))
        .expect(201);
    let invited = json!({ "mail": "new@acme.example", "role": "viewer" });
    app.call(Method::POST, "/api/v1/org/invitations", &token, Some(&invited))
        .expect(201);
    let entries = trail(&app);
    let by_token: Vec<_> = entries.iter().filter(|entry| entry.token.is_some()).collect();
    assert!(by_token.len() >= 2, "{by_token:?}");
    let created = by_token.iter().find(|entry| entry.area == "submission").unwrap();
    let by = created.token.as_ref().unwrap();
    assert_eq!((by.kind, by.hint.as_str()), (TokenKind::Org, &token[..8]));
    assert_eq!(created.actor, Some(owner.user));
    let member = by_token.iter().find(|entry| entry.area == "account").unwrap();
    assert_eq!(member.token, created.token);
}
