//! Invitations: by mail, bound to the address, once.

use oin_domain::org::OrgRole;

use super::fingerprint;
use crate::harness::{TestApp, rows, unescaped};

const NEW: &str = "new@elsewhere.example";
const PASSWORD: &str = "seven purple kettles dance";

fn invite(owner: &crate::harness::Person<'_>, mail: &str, role: &str) {
    owner
        .fill_and_send("/portal/org", &[("mail", mail), ("role", role)])
        .expect(303);
}

#[test]
fn somebody_new_makes_an_account_behind_the_link() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    invite(&owner, NEW, "editor");
    assert_eq!(app.letters_to(NEW), ["invitation"]);
    let link = app.link_to(NEW);
    let browser = app.browser();
    let page = browser.get(&link).expect(200);
    for words in ["Join acme", "owner", "an editor", NEW] {
        assert!(page.text().contains(words), "{words}");
    }
    // Looking uses nothing up; a bad password loses nothing that was typed.
    let fields = [("name", "Nora New"), ("password", "short")];
    let refused = browser.fill_and_send(&link, &fields).expect(422);
    assert!(refused.text().contains("Nora New") && refused.text().contains("15"));
    let fields = [("name", "Nora New"), ("password", PASSWORD)];
    let joined = browser.fill(&refused, "/invitation", &fields).expect(303);
    let page = browser.follow(&joined).expect(200);
    assert!(page.text().contains("<h1>acme</h1>") && page.text().contains("Nora New"));
    assert!(page.text().contains("You are an editor"));
    browser.get(&link).expect(404);
    app.browser().get(&link).expect(404);
    // The account is a whole one.
    let elsewhere = app.browser();
    let fields = [("mail", NEW), ("password", PASSWORD)];
    elsewhere.fill_and_send("/sign-in", &fields).expect(303);
    elsewhere.get("/portal/org").expect(200);
}

#[test]
fn somebody_with_an_account_joins_with_it_and_nobody_else_does() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let ada = app.publisher("ada-org");
    let eve = app.publisher("eve-org");
    invite(&owner, "owner@ada-org.example", "viewer");
    let link = app.link_to("owner@ada-org.example");
    // Somebody else with the link: told whose it is, and refused.
    let page = eve.get(&link).expect(200);
    assert!(page.text().contains("You are signed in as"));
    let ticket = link.split_once('=').unwrap().1;
    let before = fingerprint(&app);
    eve.post("/invitation", &[("link", ticket)]).expect(403);
    // Nobody makes a second account for an address that has one.
    let stranger = app.browser();
    let page = stranger.get(&link).expect(200);
    assert!(unescaped(page.text()).contains("/sign-in?next="));
    let fields = [("link", ticket), ("name", "Eve"), ("password", PASSWORD)];
    stranger.post("/invitation", &fields).expect(409);
    assert_eq!(fingerprint(&app), before);

    let cookie = ada.cookie("__Host-oin").unwrap();
    let joined = ada.press(&link, "/invitation", &[]).expect(303);
    assert_ne!(ada.cookie("__Host-oin").unwrap(), cookie);
    let page = ada.follow(&joined).expect(200);
    assert!(page.text().contains("<h1>acme</h1>") && page.text().contains("You are a viewer"));
    assert!(page.text().contains("Switch to ada-org"));
    ada.get(&link).expect(404);
    assert!(
        app.events_of("owner@ada-org.example")
            .contains(&"member_joined".to_owned())
    );
}

#[test]
fn links_wear_out() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    invite(&owner, NEW, "editor");
    let first = app.link_to(NEW);
    // A second invitation takes the place of the first.
    invite(&owner, NEW, "viewer");
    let second = app.link_to(NEW);
    assert_ne!(first, second);
    app.browser().get(&first).expect(404);
    app.browser().get(&second).expect(200);
    owner
        .press("/portal/org", "/portal/org/invitations/withdraw", &[])
        .expect(303);
    app.browser().get(&second).expect(404);
    for broken in ["/invitation", "/invitation?link=", "/invitation?link=x"] {
        app.browser().get(broken).expect(404);
    }
    // A link of another kind opens no org.
    let person = app.browser();
    person
        .fill_and_send("/forgot-password", &[("mail", "owner@acme.example")])
        .expect(200);
    let reset = app.link_to("owner@acme.example");
    let ticket = reset.split_once('=').unwrap().1;
    app.browser()
        .get(&format!("/invitation?link={ticket}"))
        .expect(404);
}

#[test]
fn what_cannot_be_invited_is_refused_at_its_field() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    app.member("ed@acme.example", owner.org, OrgRole::Editor);
    let before = fingerprint(&app);
    for (mail, role, words) in [
        ("not an address", "viewer", "mail address"),
        ("ED@acme.example", "owner", "belongs to the org already"),
        ("x@acme.example\r\nBcc: y@acme.example", "viewer", "address"),
        ("x@acme.example", "king", "viewer, editor or owner"),
    ] {
        let answer = owner.post("/portal/org/invitations", &[("mail", mail), ("role", role)]);
        assert!(answer.expect(422).text().contains(words), "{mail}");
    }
    // SECURITY row 62: nothing is taken that the form does not have.
    for extra in ["org", "org_id", "user", "expires_at"] {
        let fields = [("mail", "x@acme.example"), ("role", "viewer"), (extra, "1")];
        let answer = owner.post("/portal/org/invitations", &fields).expect(422);
        assert!(answer.text().contains(extra), "{extra}");
    }
    assert_eq!(fingerprint(&app), before);
}

#[test]
fn row_50_nobody_is_bombed_with_invitations() {
    let app = TestApp::start();
    let owners: Vec<_> = (0..6).map(|n| app.publisher(&format!("org-{n}"))).collect();
    for owner in &owners {
        // The answer is the same whether or not a letter went out.
        let answer = owner.fill_and_send("/portal/org", &[("mail", NEW), ("role", "viewer")]);
        assert_eq!(answer.expect(303).header("location"), "/portal/org?after=invited");
    }
    assert_eq!(app.letters_to(NEW).len(), 3);
    rows::passed(50, 1);
}
