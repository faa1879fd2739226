//! Metadata as products write it, imported through the socket: what is taken over, and what the person
//! is told about the rest.

use serde_json::{Value, json};

use super::documents::Importer;
use crate::harness::{TestApp, project_text};

const BINDINGS: &str = "urn:oasis:names:tc:SAML:2.0:bindings";

/// The base64 of a certificate among the fixtures.
fn certificate(name: &str) -> String {
    let text = project_text(&format!("backend/protocol/fixtures/signed/{name}.crt"));
    text.lines().filter(|line| !line.contains("-----")).collect()
}

fn key(use_for: &str, name: &str) -> String {
    format!(
        "<md:KeyDescriptor use=\"{use_for}\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data><ds:X509Certificate>\n{}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\n",
        certificate(name)
    )
}

fn acs(place: &str, rest: &str) -> String {
    format!(
        "<md:AssertionConsumerService Binding=\"{BINDINGS}:HTTP-POST\" Location=\"https://sp.acme.example/{place}\" {rest}/>\n"
    )
}

fn formats(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("<md:NameIDFormat>urn:oasis:names:tc:SAML:{name}</md:NameIDFormat>\n"))
        .collect()
}

fn asked(name: &str, attributes: &[&str]) -> String {
    let all: String = attributes
        .iter()
        .map(|attribute| format!("<md:RequestedAttribute Name=\"{attribute}\" isRequired=\"1\"/>"))
        .collect();
    format!(
        "<md:AttributeConsumingService index=\"0\"><md:ServiceName xml:lang=\"en\">{name}</md:ServiceName>{all}</md:AttributeConsumingService>\n"
    )
}

/// Metadata whose role has these attributes and elements.
fn sp(role: &str, inner: &str) -> String {
    format!(
        "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://sp.acme.example/metadata\">\n<md:SPSSODescriptor {role} protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\n{inner}</md:SPSSODescriptor>\n</md:EntityDescriptor>"
    )
}

fn filled<'a>(preview: &'a Value, field: &str) -> Option<&'a str> {
    let fields = preview["fields"].as_array().unwrap();
    let found = fields.iter().find(|one| one["field"] == field)?;
    // XML has lines worth naming.
    let place = found["place"].as_str().unwrap();
    assert!(!place.is_empty(), "{found}");
    assert_eq!(found["line"].is_u64(), place.starts_with("/Ent"), "{found}");
    found["value"].as_str()
}

fn codes(preview: &Value) -> Vec<&str> {
    let findings = preview["findings"].as_array().unwrap();
    let mut codes: Vec<&str> = findings
        .iter()
        .map(|finding| finding["code"].as_str().unwrap())
        .collect();
    codes.sort_unstable();
    codes
}

/// What a document must give: fields with their values (nothing for a field that stays empty), codes.
type Expected<'a> = (&'a str, String, &'a [(&'a str, Option<&'a str>)], &'a [&'a str]);

#[test]
fn what_products_write_is_taken_over_as_it_is_meant() {
    let app = TestApp::start();
    let importer = Importer::new(&app);
    let signed = "AuthnRequestsSigned=\"true\" WantAssertionsSigned=\"true\"";
    let slo = |binding: &str| {
        format!(
            "<md:SingleLogoutService Binding=\"{BINDINGS}:{binding}\" Location=\"https://sp.acme.example/slo\"/>\n"
        )
    };
    let bare = "<md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:KeyValue/></ds:KeyInfo></md:KeyDescriptor>";
    let many: String = (0..25)
        .map(|n| acs(&n.to_string(), &format!("index=\"{n}\"")))
        .collect();
    let attributes: Vec<String> = (0..40).map(|n| format!("a{n}")).collect();
    let attributes: Vec<&str> = attributes.iter().map(String::as_str).collect();
    let cases: Vec<Expected<'_>> = vec![
        // A CI server's plug-in lists the transient format first.
        (
            "all formats",
            sp(
                signed,
                &[
                    key("signing", "rsa"),
                    slo("HTTP-POST"),
                    formats(&["2.0:nameid-format:transient", "2.0:nameid-format:persistent"]),
                    acs("finishLogin", "index=\"0\""),
                ]
                .concat(),
            ),
            &[
                ("connections.0.name_id.format", Some("persistent")),
                ("connections.0.requests.kind", Some("signed")),
                ("connections.0.logout.binding", Some("post")),
                ("connections.0.signing", Some("assertion")),
            ],
            &[],
        ),
        (
            "transient alone",
            sp(
                "",
                &(formats(&["2.0:nameid-format:transient"]) + &acs("acs", "index=\"0\"")),
            ),
            &[("connections.0.name_id.format", Some("transient"))],
            &[],
        ),
        // Ruby's library names the list of attributes, not the app.
        (
            "a name that is none",
            sp(
                "",
                &(acs("acs", "index=\"0\"") + &asked("Required attributes", &["title", "memberOf"])),
            ),
            &[
                ("name", None),
                ("connections.0.attributes.0.source", Some("user.title")),
                ("connections.0.attributes.1.name", Some("memberOf")),
                ("connections.0.attributes.1.source", None),
                ("connections.0.attributes.1.required", Some("true")),
            ],
            &[],
        ),
        (
            "a change of keys",
            sp(
                signed,
                &(key("signing", "rsa") + &key("signing", "p256") + &acs("acs", "index=\"0\"")),
            ),
            &[("connections.0.requests.kind", Some("signed"))],
            &["saml_several_keys"],
        ),
        (
            "a bare key",
            sp(
                signed,
                &(bare.to_owned() + &slo("HTTP-POST") + &acs("acs", "index=\"0\"")),
            ),
            &[
                ("connections.0.requests.kind", None),
                ("connections.0.logout.kind", None),
            ],
            &["saml_bare_key", "saml_no_signing_key", "saml_slo_unused"],
        ),
        (
            "logout by SOAP",
            sp(
                "",
                &(key("signing", "rsa") + &slo("SOAP") + &acs("acs", "index=\"0\"")),
            ),
            &[("connections.0.logout.kind", None)],
            &["saml_slo_unused"],
        ),
        (
            "too many",
            sp("", &(many + &asked("Acme Desk", &attributes))),
            &[
                ("connections.0.acs.19.index", Some("19")),
                ("connections.0.acs.20.index", None),
                ("connections.0.attributes.29.name", Some("a29")),
                ("connections.0.attributes.30.name", None),
            ],
            &["saml_too_many", "saml_too_many"],
        ),
    ];
    for (name, document, fields, expected) in cases {
        let preview = importer.call(&document, false).expect(200).json();
        for (field, value) in fields {
            assert_eq!(filled(&preview, field), *value, "{name}: {field} in {preview:#}");
        }
        assert_eq!(codes(&preview), expected, "{name}");
    }
}

#[test]
fn files_in_older_encodings_are_read_as_what_they_show() {
    let app = TestApp::start();
    let importer = Importer::new(&app);
    let name = "<md:Organization><md:OrganizationName xml:lang=\"de\">Grünland</md:OrganizationName><md:OrganizationDisplayName xml:lang=\"de\">Grünland</md:OrganizationDisplayName><md:OrganizationURL xml:lang=\"de\">https://gruenland.example/</md:OrganizationURL></md:Organization></md:EntityDescriptor>";
    let document = sp("", &acs("acs", "index=\"0\"")).replace("</md:EntityDescriptor>", name);
    let declared = |encoding: &str| format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>\r\n{document}");
    let wide: Vec<u8> = format!("\u{feff}{}", declared("utf-16"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin: Vec<u8> = declared("ISO-8859-1")
        .chars()
        .map(|c| u8::try_from(c).unwrap())
        .collect();
    for (encoding, bytes) in [("UTF-16", wide), ("ISO-8859-1", latin)] {
        let (status, page) = importer.uploads(&bytes);
        assert_eq!(status, 200, "{encoding}: {page}");
        assert!(page.contains("<code>Grünland</code>"), "{encoding}: {page}");
    }
    // Pasted text is UTF-8 whatever it says of itself, and may stand behind blank lines.
    for pasted in [
        declared("utf-16"),
        declared("ISO-8859-1"),
        format!("\n\n{}", declared("UTF-8")),
    ] {
        let preview = importer.call(&pasted, false).expect(200).json();
        assert_eq!(filled(&preview, "vendor"), Some("Grünland"));
    }
}

#[test]
fn what_is_no_metadata_is_told_by_what_it_is() {
    let app = TestApp::start();
    let importer = Importer::new(&app);
    let good = sp("", &acs("acs?a=1", "index=\"0\""));
    for (document, words) in [
        ("{\"entity_id\": \"x\"}".to_owned(), "This is JSON, not XML."),
        (
            "https://sp.acme.example/metadata\n".to_owned(),
            "This is an address",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nMIIB\n".to_owned(),
            "a certificate or a key",
        ),
        (good.replace('<', "&lt;"), "are written as &lt;"),
        (
            format!("This XML file does not appear to have any style.\n{good}"),
            "Other text stands before",
        ),
        ("PD94bWwgdmVyc2lvbj0iMS4wIj8+".to_owned(), "base64: decode it"),
        (
            good.replace("a=1", "a=1&b=2"),
            "An & in a value is written as &amp;.",
        ),
        (good.replace('"', "”"), "plain quotation marks"),
        (good[..good.len() - 30].to_owned(), "It ends too early"),
        (
            good.replace("https://sp.acme.example/metadata", "java\tscript:alert(1)"),
            "is a script or a document",
        ),
        (
            good.replace("https://sp.", "https://*."),
            "becomes a tenant variable",
        ),
    ] {
        let problem = importer.call(&document, false).expect(422).json();
        let told = problem["detail"].as_str().unwrap();
        assert!(told.contains(words), "{words}: {told}");
    }
    let (status, page) = importer.uploads(b"\x1f\x8b\x08\0\0\0\0\0");
    assert_eq!(status, 422, "{page}");
    assert!(page.contains("The file is compressed"), "{page}");
}

#[test]
fn registrations_and_login_pages_of_products_are_read_as_they_are_meant() {
    let app = TestApp::start();
    let importer = Importer::new(&app);
    let oidc = |document: Value| importer.sends(&json!({ "kind": "oidc", "document": document.to_string() }));
    let inside = oidc(json!({
        "redirect_uris": ["https://sp.acme.example/cb"],
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": { "keys": [{ "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "use": "sig" }] },
    }));
    assert_eq!(codes(&inside.expect(200).json()), ["oidc_keys_inside"]);
    let export = oidc(json!({ "clientId": "acme", "redirectUris": ["https://sp.acme.example/*"] }));
    let told = export.expect(422).json()["detail"].as_str().unwrap().to_owned();
    assert!(told.contains("whether its redirectUris holds"), "{told}");

    let page = |html: &str| {
        importer.sends(&json!({ "kind": "swa", "url": "https://sp.acme.example/login", "document": html }))
    };
    // A box to be remembered is nobody's to fill in; the form's only button needs no name.
    let login = "<!doctype html><title>Anmelden – Acme Desk</title><form method=post><input name=user><input type=password name=pw><label><input type=checkbox name=keep> Remember me</label><button>Anmelden</button></form>";
    let preview = page(login).expect(200).json();
    let at = |field: &str| filled(&preview, &format!("connections.1.{field}"));
    assert_eq!(at("button"), Some("form button"));
    assert_eq!(at("extra.0.selector"), None);
    for (html, words) in [
        (
            "<title>Sign in</title><form method=post><input type=email name=email><button>Next</button></form>",
            "It comes on a second page.",
        ),
        (
            "<script src=/app.js></script><div id=root></div>",
            "A script builds it.",
        ),
        (
            "<iframe src=https://login.acme.example/></iframe>",
            "in the frame https://login.acme.example/",
        ),
    ] {
        let told = page(html).expect(422).json()["detail"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn an_address_with_a_wildcard_is_told_to_take_a_variable() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let program = super::Program::of(&app, &owner);
    let draft = program.begin(&json!({ "name": "Acme Desk", "connections": [{
        "type": "saml",
        "acs": [{ "index": "0", "url": "https://*.acme.example/*" }],
        "audience": "javascript:alert(1)",
    }] }));
    let checked = program
        .call(reqwest::Method::POST, &format!("{draft}/check"), &[], None)
        .expect(200)
        .json();
    let told = |field: &str| {
        let findings = checked["findings"].as_array().unwrap();
        let found = findings.iter().find(|finding| finding["field"] == field);
        found
            .map(|finding| finding["message"].as_str().unwrap().to_owned())
            .unwrap_or_default()
    };
    let acs = told("connections.0.acs.0.url");
    assert!(
        acs.contains("must not hold a *") && acs.contains("${name}"),
        "{acs}"
    );
    assert!(
        told("connections.0.audience").contains("must not begin with javascript:"),
        "{checked:#}"
    );
}
