//! Who reaches the administrators' pages (rows 60 and 61).

use oin_domain::account::StaffRole;

use super::trail::trail;
use crate::harness::{TestApp, project_text, rows};

/// Every address under `/admin`, from the table of routes.
fn addresses() -> Vec<String> {
    let code = project_text("backend/server/src/web/routes/admin.rs");
    let found = code.split('"').filter(|text| text.starts_with("/admin"));
    let filled = found.map(|path| {
        path.replace("{id}", "0190a0a0-0000-7000-8000-000000000000")
            .replace("{what}", "role")
            .replace("{slug}", "box")
            .replace("{code}", "no_test_login")
    });
    filled.collect()
}

#[test]
fn the_pages_do_not_exist_for_others() {
    let app = TestApp::start();
    let people = [
        app.person("bo@acme.example"),
        app.publisher("acme"),
        app.staff("rae@network.test", &[StaffRole::Reviewer]),
        app.staff("lea@network.test", &[StaffRole::Lead]),
    ];
    let all = addresses();
    assert!(all.len() >= 10, "{all:?}");
    let before = trail(&app).len();
    for path in &all {
        let visitor = app.browser().get(path);
        assert!(
            visitor.status == 303 || visitor.status == 405,
            "{path}: {}",
            visitor.status
        );
        for person in &people {
            let answer = person.get(path);
            assert!(
                answer.status == 404 || answer.status == 405,
                "{path} for {}: {}",
                person.mail,
                answer.status
            );
            let sent = person.post(path, &[("name", "x")]);
            assert!(
                sent.status == 404 || sent.status == 405,
                "POST {path} for {}: {}",
                person.mail,
                sent.status
            );
        }
    }
    assert_eq!(trail(&app).len(), before);
    rows::passed(61, all.len() * people.len());
}

#[test]
fn an_administrator_without_a_second_factor_sets_one_up_first() {
    let app = TestApp::start();
    let user = app.add_user("ada@network.test");
    crate::harness::wait(app.store().write(async |tx| {
        tx.grant_staff_role(user, StaffRole::Admin, None, crate::harness::now())
            .await
    }))
    .unwrap();
    let bare = app.signed_in(
        user,
        "ada@network.test",
        oin_domain::ids::OrgId(uuid::Uuid::nil()),
        oin_domain::account::SessionPolicy::STAFF,
        false,
    );
    let led = bare.get("/admin/users").expect(303);
    assert!(
        led.header("location").starts_with("/account/second-factor"),
        "{}",
        led.header("location")
    );
}
