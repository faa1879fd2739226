//! Two people at one draft, and saving while typing.

use super::{begin, fill};
use crate::harness::TestApp;
use oin_domain::org::OrgRole;

#[test]
fn a_field_that_two_people_change_shows_both_texts() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let editor = app.member("editor@acme.example", owner.org, OrgRole::Editor);
    let draft = begin(&owner, "Acme Both");
    let general = format!("{draft}/general");
    let page = editor.get(&general).expect(200);
    fill(&owner, &draft, "general", &[("summary", "What the owner wrote.")]);
    let mine = [
        ("summary", "What the editor wrote."),
        ("website", "https://acme.example"),
        ("then", "stay"),
    ];
    let answer = editor.fill(&page, &general, &mine).expect(409);
    for text in ["What the owner wrote.", "What the editor wrote.", "Theirs, owner"] {
        assert!(answer.text().contains(text), "{text}: {}", answer.text());
    }
    // The other field is saved; saying it again with both in view wins.
    assert!(
        owner
            .get(&general)
            .text()
            .contains("value=\"https://acme.example\"")
    );
    editor.fill(&answer, &general, &[("then", "stay")]).expect(303);
    assert!(
        owner
            .get(&general)
            .text()
            .contains("value=\"What the editor wrote.\"")
    );
}

#[test]
fn autosave_says_saved_with_the_revision_and_what_was_found() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Auto");
    let autosave = format!("{draft}/general/autosave");
    let fields = [
        ("base", "1"),
        ("website", "http://plain.example"),
        ("many", "categories"),
    ];
    let saved = owner.post(&autosave, &fields).expect(200).json();
    assert!(saved["revision"].as_i64().unwrap() > 1, "{saved}");
    let findings = saved["findings"].as_array().unwrap();
    assert!(
        findings.iter().any(|finding| finding["field"] == "website"),
        "{saved}"
    );
    assert!(
        owner
            .get(&format!("{draft}/general"))
            .text()
            .contains("http://plain.example")
    );
    // A stale base at the same field is told, not taken.
    let stale = [("base", "1"), ("website", "https://other.example")];
    let answer = owner.post(&autosave, &stale).expect(200).json();
    assert_eq!(
        answer["conflicts"][0]["theirs"], "http://plain.example",
        "{answer}"
    );
}

#[test]
fn nobody_else_sees_a_draft_and_viewers_do_not_write() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let stranger = app.publisher("globex");
    let viewer = app.member("viewer@acme.example", owner.org, OrgRole::Viewer);
    let draft = begin(&owner, "Acme Secret Plans");
    for place in ["", "/general", "/submit", "/import", "/secret?path=scim.token"] {
        stranger.get(&format!("{draft}{place}")).expect(404);
    }
    let autosave = format!("{draft}/general/autosave");
    stranger
        .post(&autosave, &[("base", "1"), ("summary", "Taken.")])
        .expect(404);
    viewer.get(&format!("{draft}/general")).expect(200);
    viewer
        .post(&autosave, &[("base", "1"), ("summary", "Taken.")])
        .expect(403);
    for what in ["submit", "withdraw", "delete", "check", "message"] {
        stranger
            .post(&format!("{draft}/do/{what}"), &[("message", "x")])
            .expect(404);
        viewer
            .post(&format!("{draft}/do/{what}"), &[("message", "x")])
            .expect(403);
    }
    assert!(app.get(&draft).header("location").starts_with("/sign-in?next="));
}
