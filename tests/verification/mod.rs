//! The second tier, as the ISV, reviewers, leads and visitors see it.

mod by_api;
mod contacts;
mod life;
mod machine;
mod recording;

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::account::MailAddress;
use oin_domain::choice::Choice as _;
use oin_domain::ids::EvidenceId;
use oin_domain::integration::Slug;
use oin_domain::org::{DomainName, ProofMethod};
use oin_domain::verification::{Evidence, Outcome, RunKind, Subject};
use oin_store::StoreError;
use uuid::Uuid;

use crate::harness::{Person, TestApp, now, wait};
use crate::pages::portal::{SAML, begin, complete, connect, fill, open};

/// The slug of what the tests verify.
const SLUG: &str = "harborlight-shifts";
/// Its page for the ISV.
const PORTAL: &str = "/portal/verification/harborlight-shifts";
/// Its page for reviewers.
const DESK: &str = "/review/verification/harborlight-shifts";

/// An app whose outside answers, and whose clock can be moved.
fn app() -> TestApp {
    TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
    ])
}

/// Publishes an integration with two test logins that do not expire.
fn publish(app: &TestApp, owner: &Person<'_>) {
    let draft = begin(owner, "Harborlight Shifts");
    connect(owner, &draft, "saml", &[]);
    let page = open(owner, &draft, "sign-on", "connections.0.acs");
    let acs = [
        (
            "connections.0.acs.0.url",
            "https://app.quillwharf.example/saml/acs",
        ),
        ("then", "stay"),
    ];
    owner.fill(&page, &format!("{draft}/sign-on"), &acs).expect(303);
    fill(owner, &draft, "sign-on", &SAML);
    complete(owner, &draft);
    let page = open(owner, &draft, "people", "testing.logins");
    owner
        .fill(
            &page,
            &format!("{draft}/people"),
            &[
                ("testing.logins.1.url", "https://login.quillwharf.example/login"),
                ("testing.logins.1.user_name", "reviewer-two"),
                ("testing.logins.1.role", "Member"),
                ("then", "stay"),
            ],
        )
        .expect(303);
    let secret = format!("{draft}/secret?path=testing.logins.1.password");
    owner
        .fill_and_send(&secret, &[("secret", "battery staple")])
        .expect(303);
    owner
        .press(&format!("{draft}/submit"), &format!("{draft}/do/submit"), &[])
        .expect(303);
    app.work_until_idle();
    app.approves(&draft);
    app.shows(SLUG);
}

/// Proves the website's domain and confirms the contacts, as DNS and the letters' links would.
fn bring(app: &TestApp, owner: &Person<'_>) {
    let (domain, org) = (DomainName::parse("quillwharf.example").unwrap(), owner.org);
    wait(app.store().write(async |tx| {
        tx.claim_domain(org, &domain, "a-token-of-this-test", now())
            .await?;
        tx.prove_domain(org, &domain, ProofMethod::Dns, now()).await?;
        for mail in ["help@acme.example", "ada@acme.example"] {
            let mail = MailAddress::parse(mail).unwrap();
            let contact = tx.ask_contact(Uuid::now_v7(), org, &mail, now()).await?;
            tx.confirm_contact(contact.id, now()).await?;
        }
        Ok::<_, StoreError>(())
    }))
    .unwrap();
}

/// A run that somebody recorded at another time.
fn recorded(app: &TestApp, by: &Person<'_>, subject: Subject, at: DateTime<Utc>) {
    let slug = Slug::parse(SLUG).unwrap();
    let run = Evidence {
        id: EvidenceId(Uuid::now_v7()),
        subject,
        kind: RunKind::Manual,
        outcome: Outcome::Green,
        note: None,
        by: Some(by.user),
        at,
    };
    wait(app.store().write(async |tx| {
        let live = tx.live_integration(&slug).await?;
        tx.add_evidence(live.id, &run).await
    }))
    .unwrap();
}

/// A reviewer records a run through the page.
#[track_caller]
fn records(reviewer: &Person<'_>, subject: Subject, outcome: Outcome) {
    let fields = [
        ("subject", subject.as_str()),
        ("outcome", outcome.as_str()),
        ("note", "Seen in the sandbox."),
    ];
    reviewer
        .press(DESK, &format!("{DESK}/record"), &fields)
        .expect(303);
}

/// Every run that the tier asks for, green.
#[track_caller]
fn all_green(app: &TestApp, reviewer: &Person<'_>) {
    for subject in [Subject::LoginOne, Subject::LoginTwo] {
        recorded(app, reviewer, subject, now() - TimeDelta::hours(25));
        records(reviewer, subject, Outcome::Green);
    }
    for subject in [Subject::FlowSp, Subject::FlowIdp, Subject::Guide] {
        records(reviewer, subject, Outcome::Green);
    }
}

/// The tier that the API tells.
fn tier(app: &TestApp) -> String {
    let listing = app.json(&format!("/api/v1/integrations/{SLUG}"));
    listing["tier"].as_str().unwrap_or_default().to_owned()
}

/// Moves the installation's clock, as `oin dev advance` does, and lets the work be done.
fn advance(app: &TestApp, days: i64) {
    wait(
        app.store()
            .write(async |tx| tx.move_clock_on(days * 86_400).await),
    )
    .unwrap();
    app.work_until_idle();
}
