//! From the last step on: submitting, being stopped, taking back.

use super::{begin, complete, connect, fill, open};
use crate::harness::{Person, TestApp};

#[track_caller]
fn saml(person: &Person<'_>, name: &str, acs: &str) -> String {
    let draft = begin(person, name);
    connect(person, &draft, "saml", &super::SAML);
    let page = open(person, &draft, "sign-on", "connections.0.acs");
    let field = [("connections.0.acs.0.url", acs), ("then", "stay")];
    person
        .fill(&page, &format!("{draft}/sign-on"), &field)
        .expect(303);
    draft
}

#[test]
fn storing_and_dropping_a_secret_is_written_down_without_it() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Secrets");
    complete(&owner, &draft);
    let secrets = || {
        let events = app.events_of("owner@acme.example");
        let secrets = events.into_iter().filter(|kind| kind.starts_with("secret_"));
        secrets.collect::<Vec<_>>()
    };
    assert_eq!(secrets(), ["secret_sealed"]);
    // The address leads elsewhere: the secret goes.
    let moved = [(
        "testing.logins.0.url",
        "https://elsewhere.quillwharf.example/login",
    )];
    fill(&owner, &draft, "people", &moved);
    assert_eq!(secrets(), ["secret_sealed", "secret_dropped"]);
    assert!(app.all_events().contains("testing.logins.0.password"));
    assert!(!app.all_events().contains("correct horse"));
}

#[test]
fn the_portal_shows_how_complete_each_draft_is() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let bare = begin(&owner, "Acme Bare");
    let page = owner.get("/portal").expect(200);
    assert!(page.text().contains("20 % complete"), "{}", page.text());
    let full = begin(&owner, "Acme Full");
    complete(&owner, &full);
    let percent = |draft: &str| {
        let page = owner.get(&format!("{draft}/general")).expect(200);
        let text = page.text().split("data-percent>").nth(1).unwrap().to_owned();
        text.split('<').next().unwrap().to_owned()
    };
    let page = owner.get("/portal").expect(200);
    for draft in [&bare, &full] {
        let shown = format!("{} % complete", percent(draft));
        assert!(page.text().contains(&shown), "{shown}: {}", page.text());
    }
}

#[test]
fn a_whole_saml_integration_is_submitted_without_scripts() {
    // The checks look at addresses: those of the fake world answer.
    let app = TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
    ]);
    let owner = app.publisher("acme");
    let draft = saml(&owner, "Acme Shifts", "https://app.quillwharf.example/saml/acs");
    complete(&owner, &draft);
    let page = owner.get(&format!("{draft}/submit")).expect(200);
    for text in [
        "Acme Shifts",
        "https://app.quillwharf.example/saml/acs",
        "Edit",
        "data-lane>Wizard<",
    ] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    assert!(!page.text().contains("correct horse"));
    let guide = owner.get(&format!("{draft}/guide")).expect(200);
    assert!(
        guide.text().contains("https://app.quillwharf.example/saml/acs"),
        "{}",
        guide.text()
    );
    owner
        .press(&format!("{draft}/submit"), &format!("{draft}/do/submit"), &[])
        .expect(303);
    let page = owner.get(&draft).expect(200);
    assert!(page.text().contains("The checks are running."), "{}", page.text());
    assert!(owner.get("/portal").expect(200).text().contains("Acme Shifts"));

    app.work_until_idle();
    let page = owner.get(&draft).expect(200);
    assert!(page.text().contains("In the queue"), "{}", page.text());
    let received = app.received(&owner.mail);
    let subjects: Vec<&str> = received.iter().map(|letter| letter.subject.as_str()).collect();
    assert!(
        subjects.iter().any(|subject| subject.contains("Acme Shifts")),
        "{subjects:?}"
    );
}

#[test]
fn what_stops_a_submission_is_named_with_the_way_to_it() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = saml(&owner, "Acme Inside", "https://10.0.0.7/acs");
    let answer = owner
        .press(&format!("{draft}/submit"), &format!("{draft}/do/submit"), &[])
        .expect(422);
    for jump in ["/sign-on#connections.0.acs.0.url", "/people#testing.logins"] {
        assert!(
            answer.text().contains(&format!("{draft}{jump}")),
            "{jump}: {}",
            answer.text()
        );
    }
    let page = owner.get(&format!("{draft}/sign-on")).expect(200);
    assert!(
        page.text().contains("id=\"connections.0.acs.0.url.findings\""),
        "{}",
        page.text()
    );
}

#[test]
fn secrets_are_never_shown_and_ask_for_the_second_factor_first() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Vault");
    let page = open(&owner, &draft, "people", "testing.logins");
    let login = [
        ("testing.logins.0.url", "https://sandbox.acme.example/login"),
        ("then", "stay"),
    ];
    owner.fill(&page, &format!("{draft}/people"), &login).expect(303);
    let secret = format!("{draft}/secret?path=testing.logins.0.password");
    owner
        .fill_and_send(&secret, &[("secret", "correct horse")])
        .expect(303);
    let page = owner.get(&format!("{draft}/people")).expect(200);
    assert!(page.text().contains("Stored since"), "{}", page.text());
    assert!(!page.text().contains("correct horse"));
    assert!(!owner.get(&secret).expect(200).text().contains("correct horse"));
    owner.fill_and_send(&secret, &[("remove", "true")]).expect(303);
    assert!(
        !owner
            .get(&format!("{draft}/people"))
            .text()
            .contains("Stored since")
    );
    owner.get(&format!("{draft}/secret?path=name")).expect(404);
}

#[test]
fn a_deleted_draft_comes_back_and_withdrawing_needs_an_owner() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Regret");
    fill(&owner, &draft, "general", &[("summary", "Still here.")]);
    owner
        .press(&draft, &format!("{draft}/do/delete"), &[])
        .expect(303);
    owner.get(&draft).expect(404);
    owner
        .press("/portal", &format!("{draft}/do/restore"), &[])
        .expect(303);
    assert!(
        owner
            .get(&format!("{draft}/general"))
            .expect(200)
            .text()
            .contains("Still here.")
    );
    owner
        .press(
            &draft,
            &format!("{draft}/do/message"),
            &[("message", "Hello\nthere")],
        )
        .expect(303);
    assert!(owner.get(&draft).text().contains("Hello\nthere"));
    owner
        .press(&draft, &format!("{draft}/do/withdraw"), &[])
        .expect(303);
    assert!(owner.get(&draft).text().contains("It was taken back."));
}

#[test]
fn the_decision_helper_names_the_lane_and_why() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let page = owner
        .get("/portal/integrations/new?groups=yes&asked=yes")
        .expect(200);
    assert!(
        page.text().contains("<strong>Template</strong>"),
        "{}",
        page.text()
    );
    let page = owner.get("/portal/integrations/new?asked=yes").expect(200);
    assert!(page.text().contains("<strong>Wizard</strong>"), "{}", page.text());
    assert!(owner.get("/portal").text().contains("Your first integration"));
    owner
        .fill_and_send("/portal/integrations/new", &[("name", " ")])
        .expect(422);
}
