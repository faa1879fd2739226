//! The reviewers' desk through its pages, as browsers without scripts see it.

mod appeals;
mod bulk;
mod by_api;
mod clocks;
mod costs;
mod crowds;
mod decisions;
mod evidence;
mod figures;
mod pictures;
mod queue;
mod vault;
mod views;
mod words;

use oin_domain::account::StaffRole;

use crate::harness::{Answer, Person, TestApp, wait};
use crate::pages::portal::{SAML, begin, complete, connect, open};

/// An app whose outside world is played: the checks look at addresses.
fn app() -> TestApp {
    TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
    ])
}

/// Fills in a SAML integration of the owner's; gives the draft's address.
#[track_caller]
pub(crate) fn filled(owner: &Person<'_>, name: &str) -> String {
    let draft = begin(owner, name);
    connect(owner, &draft, "saml", &SAML);
    let page = open(owner, &draft, "sign-on", "connections.0.acs");
    let field = [
        (
            "connections.0.acs.0.url",
            "https://app.quillwharf.example/saml/acs",
        ),
        ("then", "stay"),
    ];
    owner.fill(&page, &format!("{draft}/sign-on"), &field).expect(303);
    complete(owner, &draft);
    draft
}

/// Takes a SAML integration of the owner's into the queue; gives its id.
#[track_caller]
fn queued(app: &TestApp, owner: &Person<'_>, name: &str) -> String {
    let draft = filled(owner, name);
    owner
        .press(&format!("{draft}/submit"), &format!("{draft}/do/submit"), &[])
        .expect(303);
    app.work_until_idle();
    let page = owner.get(&draft).expect(200);
    assert!(page.text().contains("In the queue"), "{}", page.text());
    draft.rsplit('/').next().unwrap().to_owned()
}

pub(crate) fn reviewer<'a>(app: &'a TestApp, name: &str) -> Person<'a> {
    app.staff(&format!("{name}@oin.test"), &[StaffRole::Reviewer])
}

fn desk(id: &str) -> String {
    format!("/review/submissions/{id}")
}

/// Does something on the submission's page.
#[track_caller]
pub(crate) fn act(person: &Person<'_>, id: &str, what: &str, fields: &[(&str, &str)]) -> Answer {
    person.post(&format!("{}/do/{what}", desk(id)), fields)
}

/// Makes a decision by its form.
#[track_caller]
pub(crate) fn decide(person: &Person<'_>, id: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let form = format!("{}/decide/{action}", desk(id));
    let mut fields = fields.to_vec();
    fields.push(("then", "send"));
    person.fill_and_send(&form, &fields)
}

/// Two leads who review as well: the first one has rejected the submission.
#[track_caller]
fn rejected<'a>(app: &'a TestApp, id: &str) -> (Person<'a>, Person<'a>) {
    let both = [StaffRole::Reviewer, StaffRole::Lead];
    let (lead, other) = (
        app.staff("lead@oin.test", &both),
        app.staff("other@oin.test", &both),
    );
    act(&lead, id, "claim", &[]).expect(303);
    let why = [("reason.0", "wrong_owner"), ("message", "Not yours.")];
    decide(&lead, id, "reject", &why).expect(303);
    (lead, other)
}

/// Looks at everything, opens the test login, and records a passing run of both flows.
#[track_caller]
pub(crate) fn look_through(person: &Person<'_>, id: &str) {
    let items = ["words", "owner", "settings", "guide", "signed_in"].map(|item| ("item", item));
    act(person, id, "check-off", &items).expect(303);
    person
        .fill_and_send(
            &format!("{}/vault/0", desk(id)),
            &[("reason", "To test the flows")],
        )
        .expect(200);
    for flow in ["sp", "idp"] {
        let run = [("flow", flow), ("result", "passed"), ("text", "Signed in.")];
        act(person, id, "run", &run).expect(303);
    }
}

/// What the page offers, by the names of the actions.
fn offered(page: &Answer) -> Vec<String> {
    let found = page.text().split("data-act=\"").skip(1);
    let mut offered: Vec<String> = found
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| name.to_owned())
        .collect();
    offered.sort();
    offered
}

/// Moves everybody's clock on.
fn advance(app: &TestApp, seconds: i64) {
    wait(app.store().write(async |tx| tx.move_clock_on(seconds).await)).unwrap();
    app.work_until_idle();
}

const DAY: i64 = 86_400;
