//! Appeals: by an owner, to somebody who did not decide.

use oin_domain::account::StaffRole;

use super::{app, decide, desk, queued, rejected, reviewer};

#[test]
fn an_appeal_is_heard_by_a_lead_who_did_not_decide() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    let (lead, other) = rejected(&app, &id);

    let appeal = format!("/portal/submissions/{id}/appeal");
    let page = owner.get(&appeal).expect(200);
    assert!(page.text().contains("Not yours."), "{}", page.text());
    owner.fill_and_send(&appeal, &[("message", " ")]).expect(422);
    owner
        .fill_and_send(&appeal, &[("message", "We own it: see the DNS.")])
        .expect(303);
    let refused = owner.post(&appeal, &[("message", "Again.")]).expect(409);
    assert!(refused.text().contains("appeal_state"), "{}", refused.text());

    for person in [&lead, &anna] {
        assert!(
            person
                .get("/review/appeals")
                .expect(200)
                .text()
                .contains("Somebody else hears it")
        );
        let refused = person.post(
            &format!("{}/decide/dismiss", desk(&id)),
            &[("message", "No."), ("then", "send")],
        );
        assert!(refused.expect(403).text().contains("forbidden"));
    }
    assert!(
        other
            .get("/review/appeals")
            .expect(200)
            .text()
            .contains("You may hear it")
    );
    decide(&other, &id, "uphold", &[("message", "The DNS shows it.")]).expect(303);
    let letter = app.received(&owner.mail).remove(0);
    assert!(
        letter.text.contains("was upheld") && letter.text.contains("The DNS shows it."),
        "{}",
        letter.text
    );
    // Back in the queue, nobody's first.
    let page = anna.get("/review?whose=unclaimed").expect(200);
    assert!(page.text().contains("Acme Shifts") && !page.text().contains("first for"));
}

#[test]
fn an_admin_hears_what_the_only_lead_decided_and_owners_can_step_back() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let lead = app.staff("lead@oin.test", &[StaffRole::Reviewer, StaffRole::Lead]);
    let admin = app.staff("admin@oin.test", &[StaffRole::Admin]);
    decide(&lead, &id, "discard_spam", &[("message", "An advertisement.")]).expect(303);
    let appeal = format!("/portal/submissions/{id}/appeal");
    owner
        .fill_and_send(&appeal, &[("message", "It is a product.")])
        .expect(303);
    assert!(
        admin
            .get("/review/appeals")
            .expect(200)
            .text()
            .contains("You may hear it")
    );
    decide(&admin, &id, "dismiss", &[("message", "It advertises.")]).expect(303);
    assert!(app.received(&owner.mail)[0].text.contains("was dismissed"));
    // Once and no more.
    let page = owner.get(&appeal).expect(200);
    assert!(page.text().contains("nothing to appeal"), "{}", page.text());

    let second = queued(&app, &owner, "Acme Second");
    decide(&lead, &second, "discard_spam", &[("message", "Again.")]).expect(303);
    let draft = format!("/portal/submissions/{second}");
    owner
        .fill_and_send(&format!("{draft}/appeal"), &[("message", "Please.")])
        .expect(303);
    owner
        .press(&draft, &format!("{draft}/do/withdraw-appeal"), &[])
        .expect(303);
    assert!(
        admin
            .get("/review/appeals")
            .expect(200)
            .text()
            .contains("No open appeals")
    );
}
