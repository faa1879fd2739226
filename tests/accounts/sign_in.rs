//! Signing in and out (SECURITY rows 52, 53, 55 and 59).

use super::sign_up::{PASSWORD, joined};
use crate::harness::{Answer, Browser, TestApp, rows, text_of};

const MAIL: &str = "ada@acme.example";

/// Types address and password.
pub(super) fn sign_in(browser: &Browser<'_>, mail: &str, password: &str) -> Answer {
    browser.fill_and_send("/sign-in", &[("mail", mail), ("password", password)])
}

/// Row 52.
#[test]
fn a_wrong_address_and_a_wrong_password_are_one_answer() {
    let app = TestApp::start();
    joined(&app, MAIL);
    super::sign_up::sign_up(&app.browser(), "new@acme.example", PASSWORD).expect(200);
    let of = |mail: &str, password: &str| {
        let answer = sign_in(&app.browser(), mail, password).expect(422);
        assert!(!answer.text().contains(password));
        text_of(answer.text(), "main").replace(mail, "(address)")
    };
    let wrong = of(MAIL, "not the password of ada");
    assert!(wrong.contains("No confirmed account has this address and this password"));
    assert_eq!(of("nobody@acme.example", PASSWORD), wrong);
    assert_eq!(of("new@acme.example", PASSWORD), wrong, "not confirmed");
    assert!(app.events_of(MAIL).contains(&"sign_in_refused".to_owned()));
    assert!(!app.all_events().contains("not the password"));
    rows::passed(52, 3);
}

/// Row 53: the account's bucket empties for strangers; its owner's browser still gets in.
#[test]
fn guesses_wear_out_for_strangers_and_the_owner_gets_in() {
    let app = TestApp::start();
    let own = joined(&app, MAIL);
    for _ in 0..10 {
        sign_in(&app.browser(), MAIL, "a wrong password").expect(422);
    }
    let late = sign_in(&app.browser(), MAIL, PASSWORD).expect(429);
    assert!(late.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(late.text().contains("Too many tries. Wait"));
    // Neither a header that anybody can send ...
    let stranger = app.browser();
    stranger.get("/sign-in").expect(200);
    // ... nor an address that nobody has makes a difference.
    for _ in 0..10 {
        sign_in(&stranger, "nobody@acme.example", "a wrong password").expect(422);
    }
    sign_in(&stranger, "nobody@acme.example", "a wrong password").expect(429);
    own.post("/sign-out", &[]).expect(303);
    sign_in(&own, MAIL, PASSWORD).expect(303);
    assert!(app.events_of(MAIL).contains(&"throttled".to_owned()));
    rows::passed(53, 3);
}

/// Row 55.
#[test]
fn no_cookie_from_before_is_worth_anything_after() {
    let app = TestApp::start();
    let browser = joined(&app, MAIL);
    let first = browser.cookie("__Host-oin").unwrap();
    let is_in = |cookie: &str| {
        let thief = app.browser();
        thief.put_cookie("__Host-oin", cookie);
        thief.get("/account/second-factor").status == 200
    };
    assert!(is_in(&first));
    // Signing in again ends the session that the browser had.
    browser.drop_cookie("__Host-oin");
    browser.get("/sign-in").expect(200);
    browser.put_cookie("__Host-oin", &first);
    let again = browser.post("/sign-in", &[("mail", MAIL), ("password", PASSWORD)]);
    again.expect(303);
    let second = browser.cookie("__Host-oin").unwrap();
    assert_ne!(first, second);
    assert!(!is_in(&first) && is_in(&second));
    // A planted cookie is never taken over.
    let victim = app.browser();
    victim.put_cookie("__Host-oin", &"A".repeat(43));
    sign_in(&victim, MAIL, PASSWORD).expect(303);
    assert_ne!(victim.cookie("__Host-oin").unwrap(), "A".repeat(43));
    let out = browser.post("/sign-out", &[]).expect(303);
    assert!(browser.cookie("__Host-oin").is_none());
    assert!(!is_in(&second));
    assert!(
        browser
            .follow(&out)
            .expect(200)
            .text()
            .contains("You are signed out")
    );
    rows::passed(55, 3);
}

/// Row 59.
#[test]
fn nobody_is_led_to_another_site() {
    let app = TestApp::start();
    joined(&app, MAIL);
    let cases = [
        ("/guide/saml?x=1", "/guide/saml?x=1"),
        ("//evil.test", "/portal"),
        ("/\\evil.test", "/portal"),
        ("https:evil.test", "/portal"),
        ("\t//evil.test", "/portal"),
        ("javascript:alert(1)", "/portal"),
        ("", "/portal"),
    ];
    let count = cases.len();
    for (next, place) in cases {
        let browser = app.browser();
        let fields = [("mail", MAIL), ("password", PASSWORD), ("next", next)];
        let on = browser.fill_and_send("/sign-in", &fields).expect(303);
        assert_eq!(on.header("location"), place, "{next:?}");
        let on = browser.get(&format!("/sign-in?next={}", next.replace('\t', "%09")));
        assert_eq!(
            on.expect(303).header("location"),
            place,
            "{next:?} when signed in"
        );
    }
    rows::passed(59, 2 * (count - 2));
}

#[test]
fn an_unknown_browser_is_told_to_the_owner() {
    let app = TestApp::start();
    joined(&app, MAIL);
    let other = app.browser();
    sign_in(&other, MAIL, PASSWORD).expect(303);
    other.post("/sign-out", &[]).expect(303);
    sign_in(&other, MAIL, PASSWORD).expect(303);
    assert_eq!(
        app.letters_to(MAIL),
        ["confirm_address", "new_device_sign_in"],
        "once a browser"
    );
}

#[test]
fn with_a_second_factor_the_password_is_half_of_it() {
    let app = TestApp::start();
    joined(&app, MAIL);
    let user = crate::harness::wait(app.store().read(async |read| {
        let mail = oin_domain::account::MailAddress::parse(MAIL).unwrap();
        read.user_by_mail(&mail).await
    }));
    app.add_factor(user.unwrap().id);
    let browser = app.browser();
    let on = sign_in(&browser, MAIL, PASSWORD).expect(303);
    assert!(on.header("location").starts_with("/sign-in/second-factor?next="));
    browser.follow(&on).expect(200);
    let page = browser.get("/account/second-factor").expect(303);
    assert!(page.header("location").starts_with("/sign-in?next="));
}

/// The pages of the catalog are the same for everybody; a cookie that opens nothing tells scripts.
#[test]
fn the_catalog_shows_everybody_the_same_and_a_hint_tells_who_is_here() {
    let app = TestApp::start();
    let browser = joined(&app, MAIL);
    assert_eq!(browser.cookie("__Host-oin-here").as_deref(), Some("1"));
    assert_eq!(
        browser.get("/").expect(200).text(),
        app.browser().get("/").expect(200).text()
    );
    // Without scripts the link in the header leads whoever is signed in to the portal.
    assert_eq!(browser.get("/sign-in").expect(303).header("location"), "/portal");
    // It opens nothing, and goes when the session has ended elsewhere.
    let stranger = app.browser();
    stranger.put_cookie("__Host-oin-here", "1");
    assert_eq!(stranger.get("/account").status, 303);
    stranger.get("/sign-in").expect(200);
    assert_eq!(stranger.cookie("__Host-oin-here"), None);
    browser.post("/sign-out", &[]).expect(303);
    assert_eq!(browser.cookie("__Host-oin-here"), None);
    sign_in(&browser, MAIL, PASSWORD).expect(303);
    assert_eq!(browser.cookie("__Host-oin-here").as_deref(), Some("1"));
}
