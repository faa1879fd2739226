//! Choosing a new password (SECURITY rows 52, 55 and 56).

use super::sign_in::sign_in;
use super::sign_up::{PASSWORD, joined};
use crate::harness::{TestApp, rows, text_of};

const MAIL: &str = "ada@acme.example";
const NEW: &str = "seven purple kettles dance";

#[test]
fn a_new_password_ends_every_session_and_works_once() {
    let app = TestApp::start();
    let browser = joined(&app, MAIL);
    let asked = |mail: &str| {
        let answer = app.browser().fill_and_send("/forgot-password", &[("mail", mail)]);
        text_of(answer.expect(200).text(), "main").replace(mail, "(address)")
    };
    assert_eq!(asked("nobody@acme.example"), asked(MAIL), "row 52");
    assert_eq!(app.letters_to("nobody@acme.example"), [""; 0]);
    let link = app.link_to(MAIL);
    let other = app.browser();
    let short = other
        .fill_and_send(&link, &[("password", "too short")])
        .expect(422);
    assert!(short.text().contains("at least 15 characters"));
    let done = other.fill_and_send(&link, &[("password", NEW)]).expect(303);
    assert!(
        other
            .follow(&done)
            .expect(200)
            .text()
            .contains("Your new password is set")
    );
    other.get(&link).expect(404);
    assert_eq!(browser.get("/account/second-factor").status, 303, "signed out");
    sign_in(&app.browser(), MAIL, PASSWORD).expect(422);
    sign_in(&app.browser(), MAIL, NEW).expect(303);
    assert!(app.letters_to(MAIL).contains(&"password_changed".to_owned()));
    let events = app.events_of(MAIL);
    assert!(events.contains(&"password_reset_asked".to_owned()));
    assert!(events.contains(&"password_changed".to_owned()));
    assert!(!app.all_events().contains("kettles"));
    rows::passed(52, 1);
    rows::passed(55, 1);
    rows::passed(56, 1);
}

/// Row 56: who holds the mailbox alone does not get in.
#[test]
fn a_reset_leaves_the_second_factor() {
    let app = TestApp::start();
    joined(&app, MAIL);
    let user = crate::harness::wait(app.store().read(async |read| {
        let mail = oin_domain::account::MailAddress::parse(MAIL).unwrap();
        read.user_by_mail(&mail).await
    }));
    app.add_factor(user.unwrap().id);
    app.browser()
        .fill_and_send("/forgot-password", &[("mail", MAIL)])
        .expect(200);
    let browser = app.browser();
    browser
        .fill_and_send(&app.link_to(MAIL), &[("password", NEW)])
        .expect(303);
    let on = sign_in(&browser, MAIL, NEW).expect(303);
    assert!(on.header("location").starts_with("/sign-in/second-factor"));
    rows::passed(56, 1);
}

#[test]
fn a_link_is_good_for_what_it_was_made_for() {
    let app = TestApp::start();
    joined(&app, MAIL);
    app.browser()
        .fill_and_send("/forgot-password", &[("mail", MAIL)])
        .expect(200);
    let first = app.link_to(MAIL);
    app.browser()
        .fill_and_send("/forgot-password", &[("mail", MAIL)])
        .expect(200);
    app.browser().get(&first).expect(404);
    let second = app.link_to(MAIL);
    let ticket = second.split_once("link=").unwrap().1;
    app.browser()
        .get(&format!("/confirm-address?link={ticket}"))
        .expect(404);
    app.browser()
        .get(&format!("/reset-password?link={}", &ticket[1..]))
        .expect(404);
    app.browser().get(&second).expect(200);
    rows::passed(56, 3);
}
