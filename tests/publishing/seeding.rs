//! Loading the facts again over a catalog that people work on.

use oin_domain::account::StaffRole;
use oin_server::actions::seeds;

use super::{SAML, app, live};
use crate::harness::{now, wait};

#[test]
fn what_people_took_into_their_hands_stays_when_the_facts_are_loaded_again() {
    let app = app();
    let load = || wait(seeds::load(app.store(), true, now(), |_, _| {})).unwrap();
    let before = load();
    assert_eq!((before.new, before.changed, before.left), (0, 0, 0));

    // Staff warn the readers of one listing, rename a category and write a collection anew.
    let ada = app.staff("ada@oin.test", &[StaffRole::Admin]);
    let desk = "/admin/listings/box";
    let why = [("reason", "Its guide leads nowhere.")];
    ada.press(desk, &format!("{desk}/degrade"), &why).expect(303);
    let category = app.json("/api/v1/categories")["items"][0]["slug"]
        .as_str()
        .unwrap()
        .to_owned();
    let rename = [("slug", category.as_str()), ("label", "Renamed by staff")];
    ada.press("/admin/categories", "/admin/categories/rename", &rename)
        .expect(303);
    // An ISV publishes.
    live(&app, &app.publisher("acme"), "Quillwharf Pay", &SAML);

    let again = load();
    assert_eq!((again.new, again.changed, again.left), (0, 0, 1));
    assert_eq!(again.total(), before.total());
    app.shows("quillwharf-pay");
    app.eventually("the category's new words", |app| {
        app.json("/api/v1/categories")["items"][0]["label"] == "Renamed by staff"
    });
    let listing = app.json("/api/v1/integrations/box");
    assert_eq!(listing["health"], "degraded", "{listing}");
}
