//! Lists and boxes without scripts.

use super::{begin, connect, fill, open};
use crate::harness::TestApp;

#[test]
fn entries_are_added_and_removed_by_buttons() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Lists");
    connect(&owner, &draft, "saml", &super::SAML);
    let sign_on = format!("{draft}/sign-on");
    for (place, url) in ["https://a.acme.example/acs", "https://b.acme.example/acs"]
        .into_iter()
        .enumerate()
    {
        let page = open(&owner, &draft, "sign-on", "connections.0.acs");
        let field = format!("connections.0.acs.{place}.url");
        owner
            .fill(&page, &sign_on, &[(&field, url), ("then", "stay")])
            .expect(303);
    }
    // What was typed on the page is saved before the entry goes.
    let remove = [
        ("remove", "connections.0.acs.0"),
        ("connections.0.audience", "urn:changed"),
    ];
    owner.fill_and_send(&sign_on, &remove).expect(303);
    let page = owner.get(&sign_on).expect(200);
    assert!(
        !page.text().contains("https://a.acme.example/acs"),
        "{}",
        page.text()
    );
    assert!(
        page.text()
            .contains("name=\"connections.0.acs.0.url\" value=\"https://b.acme.example/acs\"")
    );
    assert!(page.text().contains("urn:changed"));
    owner
        .fill_and_send(&sign_on, &[("remove", "connections.0")])
        .expect(303);
    let page = owner.get(&sign_on).expect(200);
    assert!(!page.text().contains("connections.0.type"), "{}", page.text());
}

#[test]
fn boxes_that_are_not_ticked_any_more_are_gone() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Boxes");
    connect(
        &owner,
        &draft,
        "oidc",
        &[("connections.0.scopes", "openid"), ("connections.0.jit", "true")],
    );
    let checked = |name: &str| {
        let page = owner.get(&format!("{draft}/sign-on")).expect(200);
        let forms = crate::harness::forms(page.text());
        let fields = forms
            .into_iter()
            .flat_map(|form| form.fields)
            .filter(|(known, _)| known == name);
        fields.map(|(_, value)| value).collect::<Vec<_>>()
    };
    assert_eq!(checked("connections.0.scopes"), ["openid"]);
    assert_eq!(checked("connections.0.jit"), ["true"]);
    fill(&owner, &draft, "sign-on", &[("connections.0.scopes", "profile")]);
    assert_eq!(checked("connections.0.scopes"), ["profile"]);
}
