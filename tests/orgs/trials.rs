//! Trials that should go on: an owner asks, staff answer.

use oin_domain::account::StaffRole;
use oin_domain::org::OrgRole;

use super::fingerprint;
use crate::harness::TestApp;

#[test]
fn staff_let_a_trial_go_on() {
    let app = TestApp::start();
    let lead = app.staff("lead@oin.example", &[StaffRole::Lead, StaffRole::Reviewer]);
    app.staff("rae@oin.example", &[StaffRole::Reviewer]);
    let owner = app.publisher("acme");
    let page = owner.get("/portal/org").expect(200);
    assert!(page.text().contains("The test identity provider works until"));
    let before = page.text().to_owned();
    owner
        .fill_and_send("/portal/org", &[("reason", "Our sandbox was late.")])
        .expect(303);
    assert_eq!(app.letters_to("lead@oin.example"), ["trial_extension_asked"]);
    assert!(app.letters_to("rae@oin.example").is_empty());
    let page = owner.get("/portal/org").expect(200);
    assert!(page.text().contains("You have asked for a longer one"));
    let twice = owner
        .post("/portal/org/trial", &[("reason", "Again")])
        .expect(422);
    assert!(twice.text().contains("You have asked already"));
    let list = lead.get("/admin/trials").expect(200);
    assert!(list.text().contains("Our sandbox was late.") && list.text().contains("acme"));
    let fields = [("days", "60"), ("message", "Good luck."), ("answer", "yes")];
    let decided = lead.fill_and_send("/admin/trials", &fields).expect(303);
    let list = lead.follow(&decided).expect(200);
    assert!(list.text().contains("Nobody waits"));
    assert!(
        app.letters_to("owner@acme.example")
            .contains(&"trial_decided".to_owned())
    );
    let after = owner.get("/portal/org").expect(200);
    assert_ne!(after.text(), before);
    assert!(app.all_events().contains("trial_decided"));
    let letter = &app.received("owner@acme.example")[0];
    assert!(letter.text.contains("Good luck."), "{}", letter.text);
}

#[test]
fn only_leads_and_administrators_of_no_part_in_it_answer() {
    let app = TestApp::start();
    let reviewer = app.staff("rae@oin.example", &[StaffRole::Reviewer]);
    let admin = app.staff("admin@oin.example", &[StaffRole::Admin]);
    let owner = app.publisher("acme");
    let editor = app.member("ed@acme.example", owner.org, OrgRole::Editor);
    editor
        .post("/portal/org/trial", &[("reason", "Please")])
        .expect(403);
    owner.post("/portal/org/trial", &[("reason", " ")]).expect(422);
    owner
        .post("/portal/org/trial", &[("reason", "Please")])
        .expect(303);
    let page = admin.get("/admin/trials").expect(200);
    let wish = page.text().split("name=\"wish\" value=\"").nth(1).unwrap()[..36].to_owned();
    let before = fingerprint(&app);
    let yes = [
        ("wish", wish.as_str()),
        ("answer", "yes"),
        ("days", "30"),
        ("message", ""),
    ];
    for person in [&reviewer, &owner, &editor] {
        person.get("/admin/trials").expect(404);
        person.post("/admin/trials", &yes).expect(404);
    }
    for (answer, days) in [("yes", "31"), ("yes", "x"), ("maybe", "30")] {
        let fields = [
            ("wish", wish.as_str()),
            ("answer", answer),
            ("days", days),
            ("message", "Kept"),
        ];
        let page = admin.post("/admin/trials", &fields).expect(422);
        assert!(page.text().contains("Kept"), "{answer} {days}");
    }
    assert_eq!(fingerprint(&app), before);
    // Somebody of the org itself does not answer it (SECURITY row 61).
    let add = app.store().write(async |tx| {
        tx.add_member(owner.org, admin.user, OrgRole::Viewer, crate::harness::now())
            .await
    });
    crate::harness::wait(add).unwrap();
    admin.post("/admin/trials", &yes).expect(403);
    let second = app.staff("lead@oin.example", &[StaffRole::Lead]);
    let no = [
        ("wish", wish.as_str()),
        ("answer", "no"),
        ("days", "30"),
        ("message", ""),
    ];
    second.post("/admin/trials", &no).expect(303);
    second.post("/admin/trials", &no).expect(404);
    assert!(
        app.letters_to("owner@acme.example")
            .contains(&"trial_decided".to_owned())
    );
}
