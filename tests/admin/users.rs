//! `/admin/users`: roles, closing and opening accounts.

use oin_domain::account::StaffRole;

use super::trail::trail;
use crate::harness::{TestApp, wait};

#[test]
fn an_administrator_gives_and_takes_roles_and_the_person_is_told() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let person = app.person("bo@acme.example");
    let found = admin.get("/admin/users?q=BO%40acme").expect(200);
    let url = format!("/admin/users/{}", person.user);
    assert!(found.text().contains(&url), "{}", found.text());
    person.get("/account").expect(200);
    let role = format!("{url}/role");
    admin
        .press(&url, &role, &[("role", "lead"), ("do", "grant")])
        .expect(303);
    // The old session is gone with the change.
    person.get("/account").expect(303);
    assert_eq!(roles(&app, person.user), [StaffRole::Lead]);
    admin
        .press(&url, &role, &[("role", "lead"), ("do", "revoke")])
        .expect(303);
    assert_eq!(roles(&app, person.user), []);
    let letters = app.received("bo@acme.example");
    assert_eq!(letters.len(), 2);
    assert!(
        letters[1].text.contains("You have the role “Lead reviewer”"),
        "{}",
        letters[1].text
    );
    assert!(
        letters[0].text.contains("You no longer have the role"),
        "{}",
        letters[0].text
    );
    let staff = admin.get("/admin/users?staff=yes").expect(200);
    assert!(staff.text().contains("ada@network.test") && !staff.text().contains("bo@acme.example"));
}

fn roles(app: &TestApp, user: oin_domain::ids::UserId) -> Vec<StaffRole> {
    wait(app.store().read(async |read| read.staff_roles(user).await)).unwrap()
}

#[test]
fn nobody_changes_themselves_and_one_administrator_stays() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let other = app.staff("bo@network.test", &[StaffRole::Admin]);
    let own = format!("/admin/users/{}", admin.user);
    let page = admin.get(&own).expect(200);
    assert!(
        !page.text().contains("Take the role"),
        "no button for the own role"
    );
    let theirs = format!("/admin/users/{}", other.user);
    for (what, fields) in [
        ("role", vec![("role", "admin"), ("do", "revoke")]),
        ("disable", vec![("reason", "tired")]),
        ("sessions", vec![]),
    ] {
        admin.post(&format!("{own}/{what}"), &fields).expect(403);
    }
    let role = format!("{theirs}/role");
    admin
        .press(&theirs, &role, &[("role", "admin"), ("do", "revoke")])
        .expect(303);
    assert_eq!(roles(&app, other.user), []);
    let oin = crate::harness::Oin::bare()
        .with("DATABASE_URL", &app.database().url("oin_app"))
        .with("OIN_MODE", "local")
        .with("OIN_KEYS", crate::harness::keys());
    let last = ["user", "revoke", "--mail", "ada@network.test", "--role", "admin"];
    let refused = oin.run(&last).expect(1);
    assert!(
        refused.said.contains("the last administrator"),
        "{}",
        refused.said
    );
}

#[test]
fn a_disabled_account_is_signed_out_and_told_why_and_opens_again() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let person = app.publisher("acme");
    let token = app.token(
        person.org,
        person.user,
        &[oin_domain::org::Scope::SubmissionsRead],
    );
    let url = format!("/admin/users/{}", person.user);
    let again = admin
        .press(&url, &format!("{url}/disable"), &[("reason", " ")])
        .expect(422);
    assert!(again.text().contains("The reason is missing"), "{}", again.text());
    admin
        .press(
            &url,
            &format!("{url}/disable"),
            &[("reason", "Somebody else’s <products>.")],
        )
        .expect(303);
    person.get("/portal").expect(303);
    let bearer = format!("Bearer {token}");
    app.get_with("/api/v1/submissions", "authorization", &bearer)
        .expect(401);
    let letters = app.received("owner@acme.example");
    assert!(
        letters[0].text.contains("Why: Somebody else’s <products>."),
        "{}",
        letters[0].text
    );
    admin.press(&url, &format!("{url}/enable"), &[]).expect(303);
    let user = wait(app.store().read(async |read| read.user(person.user).await)).unwrap();
    assert_eq!(user.disabled_at, None);
    let acts: Vec<String> = trail(&app).into_iter().map(|entry| entry.act).collect();
    assert!(
        acts.ends_with(&["disabled".to_owned(), "enabled".to_owned()]),
        "{acts:?}"
    );
}

#[test]
fn a_change_needs_a_second_factor_of_the_last_ten_minutes() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let person = app.person("bo@acme.example");
    let stale = app.signed_in(
        admin.user,
        "ada@network.test",
        admin.org,
        oin_domain::account::SessionPolicy::STAFF,
        false,
    );
    let url = format!("/admin/users/{}", person.user);
    let asked = stale
        .press(
            &url,
            &format!("{url}/role"),
            &[("role", "admin"), ("do", "grant")],
        )
        .expect(303);
    assert!(
        asked.header("location").starts_with("/account/prove"),
        "{}",
        asked.header("location")
    );
    assert_eq!(roles(&app, person.user), []);
}

#[test]
fn two_who_take_each_others_role_do_not_both_succeed() {
    let app = TestApp::start();
    let one = app.staff("ada@network.test", &[StaffRole::Admin]);
    let two = app.staff("bo@network.test", &[StaffRole::Admin]);
    let (a, b) = (one.user, two.user);
    std::thread::scope(|scope| {
        for (by, whose) in [(a, b), (b, a)] {
            let app = &app;
            scope.spawn(move || {
                let mine = app.signed_in(
                    by,
                    "x@network.test",
                    oin_domain::ids::OrgId(uuid::Uuid::nil()),
                    oin_domain::account::SessionPolicy::STAFF,
                    true,
                );
                let url = format!("/admin/users/{whose}");
                mine.post(&format!("{url}/role"), &[("role", "admin"), ("do", "revoke")]);
            });
        }
    });
    let left = wait(app.store().write(async |tx| tx.hold_admins().await)).unwrap();
    assert_eq!(left.len(), 1, "{left:?}");
}
