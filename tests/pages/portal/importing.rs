//! Importing through the pages: looked at first, then taken, with where each value came from.

use super::{begin, connect};
use crate::harness::{TestApp, project_text};

#[test]
fn pasted_saml_metadata_is_shown_then_filled_in_and_marked() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Import");
    connect(&owner, &draft, "saml", &[]);
    let metadata = project_text("backend/protocol/fixtures/saml/salesforce.xml");
    let import = format!("{draft}/import?connection=0");
    let preview = owner
        .fill_and_send(&import, &[("document", &metadata)])
        .expect(200);
    assert!(
        preview.text().contains("What would be filled in"),
        "{}",
        preview.text()
    );
    let sign_on = format!("{draft}/sign-on");
    assert!(
        !owner
            .get(&sign_on)
            .text()
            .contains("https://example.my.salesforce.com"),
        "nothing is kept yet"
    );
    owner.fill(&preview, &import, &[("apply", "true")]).expect(303);
    let page = owner.get(&sign_on).expect(200);
    assert!(
        page.text()
            .contains("value=\"https://example.my.salesforce.com\""),
        "{}",
        page.text()
    );
    assert!(
        page.text().contains("From the SAML metadata, line "),
        "{}",
        page.text()
    );
}

#[test]
fn a_document_that_is_none_is_refused_with_what_was_typed() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Hostile");
    connect(&owner, &draft, "saml", &[]);
    let import = format!("{draft}/import?connection=0");
    let bomb = "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>";
    let answer = owner.fill_and_send(&import, &[("document", bomb)]).expect(422);
    assert!(
        answer.text().contains("It cannot be imported"),
        "{}",
        answer.text()
    );
    assert!(answer.text().contains("&lt;!DOCTYPE"), "{}", answer.text());
    owner.fill_and_send(&import, &[("document", "")]).expect(422);
}

#[test]
fn client_metadata_and_login_pages_fill_their_kinds() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Client");
    connect(&owner, &draft, "oidc", &[]);
    let import = format!("{draft}/import?connection=0");
    let client = r#"{"redirect_uris":["https://app.acme.example/cb"],"client_name":"Acme"}"#;
    let preview = owner.fill_and_send(&import, &[("document", client)]).expect(200);
    owner.fill(&preview, &import, &[("apply", "true")]).expect(303);
    assert!(
        owner
            .get(&format!("{draft}/sign-on"))
            .text()
            .contains("value=\"https://app.acme.example/cb\"")
    );

    let draft = begin(&owner, "Acme Form");
    connect(&owner, &draft, "swa", &[]);
    let import = format!("{draft}/import?connection=0");
    let html = project_text("backend/protocol/fixtures/login/erp.html");
    let page = [
        ("document", html.as_str()),
        ("url", "https://erp.acme.example/login"),
    ];
    let preview = owner.fill_and_send(&import, &page).expect(200);
    assert!(
        preview.text().contains("Field of the password"),
        "{}",
        preview.text()
    );
    owner.fill(&preview, &import, &[("apply", "true")]).expect(303);
    assert!(
        owner
            .get(&format!("{draft}/sign-on"))
            .text()
            .contains("value=\"https://erp.acme.example/login\"")
    );
}
