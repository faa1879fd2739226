//! Importing through the pages: looked at first, then taken, with where each value came from.

use super::{begin, connect};
use crate::harness::{Multipart, TestApp, project_text};

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

#[test]
fn a_file_is_imported_without_scripts_and_stands_in_the_page_from_then_on() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme File");
    connect(&owner, &draft, "saml", &[]);
    let metadata = project_text("backend/protocol/fixtures/saml/salesforce.xml");
    let import = format!("{draft}/import?connection=0");
    let preview = owner
        .fill_and_upload(&import, &[], &[("file", metadata.as_bytes())])
        .expect(200);
    assert!(preview.text().contains("What would be filled in"));
    owner.fill(&preview, &import, &[("apply", "true")]).expect(303);
    let page = owner.get(&format!("{draft}/sign-on")).expect(200);
    assert!(
        page.text()
            .contains("value=\"https://example.my.salesforce.com\"")
    );
}

#[test]
fn a_federations_file_is_chosen_from_and_too_large_ones_are_refused() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Federation");
    connect(&owner, &draft, "saml", &[]);
    let import = format!("{draft}/import?connection=0");
    let metadata = project_text("backend/protocol/fixtures/saml/salesforce.xml");
    let start = metadata.find("<md:EntityDescriptor").unwrap();
    let one = &metadata[start..];
    let other = one.replace("https://example.my.salesforce.com", "https://other.example.com");
    let padding = format!("<!-- {} -->", "x".repeat(300 * 1024));
    let all = format!(
        "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">{padding}{one}{other}</md:EntitiesDescriptor>"
    );
    let choose = owner
        .fill_and_upload(&import, &[], &[("file", all.as_bytes())])
        .expect(200);
    assert!(choose.text().contains("holds 2 entities"), "{}", choose.text());
    assert!(choose.text().contains("Choose it once more"));
    let form = Multipart::default()
        .text("form_token", &owner.form_token())
        .text("connection", "0")
        .text("entity", "https://other.example.com")
        .file("file", b"all.xml", "", all.as_bytes());
    let preview = owner.upload(&format!("{draft}/import"), form).expect(200);
    assert!(
        preview.text().contains("What would be filled in"),
        "{}",
        preview.text()
    );
    assert!(preview.text().contains("https://other.example.com"));

    let draft = begin(&owner, "Acme Json");
    connect(&owner, &draft, "oidc", &[]);
    let import = format!("{draft}/import?connection=0");
    let large = vec![b' '; 256 * 1024 + 1];
    let answer = owner
        .fill_and_upload(&import, &[], &[("file", &large)])
        .expect(422);
    assert!(
        answer.text().contains("The file is larger than 256 KB"),
        "{}",
        answer.text()
    );
}
