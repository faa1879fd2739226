//! What happens by itself when time goes by: every step twice, by two processes.

use super::{DAY, act, advance, app, decide, desk, queued, reviewer};
use crate::harness::{TestApp, unescaped, wait};

/// Sets the clock back, so that the sessions of the test are still good.
fn back_to_now(app: &TestApp) {
    let raw = app.database().raw();
    wait(raw.batch_execute("UPDATE dev_clock SET ahead_seconds = 0")).unwrap();
    app.work_until_idle();
}

fn kinds(app: &TestApp, mail: &str, kind: &str) -> usize {
    app.letters_to(mail).iter().filter(|known| *known == kind).count()
}

#[test]
fn a_lease_lapses_without_presence_and_holds_with_it() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    act(&anna, &id, "claim", &[]).expect(303);
    advance(&app, 20 * 60);
    act(&anna, &id, "stay", &[]).expect(303);
    advance(&app, 20 * 60);
    assert!(
        anna.get(&desk(&id))
            .expect(200)
            .text()
            .contains("data-act=\"release\"")
    );
    advance(&app, 11 * 60);
    let page = anna.get(&desk(&id)).expect(200);
    assert!(page.text().contains("data-act=\"claim\""), "{}", page.text());
    // Renewals are nobody's history.
    let theirs = owner.get(&format!("/portal/submissions/{id}")).expect(200);
    assert!(
        !theirs.text().contains("<strong>Stay</strong>"),
        "{}",
        theirs.text()
    );
}

#[test]
fn a_question_is_reminded_of_twice_and_closed_after_thirty_days() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    act(&anna, &id, "claim", &[]).expect(303);
    decide(&anna, &id, "ask", &[("ask.0.message", "Which plan?")]).expect(303);
    for (day, reminders) in [(13, 0), (14, 1), (24, 1), (25, 2), (29, 2)] {
        let at = wait(app.store().read(async |read| read.seconds_ahead().await)).unwrap();
        advance(&app, day * DAY + 60 - at);
        app.beside().work_until_idle();
        assert_eq!(kinds(&app, &owner.mail, "reminder"), reminders, "day {day}");
    }
    advance(&app, DAY);
    assert_eq!(kinds(&app, &owner.mail, "closed_no_reply"), 1);
    advance(&app, DAY);
    assert_eq!(kinds(&app, &owner.mail, "closed_no_reply"), 1);
}

#[test]
fn an_announced_discard_ends_after_seven_days_and_not_before() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    let cause = [("cause", "no_test_login"), ("message", "")];
    decide(&anna, &id, "announce_discard", &cause).expect(303);
    assert_eq!(kinds(&app, &owner.mail, "discard_announced"), 1);
    advance(&app, 7 * DAY - 60);
    assert_eq!(kinds(&app, &owner.mail, "discarded"), 0);
    advance(&app, 120);
    assert_eq!(kinds(&app, &owner.mail, "discarded"), 1);
    back_to_now(&app);
    let page = owner.get(&format!("/portal/submissions/{id}/appeal")).expect(200);
    assert!(
        page.text().contains("No test login was given."),
        "{}",
        page.text()
    );
}

#[test]
fn the_look_again_proposes_and_a_reviewer_decides() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    advance(&app, DAY + 60);
    back_to_now(&app);
    assert!(
        !anna
            .get("/review")
            .expect(200)
            .text()
            .contains("Discard proposed:")
    );
    // The owner withdraws the test login after it was queued.
    let own = format!("/portal/submissions/{id}");
    let status = owner.get(&own).expect(200);
    assert!(status.text().contains("Replace or withdraw"), "{}", status.text());
    let secret = format!("{own}/secret?path=testing.logins.0.password");
    owner.fill_and_send(&secret, &[("remove", "true")]).expect(303);
    app.work_until_idle();
    let page = anna.get("/review").expect(200);
    assert!(
        page.text().contains("Discard proposed: The test logins are gone"),
        "{}",
        page.text()
    );
    assert_eq!(kinds(&app, &owner.mail, "discard_announced"), 0);
    let page = anna.get(&desk(&id)).expect(200);
    let form = format!("{}/decide/announce_discard?cause=no_test_login", desk(&id));
    let links = unescaped(page.text());
    assert!(links.contains(&form), "{links}");
    let shown = anna.get(&form).expect(200);
    assert!(
        shown.text().contains("value=\"no_test_login\" selected"),
        "{}",
        shown.text()
    );
}
