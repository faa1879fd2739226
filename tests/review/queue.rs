//! The queue: who sees what, and in which order.

use oin_domain::account::StaffRole;
use oin_domain::org::OrgRole;

use super::{app, desk, queued, reviewer};
use crate::harness::wait;

#[test]
fn staff_see_the_queue_and_nobody_else_does() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    let page = anna.get("/review").expect(200);
    for text in [
        "Acme Shifts",
        "acme",
        "Wizard",
        "SAML 2.0",
        &desk(&id),
        "Claim next",
    ] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    // First submission, hosts outside of a proven domain: both itemised.
    let page = anna.get(&desk(&id)).expect(200);
    for text in [
        "First submission of the org",
        "Host outside the proven domain",
        "rules of version 1",
    ] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    owner.get("/review").expect(404);
    owner.get(&desk(&id)).expect(404);
    app.person("eve@evil.example").get("/review").expect(404);
    // Staff without a second factor are led to adding one.
    let user = app.add_user("new@oin.test");
    wait(app.store().write(async |tx| {
        tx.grant_staff_role(user, StaffRole::Reviewer, None, crate::harness::now())
            .await
    }))
    .unwrap();
    let bare = app.signed_in(
        user,
        "new@oin.test",
        owner.org,
        oin_domain::account::SessionPolicy::STAFF,
        false,
    );
    let led = bare.get("/review").expect(303);
    assert!(led.header("location").starts_with("/account/second-factor"));
}

#[test]
fn what_is_an_own_orgs_is_for_colleagues() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    wait(app.store().write(async |tx| {
        tx.add_member(owner.org, anna.user, OrgRole::Viewer, crate::harness::now())
            .await
    }))
    .unwrap();
    assert!(!anna.get("/review").expect(200).text().contains("Acme Shifts"));
    let refused = anna.get(&desk(&id)).expect(403);
    assert!(refused.text().contains("own_org"), "{}", refused.text());
    let refused = super::act(&anna, &id, "claim", &[]).expect(403);
    assert!(refused.text().contains("own_org"), "{}", refused.text());
    let next = anna.fill_and_send("/review", &[]).expect(303);
    assert!(next.header("location").contains("left=none"));
    super::act(&reviewer(&app, "bert"), &id, "claim", &[]).expect(303);
}

#[test]
fn filters_narrow_and_a_draft_is_no_reviewers_business() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    let shows = |query: &str| {
        let page = anna.get(&format!("/review?{query}")).expect(200);
        page.text().contains(&desk(&id))
    };
    for query in [
        "lane=wizard",
        "mode=saml2",
        "tier=community",
        "whose=unclaimed",
        "page=0",
    ] {
        assert!(shows(query), "{query}");
    }
    for query in [
        "lane=template",
        "mode=swa",
        "tier=verified",
        "whose=mine",
        "age=1",
        "page=1",
    ] {
        assert!(!shows(query), "{query}");
    }
    anna.get("/review?lane=fast").expect(400);
    anna.get("/review?order=mine").expect(400);

    let claimed = anna.fill_and_send("/review", &[]).expect(303);
    assert_eq!(claimed.header("location"), desk(&id));
    assert!(shows("whose=mine") && !shows("whose=unclaimed"));

    let draft = crate::pages::portal::begin(&owner, "Acme Secret");
    let draft = draft.rsplit('/').next().unwrap();
    anna.get(&desk(draft)).expect(404);
    anna.get(&desk("no-such")).expect(404);
}
