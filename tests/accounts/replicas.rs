//! What ends a session ends it on every replica at once (SECURITY row 55).

use oin_domain::account::StaffRole;

use super::sign_in::sign_in;
use super::sign_up::{PASSWORD, joined};
use crate::harness::{Browser, TestApp, now, rows, wait};

const MAIL: &str = "ada@acme.example";
const NEW: &str = "seven purple kettles dance";

/// Whether a cookie opens the account at a replica.
fn opens(app: &TestApp, cookie: &str) -> bool {
    let thief = app.browser();
    thief.put_cookie("__Host-oin", cookie);
    thief.get("/account").status == 200
}

fn cookie(browser: &Browser<'_>) -> String {
    browser.cookie("__Host-oin").unwrap()
}

#[test]
fn an_old_cookie_is_dead_on_every_replica_at_once() {
    let one = TestApp::start();
    let two = one.beside();
    let own = joined(&one, MAIL);
    let mut last = cookie(&own);
    assert!(opens(&one, &last) && opens(&two, &last));
    let dead = |cookie: &str, why: &str| {
        assert!(!opens(&one, cookie), "{why}: at the replica that did it");
        assert!(!opens(&two, cookie), "{why}: at the other one");
    };
    // Signing in again with it in the browser.
    own.post("/sign-in", &[("mail", MAIL), ("password", PASSWORD)])
        .expect(303);
    dead(&last, "signed in again");
    last = cookie(&own);
    assert!(opens(&two, &last));
    // Signing out.
    own.post("/sign-out", &[]).expect(303);
    dead(&last, "signed out");
    // A new password elsewhere.
    sign_in(&own, MAIL, PASSWORD).expect(303);
    let other = two.browser();
    sign_in(&other, MAIL, PASSWORD).expect(303);
    last = cookie(&own);
    other
        .fill_and_send("/account", &[("current", PASSWORD), ("new", NEW)])
        .expect(303);
    dead(&last, "another password");
    // The account is closed.
    sign_in(&own, MAIL, NEW).expect(303);
    last = cookie(&own);
    assert!(opens(&two, &last));
    other
        .press("/account", "/account/close", &[("password", NEW)])
        .expect(303);
    dead(&last, "closed");
    rows::passed(55, 4);
}

/// Rights are read anew for every request.
#[test]
fn a_right_that_was_taken_is_gone_on_every_replica_at_once() {
    let one = TestApp::start();
    let two = one.beside();
    let staff = one.staff("rae@oin.example", &[StaffRole::Reviewer]);
    let rights = |app: &TestApp| {
        let hash = oin_server::vault::digest(&cookie(&staff));
        let asker = wait(
            app.store()
                .read(async |read| read.session_asker(&hash, now()).await),
        );
        asker.unwrap().rights.person.staff
    };
    assert_eq!(rights(&two), [StaffRole::Reviewer]);
    wait(
        one.store()
            .write(async |tx| tx.revoke_staff_role(staff.user, StaffRole::Reviewer).await),
    )
    .unwrap();
    assert!(rights(&one).is_empty() && rights(&two).is_empty());
    rows::passed(55, 1);
}
