//! Wishes for automated provisioning, as customers, vendors and leads see them.

mod by_api;

use std::collections::BTreeSet;

use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_domain::org::OrgRole;
use oin_domain::provisioning::{Stage, TRANSITIONS, pairs};

use crate::harness::{Answer, Person, TestApp, project_text, rows};

const WISH: [(&str, &str); 5] = [
    ("app", "Harborlight Shifts"),
    ("background", "We make 300 accounts by hand."),
    ("documentation", "https://docs.quillwharf.example/api"),
    ("auth", "bearer"),
    ("customers", "Initech\nGlobex"),
];

/// Asks for it; gives the wish's name.
#[track_caller]
fn ask(person: &Person<'_>) -> String {
    let answer = person.fill_and_send("/request/new", &WISH).expect(303);
    answer.header("location").rsplit('/').next().unwrap().to_owned()
}

#[track_caller]
fn decide(lead: &Person<'_>, id: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    lead.post(&format!("/review/provisioning/{id}/{action}"), fields)
}

#[test]
fn a_wish_goes_from_the_form_to_what_is_shipped() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let refused = owner.fill_and_send("/request/new", &[("app", ""), ("documentation", "http://x")]);
    let refused = refused.expect(422);
    for told in ["name must not be empty", "documentation", "must not be empty"] {
        assert!(refused.text().contains(told), "{told}: {}", refused.text());
    }
    let id = ask(&owner);
    app.get(&format!("/request/{id}")).expect(404);
    assert!(
        !app.get("/request")
            .expect(200)
            .text()
            .contains("Harborlight Shifts")
    );
    let own = owner.get(&format!("/portal/provisioning/{id}")).expect(200);
    assert!(own.text().contains("Initech"), "{}", own.text());

    let lead = app.staff("lena@network.example", &[StaffRole::Lead]);
    let desk = lead.get("/review/provisioning").expect(200);
    assert!(desk.text().contains("Harborlight Shifts"), "{}", desk.text());
    lead.get(&format!("/review/provisioning/{id}")).expect(200);
    decide(&lead, &id, "ask", &[("message", "")]).expect(422);
    decide(&lead, &id, "plan", &[("when", "Spring")]).expect(409);
    decide(&lead, &id, "ask", &[("message", "Which tenant?")]).expect(303);
    let letters = app.received("owner@acme.example");
    assert!(letters[0].text.contains("Which tenant?"), "{}", letters[0].text);
    let page = owner.get(&format!("/portal/provisioning/{id}")).expect(200);
    assert!(page.text().contains("Give what is missing"), "{}", page.text());
    let place = format!("/portal/provisioning/{id}");
    owner
        .fill_and_send(&place, &[("background", "The tenant acme.")])
        .expect(303);
    decide(&lead, &id, "score", &[("effort", "")]).expect(422);
    decide(&lead, &id, "score", &[("effort", "low")]).expect(303);

    let public = app.get(&format!("/request/{id}")).expect(200);
    assert!(public.text().contains("Score: 22 of 100"), "{}", public.text());
    assert!(public.text().contains("2 named; 3 points each."));
    assert!(
        !public.text().contains("Initech"),
        "customers' names are for leads"
    );
    assert!(
        app.get("/request")
            .expect(200)
            .text()
            .contains("Harborlight Shifts")
    );

    let voter = app.publisher("initech");
    let vote = format!("/request/{id}/vote");
    voter.post(&vote, &[("size", "")]).expect(422);
    voter.post(&vote, &[("size", "medium")]).expect(303);
    voter.post(&vote, &[("size", "large")]).expect(303);
    let voted = voter.get(&format!("/request/{id}")).expect(200);
    assert!(
        voted.text().contains("Score: 26 of 100"),
        "one vote an org: {}",
        voted.text()
    );
    assert!(voted.text().contains("Your org has voted."));

    for (action, fields, says) in [
        ("plan", [("when", "second quarter of 2027")], "is planned"),
        ("build", [("message", "")], "is being built"),
        ("try", [("message", "")], "First customers try"),
        ("ship", [("message", "")], "is available"),
    ] {
        decide(&lead, &id, action, &fields).expect(303);
        for mail in ["owner@acme.example", "owner@initech.example"] {
            let letters = app.received(mail);
            assert!(
                letters[0].subject.contains(says),
                "{mail}: {}",
                letters[0].subject
            );
        }
    }
    let sql = "SELECT act FROM audit_entries WHERE area = $1 ORDER BY id";
    let acts = app.rows(sql, "provisioning");
    let acts: Vec<String> = acts.iter().map(|row| row.get(0)).collect();
    assert_eq!(acts, ["ask", "complete", "score", "plan", "build", "try", "ship"]);
    voter.post(&vote, &[("size", "huge")]).expect(409);
}

#[test]
fn what_was_declined_comes_back_with_enough_votes() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let id = ask(&owner);
    let lead = app.staff("lena@network.example", &[StaffRole::Lead]);
    decide(&lead, &id, "decline", &[("message", "Few ask for it.")]).expect(303);
    for org in ["initech", "globex", "hooli", "umbrella"] {
        let voter = app.publisher(org);
        voter
            .post(&format!("/request/{id}/vote"), &[("size", "small")])
            .expect(303);
    }
    let page = app.get(&format!("/request/{id}")).expect(200);
    assert!(page.text().contains("Few ask for it."), "{}", page.text());
    let fifth = app.publisher("stark");
    fifth
        .post(&format!("/request/{id}/vote"), &[("size", "small")])
        .expect(303);
    let letters = app.received("owner@acme.example");
    assert!(
        letters[0].subject.contains("it is looked at again"),
        "{}",
        letters[0].subject
    );
    assert_eq!(
        app.received("owner@hooli.example").len(),
        1,
        "voters are told as well"
    );
}

/// SECURITY rows 60 to 62: other orgs, other roles, fields that the form does not have.
#[test]
fn strangers_are_turned_away() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let id = ask(&owner);
    let other = app.publisher("initech");
    let reviewer = app.staff("rita@network.example", &[StaffRole::Reviewer, StaffRole::Admin]);
    for place in [format!("/request/{id}"), format!("/portal/provisioning/{id}")] {
        other.get(&place).expect(404);
    }
    other
        .post(&format!("/portal/provisioning/{id}"), &WISH)
        .expect(404);
    other
        .post(&format!("/request/{id}/vote"), &[("size", "huge")])
        .expect(404);
    for nobody in [&owner, &other, &reviewer] {
        nobody.get("/review/provisioning").expect(404);
        nobody.get(&format!("/review/provisioning/{id}")).expect(404);
        decide(nobody, &id, "score", &[("effort", "low")]).expect(404);
    }
    let viewer = app.member("vic@acme.example", owner.org, OrgRole::Viewer);
    viewer.post("/request/new", &WISH).expect(403);
    let more = [("app", "X"), ("background", "Y"), ("stage", "shipped")];
    assert!(owner.post("/request/new", &more).text().contains("stage"));
    let lead = app.staff("lena@network.example", &[StaffRole::Lead]);
    for not_theirs in ["complete", "rescore"] {
        assert_ne!(decide(&lead, &id, not_theirs, &[]).status, 303, "{not_theirs}");
    }
    rows::passed(60, 4);
    rows::passed(61, 8);
    rows::passed(62, 1);
}

/// SECURITY row 63: the database has the domain's pairs, the documents its table.
#[test]
fn the_machine_is_the_same_everywhere() {
    let app = TestApp::reading();
    let sql = "SELECT from_stage, to_stage FROM provisioning_stage_pairs WHERE $1 = ''";
    let found: BTreeSet<(String, String)> = app
        .rows(sql, "")
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    let expected: BTreeSet<(String, String)> = pairs()
        .into_iter()
        .map(|(from, to)| (from.map_or("", Stage::as_str).to_owned(), to.as_str().to_owned()))
        .collect();
    assert_eq!(found, expected);
    let text = project_text("docs/provisioning-requests.md");
    for row in TRANSITIONS {
        let line = format!(
            "| `{}` | `{}` | `{}` | {} |",
            row.from,
            row.action,
            row.to,
            row.by.label()
        );
        assert!(
            text.contains(&line),
            "docs/provisioning-requests.md has no line\n{line}"
        );
    }
}
