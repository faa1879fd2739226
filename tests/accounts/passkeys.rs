//! Passkeys as a second factor (SECURITY rows 55 and 56).

use oin_domain::account::StaffRole;
use serde_json::Value;

use super::sign_in::sign_in;
use super::sign_up::{PASSWORD, joined};
use crate::harness::{Answer, Authenticator, Browser, TestApp};

const MAIL: &str = "ada@acme.example";

/// The ticket and the options of a ceremony.
#[track_caller]
fn begin(browser: &Browser<'_>, path: &str) -> (String, Value) {
    let begun = browser.post(path, &[]).expect(200).json();
    let ticket = begun["ceremony"].as_str().unwrap().to_owned();
    assert_eq!(ticket.len(), 43);
    (ticket, begun["options"].clone())
}

/// Adds a passkey.
#[track_caller]
fn add(browser: &Browser<'_>, key: &mut Authenticator, name: &str) -> Answer {
    let (ticket, options) = begin(browser, "/account/passkeys/begin");
    let answer = key.create(&options);
    let fields = [
        ("ceremony", ticket.as_str()),
        ("passkey", &answer),
        ("name", name),
    ];
    browser.post("/account/passkeys?next=/guide", &fields)
}

/// Proves by a passkey at `place`.
#[track_caller]
fn prove(browser: &Browser<'_>, key: &mut Authenticator, place: &str) -> Answer {
    let (ticket, options) = begin(browser, &format!("{place}/begin"));
    let answer = key.get(&options);
    send(browser, place, &ticket, &answer)
}

fn send(browser: &Browser<'_>, place: &str, ticket: &str, answer: &str) -> Answer {
    let fields = [("ceremony", ticket), ("passkey", answer)];
    browser.post(&format!("{place}/passkey?next=/guide"), &fields)
}

fn id(page: &Answer) -> String {
    let (_, rest) = page.text().split_once("name=\"id\" value=\"").unwrap();
    rest[..36].to_owned()
}

#[test]
fn a_passkey_is_added_named_used_and_removed() {
    let app = TestApp::start();
    let browser = joined(&app, MAIL);
    let elsewhere = app.browser();
    sign_in(&elsewhere, MAIL, PASSWORD).expect(303);
    let before = browser.cookie("__Host-oin").unwrap();
    let mut key = Authenticator::new(1);
    key.flags |= 8 | 16;
    let (_, options) = begin(&browser, "/account/passkeys/begin");
    let wanted = &options["publicKey"];
    assert_eq!(wanted["rp"]["id"], "oin.test");
    assert_eq!(wanted["authenticatorSelection"]["userVerification"], "preferred");
    assert_eq!(wanted["attestation"], "none");
    assert!(wanted.get("hints").is_none(), "a phone will do as well");
    assert!(
        wanted.get("extensions").is_none(),
        "browsers refuse credProtect here"
    );
    let codes = add(&browser, &mut key, "Work laptop").expect(200);
    assert_eq!(codes.text().matches("<li><code>").count(), 10);
    assert!(codes.text().contains("href=\"/guide\""));
    assert_ne!(
        browser.cookie("__Host-oin").unwrap(),
        before,
        "another cookie after it"
    );
    assert_eq!(elsewhere.get("/account").status, 303, "every other session ends");
    let page = browser.get("/account/second-factor").expect(200);
    assert!(page.text().contains("value=\"Work laptop\""));
    assert!(
        page.text()
            .contains("not used yet · kept in more than one device")
    );
    let rename = |browser: &Browser<'_>, name: &str| {
        browser.post("/account/passkeys/rename", &[("id", &id(&page)), ("name", name)])
    };
    rename(&browser, "My <laptop>").expect(303);
    rename(&browser, &"x".repeat(101)).expect(422);
    joined(&app, "eve@acme.example")
        .post("/account/passkeys/rename", &[("id", &id(&page)), ("name", "x")])
        .expect(404);

    browser.post("/sign-out", &[]).expect(303);
    let on = sign_in(&browser, MAIL, PASSWORD).expect(303);
    let ask = browser.follow(&on).expect(200);
    assert!(ask.text().contains("Use a passkey") && ask.text().contains("Recovery code"));
    let done = prove(&browser, &mut key, "/sign-in/second-factor").expect(303);
    assert_eq!(done.header("location"), "/guide");
    let page = browser.get("/account/second-factor").expect(200);
    assert!(page.text().contains("value=\"My &lt;laptop&gt;\"") && page.text().contains("last used on"));
    prove(&browser, &mut key, "/account/prove").expect(303);
    // A second one asks the first for a proof, and brings no new recovery codes.
    add(&browser, &mut key, "the same again").expect(422);
    let second = add(&browser, &mut Authenticator::new(2), "").expect(303);
    assert_eq!(second.header("location"), "/guide");
    for left in [1, 0] {
        let page = browser.get("/account/second-factor").expect(200);
        browser
            .post("/account/passkeys/remove", &[("id", &id(&page))])
            .expect(303);
        let page = browser.get("/account/second-factor").expect(200);
        assert_eq!(page.text().matches("/account/passkeys/remove").count(), left);
    }
    assert!(
        !browser
            .get("/account/second-factor")
            .expect(200)
            .text()
            .contains("of 10 codes")
    );
    let events = app.events_of(MAIL);
    for (kind, times) in [("factor_added", 2), ("factor_proven", 2), ("factor_removed", 2)] {
        assert_eq!(
            events.iter().filter(|event| *event == kind).count(),
            times,
            "{kind}"
        );
    }
    let told = app.letters_to(MAIL);
    assert_eq!(told.iter().filter(|kind| *kind == "factor_changed").count(), 4);
}

/// Every way an answer can be wrong is one refusal, and leaves everything as it is.
#[test]
fn an_answer_that_does_not_hold_proves_nothing() {
    type Change = fn(&mut Authenticator);
    let wrongs: [(&str, Change); 6] = [
        ("another origin", |key| key.origin = "https://evil.test"),
        ("another port", |key| key.origin = "https://oin.test:444"),
        ("another site", |key| key.site = "evil.test"),
        ("nobody there", |key| key.flags = 0),
        ("its user not verified any more", |key| key.flags = 1),
        ("a copy that is behind", |key| key.counter = 3),
    ];
    let app = TestApp::start();
    let mut seed = 10;
    for (what, change) in wrongs {
        seed += 1;
        let person = app.person(&format!("p{seed}@acme.example"));
        let mut key = Authenticator::new(seed);
        add(&person, &mut key, "key").expect(200);
        key.counter = 6;
        prove(&person, &mut key, "/account/prove").expect(303);
        let mut wrong = key.clone();
        change(&mut wrong);
        let answer = prove(&person, &mut wrong, "/account/prove").expect(422);
        assert!(answer.text().contains("This passkey was not accepted"), "{what}");
        prove(&person, &mut key, "/account/prove").expect(303);
        assert!(
            app.events_of(&person.mail).contains(&"factor_refused".to_owned()),
            "{what}"
        );
        // Nor is it added so.
        if !what.starts_with("a copy") && !what.starts_with("its user") {
            let mut other = Authenticator::new(seed + 100);
            change(&mut other);
            let answer = add(&person, &mut other, "wrong").expect(422);
            assert!(answer.text().contains("This passkey was not accepted"), "{what}");
        }
    }
}

#[test]
fn a_ceremony_counts_once_for_what_and_where_it_was_begun() {
    let app = TestApp::start();
    let ada = app.person(MAIL);
    let eve = app.person("eve@evil.example");
    let (mut key, mut evil) = (Authenticator::new(1), Authenticator::new(2));
    add(&ada, &mut key, "key").expect(200);
    add(&eve, &mut evil, "key").expect(200);
    let place = "/account/prove";
    let (ticket, options) = begin(&ada, "/account/prove/begin");
    let answer = key.get(&options);
    send(&eve, place, &ticket, &answer).expect(422);
    // Used up by whoever tried it.
    send(&ada, place, &ticket, &answer).expect(422);
    let (ticket, options) = begin(&ada, "/account/prove/begin");
    let answer = key.get(&options);
    send(&ada, place, &ticket, &answer).expect(303);
    send(&ada, place, &ticket, &answer).expect(422);
    // Another's passkey; the answer to another challenge; a ceremony that adds.
    let (ticket, options) = begin(&ada, "/account/prove/begin");
    send(&ada, place, &ticket, &evil.get(&options)).expect(422);
    let (ticket, _) = begin(&ada, "/account/prove/begin");
    send(&ada, place, &ticket, &answer).expect(422);
    prove(&ada, &mut key, place).expect(303);
    let (ticket, options) = begin(&ada, "/account/passkeys/begin");
    send(&ada, place, &ticket, &key.get(&options)).expect(422);
    // What is no answer at all.
    for nothing in ["", "{}", "[1", &"x".repeat(20_000)] {
        prove(&ada, &mut key, place).expect(303);
        let (ticket, _) = begin(&ada, "/account/prove/begin");
        send(&ada, place, &ticket, nothing).expect(422);
        let (ticket, _) = begin(&ada, "/account/passkeys/begin");
        let refused = ada.post(
            "/account/passkeys",
            &[("ceremony", &ticket), ("passkey", nothing), ("name", "N")],
        );
        assert!(
            refused.expect(422).text().contains("value=\"N\""),
            "what was typed stays"
        );
    }
    // Nobody else takes it over, and ceremonies are not begun without end.
    let taken = add(&eve, &mut key, "stolen").expect(422);
    assert!(taken.text().contains("belongs to an account already"));
    let last = (0..40)
        .map(|_| eve.post("/account/prove/begin", &[]).status)
        .last();
    assert_eq!(last, Some(429));
}

#[test]
fn a_factor_is_added_or_removed_after_a_proof_of_one_that_is_there() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    add(&owner, &mut Authenticator::new(1), "key").expect(200);
    let stale = app.signed_in(
        owner.user,
        &owner.mail,
        owner.org,
        oin_domain::account::SessionPolicy::MEMBER,
        false,
    );
    let page = stale.get("/account/second-factor").expect(200);
    assert!(
        page.text()
            .contains("Prove your second factor</a> to add or remove one")
    );
    for path in [
        "/account/passkeys",
        "/account/passkeys/begin",
        "/account/passkeys/remove",
    ] {
        let led = stale.post(path, &[("id", &id(&page))]).expect(303);
        assert!(
            led.header("location").starts_with("/account/prove?next="),
            "{path}"
        );
    }
    // Staff keep one.
    let staff = app.staff("rae@oin.example", &[StaffRole::Reviewer]);
    add(&staff, &mut Authenticator::new(2), "key").expect(200);
    staff.post("/account/second-factor/remove", &[]).expect(303);
    let page = staff.get("/account/second-factor").expect(200);
    let kept = staff
        .post("/account/passkeys/remove", &[("id", &id(&page))])
        .expect(403);
    assert!(kept.text().contains("Staff need a second factor"));
    staff.get("/account/second-factor").expect(200);
}
