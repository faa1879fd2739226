//! Test logins: opened with a reason, told to the ISV, shown once.

use super::{act, app, desk, queued, reviewer};
use crate::harness::now;
use oin_domain::account::{SessionPolicy, StaffRole};

#[test]
fn a_test_login_opens_for_its_reviewer_with_a_reason_and_a_letter() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    let vault = format!("{}/vault/0", desk(&id));
    // Not before she has it.
    anna.fill_and_send(&vault, &[("reason", "Curious")]).expect(409);
    act(&anna, &id, "claim", &[]).expect(303);
    let refused = anna.fill_and_send(&vault, &[("reason", " ")]).expect(422);
    assert!(!refused.text().contains("correct horse"));
    let opened = anna
        .fill_and_send(&vault, &[("reason", "To test SP-initiated")])
        .expect(200);
    assert!(opened.text().contains("correct horse"), "{}", opened.text());
    assert_eq!(opened.header("cache-control"), "no-store");
    // Shown once: neither the page nor the form has it.
    for place in [&vault, &desk(&id)] {
        assert!(
            !anna.get(place).expect(200).text().contains("correct horse"),
            "{place}"
        );
    }
    assert!(anna.get(&desk(&id)).text().contains("To test SP-initiated"));
    let letter = app.received(&owner.mail).remove(0);
    assert!(letter.text.contains("To test SP-initiated"), "{}", letter.text);
    assert!(!letter.raw.windows(13).any(|bytes| bytes == b"correct horse"));
    assert_eq!(
        app.events_of("anna@oin.test").last().map(String::as_str),
        Some("secret_opened")
    );
    anna.get(&format!("{}/vault/7", desk(&id))).expect(404);
    reviewer(&app, "bert")
        .fill_and_send(&vault, &[("reason", "Me too")])
        .expect(403);
}

#[test]
fn an_old_proof_of_the_second_factor_is_asked_for_again() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let user = app.add_user("anna@oin.test");
    crate::harness::wait(
        app.store()
            .write(async |tx| tx.grant_staff_role(user, StaffRole::Reviewer, None, now()).await),
    )
    .unwrap();
    app.add_factor(user);
    let anna = app.signed_in(user, "anna@oin.test", owner.org, SessionPolicy::STAFF, false);
    act(&anna, &id, "claim", &[]).expect(303);
    let vault = format!("{}/vault/0", desk(&id));
    let led = anna.get(&vault).expect(303);
    assert!(
        led.header("location").starts_with("/account/prove"),
        "{}",
        led.header("location")
    );
    let led = anna.post(&vault, &[("reason", "To test")]).expect(303);
    assert!(led.header("location").starts_with("/account/prove"));
    assert!(
        app.letters_to(&owner.mail)
            .iter()
            .all(|kind| kind != "secret_revealed")
    );
}
