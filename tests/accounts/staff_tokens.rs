//! Tokens that staff make for themselves (SECURITY rows 61 and 66).

use oin_domain::account::{SessionPolicy, StaffRole, StaffScope};
use oin_domain::ids::OrgId;
use reqwest::Method;
use uuid::Uuid;

use crate::harness::{Answer, TestApp, now, wait};

const PAGE: &str = "/account/tokens";
const CALL: &str = "/api/v1/reviews";
const MINE: [(&str, &str); 4] = [
    ("name", "Queue watch"),
    ("scopes", "review:read"),
    ("scopes", "review:write"),
    ("days", "30"),
];

fn token_in(page: &str) -> String {
    let start = page.find("<code>oin_staff_").unwrap() + "<code>".len();
    page[start..start + 53].to_owned()
}

fn call(app: &TestApp, token: &str) -> Answer {
    app.call(Method::GET, CALL, token, None)
}

#[test]
fn a_token_is_shown_once_works_and_ends() {
    let app = TestApp::start();
    let anna = app.staff("anna@oin.test", &[StaffRole::Reviewer]);
    assert!(
        anna.get("/account")
            .expect(200)
            .text()
            .contains("href=\"/account/tokens\"")
    );
    let made = anna.post(PAGE, &MINE).expect(200);
    assert_eq!(made.header("cache-control"), "no-store");
    let token = token_in(made.text());
    let page = anna.get(PAGE).expect(200);
    assert!(page.text().contains("Queue watch") && page.text().contains("never used"));
    assert!(page.text().contains(&token[..14]) && !page.text().contains(&token[..18]));
    call(&app, &token).expect(200);
    assert!(anna.get(PAGE).expect(200).text().contains("last used"));
    let export = anna.get("/account/export").expect(200).json();
    assert_eq!(export["staff_tokens"][0]["name"], "Queue watch");
    assert!(!export.to_string().contains(&token[14..]));
    anna.press(PAGE, "/account/tokens/end", &[]).expect(303);
    call(&app, &token).problem(401, "unauthenticated");
    assert!(!app.all_events().contains(&token[14..]), "no event holds it");
    let kinds = app.events_of("anna@oin.test");
    assert!(kinds.contains(&"token_created".to_owned()) && kinds.contains(&"token_revoked".to_owned()));
    // Both stand in the audit trail.
    let sql = "SELECT count(*) FROM audit_entries WHERE act IN ('token_created', 'token_revoked')";
    let kept: i64 = wait(app.database().raw().query_one(sql, &[])).unwrap().get(0);
    assert_eq!(kept, 2);
}

#[test]
fn what_no_token_may_have_is_refused_at_its_field() {
    let app = TestApp::start();
    let anna = app.staff("anna@oin.test", &[StaffRole::Reviewer]);
    for (fields, words) in [
        (
            [("name", ""), ("scopes", "review:read"), ("days", "30")],
            "must not be empty",
        ),
        (
            [("name", "x"), ("scopes", "org:read"), ("days", "30")],
            "at least one scope",
        ),
        (
            [("name", "x"), ("scopes", "review:read"), ("days", "0")],
            "1 to 90",
        ),
        (
            [("name", "x"), ("scopes", "review:read"), ("days", "91")],
            "1 to 90",
        ),
        (
            [("name", "x"), ("scopes", "review:read"), ("days", "soon")],
            "1 to 90",
        ),
    ] {
        let answer = anna.post(PAGE, &fields).expect(422);
        assert!(answer.text().contains(words), "{fields:?}");
    }
    assert!(anna.get(PAGE).expect(200).text().contains("There is none."));
}

#[test]
fn row_61_only_staff_with_a_fresh_proof_make_them() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    owner.get(PAGE).expect(404);
    owner.get("/account").expect(200);
    owner.post(PAGE, &MINE).expect(404);
    assert!(!owner.get("/account").expect(200).text().contains(PAGE));
    let staff = |mail: &str, factor: bool| {
        let user = app.add_user(mail);
        wait(
            app.store()
                .write(async |tx| tx.grant_staff_role(user, StaffRole::Reviewer, None, now()).await),
        )
        .unwrap();
        if factor {
            app.add_factor(user);
        }
        app.signed_in(user, mail, OrgId(Uuid::nil()), SessionPolicy::STAFF, false)
    };
    let late = staff("late@oin.test", true);
    let page = late.get(PAGE).expect(200);
    assert!(page.text().contains("/account/prove") && !page.text().contains("Make the token"));
    let led = late.post(PAGE, &MINE).expect(303);
    assert!(led.header("location").starts_with("/account/prove"));
    let bare = staff("bare@oin.test", false);
    let led = bare.get(PAGE).expect(303);
    assert!(led.header("location").starts_with("/account/second-factor"));
    // One ends their own alone.
    let anna = app.staff("anna@oin.test", &[StaffRole::Reviewer]);
    let token = token_in(anna.post(PAGE, &MINE).expect(200).text());
    let sql = "SELECT id::text FROM staff_tokens";
    let id: String = wait(app.database().raw().query_one(sql, &[])).unwrap().get(0);
    late.post("/account/tokens/end", &[("token", id.as_str())])
        .expect(404);
    call(&app, &token).expect(200);
}

#[test]
fn row_66_a_token_goes_with_the_role_the_factor_and_the_account() {
    let app = TestApp::start();
    let admin = app.staff("admin@oin.test", &[StaffRole::Admin]);
    let scopes = [StaffScope::ReviewRead];
    let raw = app.database().raw();
    let run = |sql: String| wait(raw.batch_execute(&sql)).unwrap();

    // A role that is taken at the desk of administrators takes every token along, though another stays.
    let both = app.staff("both@oin.test", &[StaffRole::Reviewer, StaffRole::Lead]);
    let token = app.staff_token(both.user, &scopes);
    call(&app, &token).expect(200);
    let role = [("role", "lead"), ("do", "revoke")];
    admin
        .post(&format!("/admin/users/{}/role", both.user), &role)
        .expect(303);
    call(&app, &token).problem(401, "unauthenticated");

    // Without any role, a disabled account, an expired token, a wrong letter: nobody.
    let ended = |change: &dyn Fn(&str)| {
        let user = app.add_user(&format!("{}@oin.test", Uuid::now_v7().simple()));
        wait(
            app.store()
                .write(async |tx| tx.grant_staff_role(user, StaffRole::Reviewer, None, now()).await),
        )
        .unwrap();
        app.add_factor(user);
        let token = app.staff_token(user, &scopes);
        call(&app, &token).expect(200);
        change(&user.to_string());
        call(&app, &token)
    };
    ended(&|user| run(format!("DELETE FROM staff_roles WHERE user_id = '{user}'")))
        .problem(401, "unauthenticated");
    ended(&|user| {
        run(format!(
            "UPDATE users SET disabled_at = now() WHERE id = '{user}'"
        ))
    })
    .problem(401, "unauthenticated");
    ended(&|user| {
        run(format!(
            "UPDATE staff_tokens SET created_at = created_at - interval '31 days',
                expires_at = expires_at - interval '31 days' WHERE user_id = '{user}'"
        ));
    })
    .problem(401, "unauthenticated");
    ended(&|user| run(format!("DELETE FROM totp_factors WHERE user_id = '{user}'")))
        .problem(403, "second_factor_required");

    let anna = app.staff("anna@oin.test", &[StaffRole::Reviewer]);
    let token = app.staff_token(anna.user, &scopes);
    for wrong in [
        token[..52].to_owned(),
        format!("{token}x"),
        token.to_uppercase(),
        token.replace("oin_staff_", "oin_"),
    ] {
        call(&app, &wrong).problem(401, "unauthenticated");
    }
    app.get(&format!("{CALL}?access_token={token}"))
        .problem(401, "unauthenticated");
    // Longer than 90 days is refused by the database as well.
    let longer = "UPDATE staff_tokens SET expires_at = created_at + interval '91 days'";
    assert!(wait(raw.batch_execute(longer)).is_err());
}
