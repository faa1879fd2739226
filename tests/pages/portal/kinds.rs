//! Every kind of connection can be typed in, and comes back as it was typed.

use super::{begin, connect, fill, open};
use crate::harness::TestApp;

#[test]
fn every_kind_keeps_what_is_typed() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let kinds: [(&str, &[(&str, &str)]); 6] = [
        ("saml", &super::SAML),
        (
            "oidc",
            &[
                (
                    "connections.0.initiate_login_uri",
                    "https://app.acme.example/start",
                ),
                ("connections.0.scopes", "email"),
                ("connections.0.client_auth", "private_key_jwt"),
                ("connections.0.jwks_uri", "https://app.acme.example/jwks"),
            ],
        ),
        (
            "swa",
            &[
                ("connections.0.login_url", "https://app.acme.example/login"),
                ("connections.0.user_name", "#user"),
                ("connections.0.password", "input[name=\"password\"]"),
                ("connections.0.button", "button"),
            ],
        ),
        (
            "ws_fed",
            &[
                ("connections.0.realm", "urn:acme:shifts"),
                ("connections.0.reply_url", "https://app.acme.example/wsfed"),
            ],
        ),
        (
            "bookmark",
            &[("connections.0.url", "https://app.acme.example/?a=1&b=\"<2>")],
        ),
        (
            "other",
            &[
                ("connections.0.method", "Delegated sign-on"),
                (
                    "connections.0.description",
                    "The app asks\na web service of yours.",
                ),
            ],
        ),
    ];
    for (kind, fields) in kinds {
        let draft = begin(&owner, &format!("Acme {kind}"));
        connect(&owner, &draft, kind, fields);
        let page = owner.get(&format!("{draft}/sign-on")).expect(200);
        let form = crate::harness::forms(page.text())
            .into_iter()
            .find(|form| form.action.ends_with("/sign-on"));
        let sent = form.unwrap().fields;
        assert!(
            sent.contains(&("connections.0.type".to_owned(), kind.to_owned())),
            "{kind}: {sent:?}"
        );
        for (name, value) in fields {
            let kept = sent.iter().any(|(known, text)| known == name && text == value);
            assert!(kept, "{kind}: {name} is not {value} in {sent:?}");
        }
    }
}

#[test]
fn tenant_variables_preview_addresses_and_ask_the_sandbox() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Hosts");
    let page = open(&owner, &draft, "variables", "variables");
    let variable = [
        ("variables.0.name", "subdomain"),
        ("variables.0.label", "Your subdomain"),
        ("variables.0.example", "globex"),
        ("then", "stay"),
    ];
    owner
        .fill(&page, &format!("{draft}/variables"), &variable)
        .expect(303);
    connect(
        &owner,
        &draft,
        "bookmark",
        &[("connections.0.url", "https://${subdomain}.acme.example/in")],
    );
    let page = owner.get(&format!("{draft}/sign-on")).expect(200);
    assert!(
        page.text().contains("https://globex.acme.example/in"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("data-lane>Template<"), "{}", page.text());
    fill(
        &owner,
        &draft,
        "sandbox",
        &[("testing.sandbox.values.subdomain", "sandbox")],
    );
    let page = owner.get(&format!("{draft}/sandbox")).expect(200);
    assert!(page.text().contains("value=\"sandbox\""), "{}", page.text());
}
