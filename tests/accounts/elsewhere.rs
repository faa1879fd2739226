//! Signing in by an OpenID Connect provider (SECURITY row 58).

use std::collections::BTreeMap;
use std::net::TcpListener;

use oin_domain::account::MailAddress;
use oin_domain::choice::Choice as _;
use oin_server::world::{CLIENT_ID, CLIENT_SECRET, Fault, IDP_HOST};
use oin_store::OidcIdentity;
use reqwest::Url;

use super::sign_up::{PASSWORD, joined};
use crate::harness::{Answer, Browser, TestApp, rows, wait};

pub(super) const ADA: &[(&str, &str)] = &[("person", "w-1001")];
const MAIL: &str = "ada@quillwharf.example";

/// An application with the fake world's provider.
pub(super) fn app() -> TestApp {
    TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
    ])
}

/// Somebody else than those on the provider's form.
fn other(mail: &str) -> Vec<(&'static str, String)> {
    [("person", "other"), ("name", "Olga Otter"), ("verified", "true")]
        .map(|(name, value)| (name, value.to_owned()))
        .into_iter()
        .chain([("mail", mail.to_owned())])
        .collect()
}

/// Goes off to the provider from `path`, answers its form, and says where it leads back to.
#[track_caller]
pub(super) fn at_provider<V: AsRef<str>>(
    app: &TestApp,
    browser: &Browser<'_>,
    path: &str,
    person: &[(&str, V)],
    fault: Fault,
) -> String {
    let away = browser.get(path).expect(303);
    let place: Url = away.header("location").parse().unwrap();
    assert_eq!(place.host_str(), Some(IDP_HOST), "{place}");
    let mut form: BTreeMap<String, String> = place.query_pairs().into_owned().collect();
    for name in ["state", "nonce", "code_challenge"] {
        assert_eq!(form[name].len(), 43, "{name}");
    }
    assert_eq!(form["code_challenge_method"], "S256");
    form.extend(
        person
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.as_ref().to_owned())),
    );
    form.insert("fault".to_owned(), fault.as_str().to_owned());
    form.insert("answer".to_owned(), "yes".to_owned());
    let back = app.at_world(IDP_HOST, "/authorize", &form).expect(303);
    let back: Url = back.header("location").parse().unwrap();
    assert_eq!(back.host_str(), Some("oin.test"), "{back}");
    format!("{}?{}", back.path(), back.query().unwrap())
}

/// Signs in at the provider and comes back.
#[track_caller]
fn come_back(app: &TestApp, browser: &Browser<'_>, fault: Fault) -> Answer {
    let back = at_provider(app, browser, "/sign-in/with/fake-world?next=/guide", ADA, fault);
    browser.get(&back)
}

/// Signs Ada up by the provider, in a browser that is signed in then.
fn joined_elsewhere(app: &TestApp) -> Browser<'_> {
    let browser = app.browser();
    let on = come_back(app, &browser, Fault::None).expect(303);
    browser
        .fill_and_send(on.header("location"), &[("org", "Quillwharf")])
        .expect(303);
    browser
}

fn is_signed_in(browser: &Browser<'_>) -> bool {
    browser.get("/account").status == 200
}

#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}: {}", answer.asked, answer.text());
    assert!(
        answer.text().contains(&format!("<code>{code}</code>")),
        "no {code}: {}",
        answer.text()
    );
}

fn has_account(app: &TestApp, mail: &str) -> bool {
    let mail = MailAddress::parse(mail).unwrap();
    wait(app.store().read(async |read| read.user_by_mail(&mail).await)).is_ok()
}

#[test]
fn somebody_new_gives_the_company_and_is_in() {
    let app = app();
    let browser = app.browser();
    let page = browser.get("/sign-in?next=/guide").expect(200);
    assert!(page.text().contains("Continue with Fake world"));
    assert!(
        browser
            .get("/sign-up")
            .expect(200)
            .text()
            .contains("Continue with Fake world")
    );
    let on = come_back(&app, &browser, Fault::None).expect(303);
    let place = on.header("location").to_owned();
    assert!(place.starts_with("/sign-up/company?link="));
    assert!(!has_account(&app, MAIL) && !is_signed_in(&browser));
    let page = browser.get(&place).expect(200);
    assert!(page.text().contains(MAIL) && page.text().contains("value=\"Ada Quill\""));
    // The ticket is worth nothing in another browser, nor as a way back.
    let thief = app.browser();
    thief.get("/sign-in").expect(200);
    refused(&thief.get(&place), 400, "provider_state");
    let ticket = place.split_once("link=").unwrap().1;
    thief
        .post(
            "/sign-up/company",
            &[("link", ticket), ("name", "Eve"), ("org", "Evil")],
        )
        .expect(400);
    let empty = browser.fill_and_send(&place, &[("org", " ")]).expect(422);
    assert!(empty.text().contains("value=\"Ada Quill\"") && empty.text().contains("id=\"org-error\""));
    let on = browser
        .fill_and_send(&place, &[("org", "Quillwharf")])
        .expect(303);
    assert_eq!(on.header("location"), "/guide");
    assert!(is_signed_in(&browser));
    refused(&browser.get(&place), 400, "provider_state");
    assert_eq!(app.events_of(MAIL), ["signed_up", "identity_linked", "signed_in"]);
    assert_eq!(
        app.letters_to(MAIL),
        [""; 0],
        "the browser that signs up is no new one"
    );

    browser.post("/sign-out", &[]).expect(303);
    // Known by now: in at once, whatever the provider says of the address.
    let on = come_back(&app, &browser, Fault::Unverified).expect(303);
    assert_eq!(on.header("location"), "/guide");
    assert!(is_signed_in(&browser));
    let elsewhere = app.browser();
    come_back(&app, &elsewhere, Fault::None).expect(303);
    assert_eq!(app.letters_to(MAIL), ["new_device_sign_in"]);
}

#[test]
fn every_fault_of_a_provider_is_refused() {
    let app = app();
    for fault in Fault::ALL.iter().copied().filter(|fault| *fault != Fault::None) {
        let (status, code) = match fault {
            Fault::Unverified | Fault::NoMail => (403, "mail_unverified"),
            Fault::WrongState => (400, "provider_state"),
            Fault::UsedCode => (400, "provider_refused"),
            Fault::Down => (503, "provider_unavailable"),
            _ => (400, "provider_answer"),
        };
        let browser = app.browser();
        let answer = come_back(&app, &browser, fault);
        assert_eq!(answer.status, status, "{fault}: {}", answer.text());
        refused(&answer, status, code);
        assert!(
            answer.text().contains("Continue with Fake world"),
            "and begins again"
        );
        assert!(!is_signed_in(&browser), "{fault}");
        assert!(!has_account(&app, MAIL), "{fault}");
        assert!(app.all_events().contains(code), "{fault}");
    }
    rows::passed(58, Fault::ALL.len() - 1);
}

#[test]
fn a_way_back_counts_once_in_the_browser_that_began_it() {
    let app = app();
    let browser = app.browser();
    let go = |browser: &Browser<'_>| at_provider(&app, browser, "/sign-in/with/fake-world", ADA, Fault::None);
    let back = go(&browser);
    let part = |back: &str, name: &str| {
        let url = Url::parse(&format!("http://x{back}")).unwrap();
        url.query_pairs().find(|(n, _)| n == name).unwrap().1.into_owned()
    };
    // Of another browser, with a cookie of its own or none.
    let thief = app.browser();
    refused(&thief.get(&back), 400, "provider_state");
    let back = go(&browser);
    go(&thief);
    refused(&thief.get(&back), 400, "provider_state");
    // Without a state, with an unknown one.
    let back = go(&browser);
    let state = part(&back, "state");
    for other in ["", "state=", &format!("state={}", "A".repeat(43))] {
        refused(
            &browser.get(&back.replace(&format!("state={state}"), other)),
            400,
            "provider_state",
        );
    }
    // Refused by the person; the state is used up all the same.
    let denied = format!("/sign-in/back/fake-world?state={state}&error=access_denied");
    refused(&browser.get(&denied), 400, "provider_refused");
    refused(&browser.get(&back), 400, "provider_state");
    // The code of one way with the state of another: the verifier does not fit.
    let (one, two) = (go(&browser), go(&browser));
    let mixed = two.replace(&part(&two, "code"), &part(&one, "code"));
    refused(&browser.get(&mixed), 400, "provider_refused");
    // Twice.
    let back = go(&browser);
    browser.get(&back).expect(303);
    refused(&browser.get(&back), 400, "provider_state");
    rows::passed(58, 8);
}

#[test]
fn a_way_to_one_provider_is_none_back_from_another() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let provider = |id: &str| {
        format!(
            r#"{{"id":"{id}","label":"{id} & sons","issuer":"http://{IDP_HOST}:{port}","client_id":"{CLIENT_ID}","client_secret":"{CLIENT_SECRET}"}}"#
        )
    };
    let providers = format!("[{},{}]", provider("one"), provider("two"));
    let app = TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", &format!("127.0.0.1:{port}")),
        ("OIN_SIGN_IN_PROVIDERS", &providers),
    ]);
    let browser = app.browser();
    let page = browser.get("/sign-in").expect(200);
    for label in ["Continue with one &amp; sons", "Continue with two &amp; sons"] {
        assert!(page.text().contains(label), "{label}");
    }
    let back = at_provider(&app, &browser, "/sign-in/with/one", ADA, Fault::None);
    refused(
        &browser.get(&back.replace("back/one", "back/two")),
        400,
        "provider_state",
    );
    let back = at_provider(&app, &browser, "/sign-in/with/two", ADA, Fault::None);
    browser.get(&back).expect(303);
    browser.get("/sign-in/with/three").expect(404);
    rows::passed(58, 1);
}

#[test]
fn an_address_that_has_an_account_is_linked_by_its_owner_alone() {
    let app = app();
    joined(&app, MAIL);
    let browser = app.browser();
    let page = come_back(&app, &browser, Fault::None);
    refused(&page, 409, "address_taken");
    assert!(
        page.text()
            .contains("name=\"next\" value=\"/account/identities\"")
    );
    assert!(!is_signed_in(&browser));
    let identity = OidcIdentity {
        issuer: app.world().sign_in_provider().issuer,
        subject: "w-1001".to_owned(),
    };
    let linked = || {
        wait(
            app.store()
                .read(async |read| read.user_by_identity(&identity).await),
        )
        .is_ok()
    };
    assert!(!linked(), "an equal address links nothing");
    // As the page says: with the password first. Without a second factor there is one to set up.
    let on = browser.post(
        "/sign-in",
        &[
            ("mail", MAIL),
            ("password", PASSWORD),
            ("next", "/account/identities"),
        ],
    );
    assert_eq!(on.expect(303).header("location"), "/account/identities");
    browser.get("/account/identities").expect(200);
    let led = browser.get("/account/identities/with/fake-world").expect(303);
    assert!(led.header("location").starts_with("/account/second-factor?next="));
    assert!(!linked());
    rows::passed(58, 1);
}

#[test]
fn an_identity_is_linked_after_a_proof_and_a_click_and_unlinked_again() {
    let app = app();
    let owner = app.publisher("quillwharf");
    let with = "/account/identities/with/fake-world";
    let back = at_provider(&app, &owner, with, ADA, Fault::None);
    // Another session of the same person did not begin it.
    let second = app.signed_in(
        owner.user,
        &owner.mail,
        owner.org,
        oin_domain::account::SessionPolicy::MEMBER,
        true,
    );
    second.get("/account/identities/with/fake-world").expect(303);
    second.get(&back).expect(400);
    let back = at_provider(&app, &owner, with, ADA, Fault::None);
    let on = owner.get(&back).expect(303);
    let place = on.header("location").to_owned();
    let ask = owner.get(&place).expect(200);
    assert!(ask.text().contains(MAIL) && ask.text().contains(&owner.mail));
    assert!(
        !owner
            .get("/account/identities")
            .expect(200)
            .text()
            .contains("w-1001")
    );
    second.get(&place).expect(400);
    owner
        .fill_and_send(&place, &[("link", place.split_once("link=").unwrap().1)])
        .expect(303);
    assert!(
        owner
            .get("/account/identities")
            .expect(200)
            .text()
            .contains("w-1001")
    );
    assert_eq!(app.letters_to(&owner.mail), ["sign_in_changed"]);
    // It signs in now, and the second factor is asked for as before.
    let browser = app.browser();
    let on = come_back(&app, &browser, Fault::None).expect(303);
    assert!(on.header("location").starts_with("/sign-in/second-factor?next="));
    // Nobody else links it.
    let eve = app.publisher("evil");
    let back = at_provider(&app, &eve, with, ADA, Fault::None);
    refused(&eve.get(&back), 409, "identity_taken");
    // The only way in stays; one of two goes.
    let remove = |subject: &str| {
        let issuer = app.world().sign_in_provider().issuer;
        owner.post(
            "/account/identities/remove",
            &[("issuer", &issuer), ("subject", subject)],
        )
    };
    refused(&remove("w-1001"), 409, "last_way_in");
    let back = at_provider(&app, &owner, with, &other("olga@otter.example"), Fault::None);
    let on = owner.get(&back).expect(303);
    let place = on.header("location").to_owned();
    owner
        .fill_and_send(&place, &[("link", place.split_once("link=").unwrap().1)])
        .expect(303);
    remove("w-1001").expect(303);
    remove("w-1001").expect(404);
    refused(&remove("w-olga@otter.example"), 409, "last_way_in");
    let events = app.events_of(&owner.mail);
    for event in ["identity_linked", "identity_unlinked"] {
        assert!(events.contains(&event.to_owned()), "{event}: {events:?}");
    }
    refused(
        &come_back(&app, &app.browser(), Fault::NoMail),
        403,
        "mail_unverified",
    );
}

#[test]
fn a_closed_account_is_closed_for_its_identities_too() {
    let app = app();
    let browser = joined_elsewhere(&app);
    let mail = MailAddress::parse(MAIL).unwrap();
    wait(app.store().write(async |tx| {
        let user = tx.user_by_mail(&mail).await?;
        tx.set_disabled(user.id, Some(crate::harness::now())).await
    }))
    .unwrap();
    assert!(!is_signed_in(&browser));
    refused(&come_back(&app, &browser, Fault::None), 403, "forbidden");
    assert!(!is_signed_in(&browser));
}
