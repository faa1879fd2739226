//! A person's own account (SECURITY row 55).

use super::sign_in::sign_in;
use super::sign_up::{PASSWORD, joined};
use crate::harness::{TestApp, rows};

const MAIL: &str = "ada@acme.example";
const NEW: &str = "seven purple kettles dance";

#[test]
fn a_new_password_ends_the_other_sessions() {
    let app = TestApp::start();
    let browser = joined(&app, MAIL);
    let other = app.browser();
    sign_in(&other, MAIL, PASSWORD).expect(303);
    let change =
        |current: &str, new: &str| browser.fill_and_send("/account", &[("current", current), ("new", new)]);
    let wrong = change("not my password", NEW).expect(422);
    assert!(wrong.text().contains("This is not your present password"));
    assert!(!wrong.text().contains(NEW));
    other.get("/account").expect(200);
    change(PASSWORD, NEW).expect(303);
    browser.get("/account").expect(200);
    other.get("/account").expect(303);
    sign_in(&app.browser(), MAIL, NEW).expect(303);
    assert_eq!(app.letters_to(MAIL).last().unwrap(), "new_device_sign_in");
    assert!(app.letters_to(MAIL).contains(&"password_changed".to_owned()));
    assert!(!app.all_events().contains("kettles"));
    rows::passed(55, 1);
}

#[test]
fn sessions_are_listed_and_end_from_elsewhere() {
    let app = TestApp::start();
    let browser = joined(&app, MAIL);
    let [one, two] = [0, 1].map(|_| {
        let other = app.browser();
        sign_in(&other, MAIL, PASSWORD).expect(303);
        other
    });
    let page = browser.get("/account").expect(200);
    assert_eq!(page.text().matches(">End it<").count(), 2);
    browser
        .press("/account", "/account/sessions/end", &[])
        .expect(303);
    let left = [&one, &two].map(|other| other.get("/account").status);
    assert!(left == [200, 303] || left == [303, 200], "{left:?}");
    browser
        .press("/account", "/account/sessions/end-others", &[])
        .expect(303);
    assert_eq!([&one, &two].map(|other| other.get("/account").status), [303, 303]);
    // Nobody ends the session of somebody else.
    let eve = joined(&app, "eve@acme.example");
    sign_in(&one, MAIL, PASSWORD).expect(303);
    let id = browser.get("/account").expect(200);
    let id = id.text().split("name=\"session\" value=\"").nth(1).unwrap()[..36].to_owned();
    eve.post("/account/sessions/end", &[("session", &id)]).expect(404);
    one.get("/account").expect(200);
    rows::passed(55, 2);
}

#[test]
fn an_account_moves_to_an_address_that_was_confirmed() {
    let app = TestApp::start();
    let browser = joined(&app, MAIL);
    joined(&app, "eve@acme.example");
    let ask = |mail: &str| {
        let fields = [("mail", mail), ("mail_password", PASSWORD)];
        browser.fill_and_send("/account", &fields).expect(303);
    };
    ask("eve@acme.example");
    assert_eq!(
        app.letters_to("eve@acme.example"),
        ["confirm_address", "already_has_account"]
    );
    ask("ada@new.example");
    sign_in(&app.browser(), "ada@new.example", PASSWORD).expect(422);
    let link = app.link_to("ada@new.example");
    app.browser().get(&link).expect(200);
    browser.fill_and_send(&link, &[]).expect(303);
    assert_eq!(app.letters_to(MAIL).last().unwrap(), "mail_changed");
    sign_in(&app.browser(), "ada@new.example", PASSWORD).expect(303);
    sign_in(&app.browser(), MAIL, PASSWORD).expect(422);
}

#[test]
fn a_person_takes_their_data_away_and_closes_the_account() {
    let app = TestApp::start();
    let browser = joined(&app, MAIL);
    browser
        .fill_and_send("/account", &[("name", "Ada <King>")])
        .expect(303);
    let export = browser.get("/account/export").expect(200);
    assert_eq!(export.json()["account"]["name"], "Ada <King>");
    assert_eq!(export.json()["orgs"][0]["name"], "Acme & Sons");
    assert!(!export.text().contains("argon2"));
    browser
        .press("/account", "/account/close", &[("password", "wrong password")])
        .expect(422);
    browser
        .press("/account", "/account/close", &[("password", PASSWORD)])
        .expect(303);
    assert!(browser.cookie("__Host-oin").is_none());
    sign_in(&browser, MAIL, PASSWORD).expect(422);
    assert_eq!(app.events_of(MAIL).last().unwrap(), "disabled");
}
