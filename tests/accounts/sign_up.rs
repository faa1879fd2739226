//! Signing up and confirming (SECURITY rows 52 and 54).

use super::sign_in::sign_in;
use crate::harness::{Browser, TestApp, rows, text_of};

pub(super) const PASSWORD: &str = "tulip radar 39 ocean violin";

/// Signs somebody up; the answer.
pub(super) fn sign_up(browser: &Browser<'_>, mail: &str, password: &str) -> crate::harness::Answer {
    let fields = [
        ("name", "Ada Lovelace"),
        ("org", "Acme & Sons"),
        ("mail", mail),
        ("password", password),
    ];
    browser.fill_and_send("/sign-up", &fields)
}

/// Signs somebody up and confirms, in a browser that is signed in then.
pub(super) fn joined<'a>(app: &'a TestApp, mail: &str) -> Browser<'a> {
    let browser = app.browser();
    sign_up(&browser, mail, PASSWORD).expect(200);
    let link = app.link_to(mail);
    let on = browser.fill_and_send(&link, &[]).expect(303);
    assert_eq!(on.header("location"), "/portal");
    browser
}

#[test]
fn an_account_begins_with_a_click_behind_a_letter() {
    let app = TestApp::start();
    let browser = app.browser();
    let sent = sign_up(&browser, "ada@acme.example", PASSWORD).expect(200);
    assert!(sent.text().contains("<strong>ada@acme.example</strong>"));
    assert!(!sent.text().contains(PASSWORD));
    assert_eq!(app.letters_to("ada@acme.example"), ["confirm_address"]);
    sign_in(&app.browser(), "ada@acme.example", PASSWORD).expect(422);
    // A program that looks into mail opens the link, and confirms nothing.
    let link = app.link_to("ada@acme.example");
    for _ in 0..2 {
        app.browser().get(&link).expect(200);
    }
    sign_in(&app.browser(), "ada@acme.example", PASSWORD).expect(422);
    browser.fill_and_send(&link, &[]).expect(303);
    assert!(browser.cookie("__Host-oin").is_some() && browser.cookie("__Host-oin-device").is_some());
    browser.get(&link).expect(404);
    assert_eq!(
        app.letters_to("ada@acme.example"),
        ["confirm_address"],
        "the browser that signs up is no new one"
    );
    assert_eq!(
        app.events_of("ada@acme.example"),
        ["signed_up", "mail_confirmed", "signed_in"]
    );
    assert!(!app.all_events().contains("tulip"));
    sign_in(&app.browser(), "Ada@ACME.example", PASSWORD).expect(303);
}

#[test]
fn another_browser_than_the_one_that_signed_up_gives_the_password() {
    let app = TestApp::start();
    sign_up(&app.browser(), "ada@acme.example", PASSWORD).expect(200);
    let other = app.browser();
    let link = app.link_to("ada@acme.example");
    let on = other.fill_and_send(&link, &[]).expect(303);
    assert_eq!(on.header("location"), "/sign-in?after=confirmed");
    assert!(other.cookie("__Host-oin").is_none());
    assert!(
        other
            .follow(&on)
            .expect(200)
            .text()
            .contains("Your address is confirmed")
    );
    sign_in(&other, "ada@acme.example", PASSWORD).expect(303);
}

/// Row 52: what is known of an address cannot be seen.
#[test]
fn a_known_address_is_answered_like_an_unknown_one() {
    let app = TestApp::start();
    joined(&app, "ada@acme.example");
    let of = |mail: &str| {
        let answer = sign_up(&app.browser(), mail, PASSWORD).expect(200);
        text_of(answer.text(), "main").replace(mail, "(address)")
    };
    assert_eq!(of("ada@acme.example"), of("eve@acme.example"));
    assert_eq!(
        app.letters_to("ada@acme.example"),
        ["confirm_address", "already_has_account"]
    );
    let again = |mail: &str| {
        let browser = app.browser();
        browser.get("/sign-up").expect(200);
        let answer = browser.post("/sign-up/again", &[("mail", mail)]).expect(200);
        text_of(answer.text(), "main").replace(mail, "(address)")
    };
    assert_eq!(again("ada@acme.example"), again("nobody@acme.example"));
    assert_eq!(again("eve@acme.example"), again("nobody@acme.example"));
    assert_eq!(app.letters_to("nobody@acme.example"), [""; 0]);
    assert_eq!(
        app.letters_to("eve@acme.example"),
        ["confirm_address", "confirm_address"]
    );
    rows::passed(52, 3);
}

#[test]
fn a_letter_that_was_sent_again_replaces_the_first() {
    let app = TestApp::start();
    let browser = app.browser();
    let sent = sign_up(&browser, "ada@acme.example", PASSWORD).expect(200);
    let first = app.link_to("ada@acme.example");
    browser
        .fill(&sent, "/sign-up", &[("mail", "ada@acme.example")])
        .expect(200);
    let second = app.link_to("ada@acme.example");
    assert_ne!(first, second);
    browser.get(&first).expect(404);
    browser.fill_and_send(&second, &[]).expect(303);
}

/// Row 54.
#[test]
fn passwords_are_judged_by_length_and_by_how_easy_they_are_to_guess() {
    let app = TestApp::start();
    let long = "correct horse battery staple ".repeat(9);
    let huge = "x".repeat(10_000);
    let cases = [
        ("1234567", "at least 15 characters"),
        ("tulip radar 39", "at least 15 characters"),
        ("passwordpassword", "easy to guess"),
        ("oin2026oin2026oin", "easy to guess"),
        ("lovelacelovelace", "easy to guess"),
        (&long, "at most 256 characters"),
        (&huge, "at most 256 characters"),
        ("tulip radar\u{7} 39 ocean", "control character"),
    ];
    let count = cases.len();
    for (password, words) in cases {
        let page = sign_up(&app.browser(), "ada@acme.example", password);
        assert_eq!(page.status, 422, "{password:?}");
        assert!(page.text().contains(words), "{password:?}: {}", page.text());
        assert!(
            page.text().contains("value=\"Ada Lovelace\""),
            "what was typed stays"
        );
        assert!(!page.text().contains(password), "a password is never sent back");
    }
    assert_eq!(app.letters_to("ada@acme.example"), [""; 0]);
    // Blanks at the end count, and so does the normal form.
    let browser = app.browser();
    sign_up(&browser, "ada@acme.example", "tulip radar 39 oc\u{e9}an ").expect(200);
    browser
        .fill_and_send(&app.link_to("ada@acme.example"), &[])
        .expect(303);
    sign_in(&app.browser(), "ada@acme.example", "tulip radar 39 oce\u{301}an ").expect(303);
    sign_in(&app.browser(), "ada@acme.example", "tulip radar 39 oc\u{e9}an").expect(422);
    rows::passed(54, count + 2);
}

#[test]
fn every_field_is_judged_at_once() {
    let app = TestApp::start();
    let fields = [
        ("name", " "),
        ("org", "a\u{202e}b"),
        ("mail", "ada@localhost"),
        ("password", "short"),
    ];
    let page = app.browser().fill_and_send("/sign-up", &fields).expect(422);
    for field in ["name", "org", "mail", "password"] {
        assert!(page.text().contains(&format!("href=\"#{field}\"")), "{field}");
        assert!(page.text().contains(&format!("id=\"{field}-error\"")), "{field}");
    }
}
