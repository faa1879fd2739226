//! Documents that mean harm, imported through the socket by file and by call (SECURITY rows 3, 4, 11
//! and 18): refused with the reason, nothing is kept, nothing outside is asked.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;

use super::{Program, fingerprint};
use crate::harness::{Multipart, Person, TestApp, project_text, rows};

const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/// A vendor who imports documents, both ways.
pub(super) struct Importer<'a> {
    app: &'a TestApp,
    owner: Person<'a>,
    program: Program<'a>,
    draft: String,
}

impl<'a> Importer<'a> {
    pub(super) fn new(app: &'a TestApp) -> Self {
        let owner = app.publisher("acme");
        let program = Program::of(app, &owner);
        let draft = program.begin(&json!({ "name": "Acme Desk", "connections": [{ "type": "saml" }] }));
        Self {
            app,
            owner,
            program,
            draft,
        }
    }

    /// Uploads a document as a browser does; the status and the page.
    pub(super) fn uploads(&self, document: &[u8]) -> (u16, String) {
        let id = self.draft.rsplit('/').next().unwrap();
        let form = Multipart::default()
            .text("form_token", &self.owner.form_token())
            .text("connection", "0")
            .file("file", b"metadata.xml", "", document);
        let answer = self
            .owner
            .upload(&format!("/portal/submissions/{id}/import"), form);
        (answer.status, answer.text().to_owned())
    }

    pub(super) fn call(&self, document: &str, apply: bool) -> crate::harness::Answer {
        self.sends(&json!({ "kind": "saml", "document": document, "apply": apply }))
    }

    /// Calls with this body.
    pub(super) fn sends(&self, body: &serde_json::Value) -> crate::harness::Answer {
        let place = format!("{}/import", self.draft);
        self.program
            .call(Method::POST, &place, &[("if-match", "*")], Some(body))
    }

    /// Each document is refused, for a reason that holds one of its words.
    #[track_caller]
    pub(super) fn all_refused(&self, row: u8, documents: &[(&str, Vec<u8>, &str)]) {
        let before = fingerprint(self.app);
        for (what, document, word) in documents {
            let began = Instant::now();
            let (status, page) = self.uploads(document);
            assert_eq!(status, 422, "{what}: {page}");
            assert!(page.contains("It cannot be imported"), "{what}: {page}");
            if let Ok(text) = std::str::from_utf8(document) {
                for apply in [false, true] {
                    let problem = self.call(text, apply).problem(422, "import_refused");
                    let errors = problem["errors"].as_array().unwrap();
                    assert!(
                        errors.iter().all(|error| error["field"] == "document"),
                        "{problem}"
                    );
                    let said = errors[0]["message"].as_str().unwrap();
                    let found = said.to_lowercase().contains(&word.to_lowercase());
                    assert!(found, "{what}: {word:?} is not in {said:?}");
                }
            }
            assert!(began.elapsed() < Duration::from_secs(4), "{what}");
        }
        assert_eq!(fingerprint(self.app), before, "something was kept");
        rows::passed(row, documents.len());
    }
}

fn sp(role: &str) -> String {
    format!(
        "<EntityDescriptor xmlns='{METADATA}' entityID='https://sp.acme.example/'>\n\
         <SPSSODescriptor protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>\n{role}\
         </SPSSODescriptor></EntityDescriptor>"
    )
}

fn acs(location: &str) -> String {
    sp(&format!(
        "<AssertionConsumerService Binding='{POST}' Location='{location}' index='0'/>"
    ))
}

/// A document, what it is, and a word of the reason why it is refused.
pub(super) fn text(
    what: &'static str,
    document: String,
    word: &'static str,
) -> (&'static str, Vec<u8>, &'static str) {
    (what, document.into_bytes(), word)
}

#[test]
fn rows_3_and_4_addresses_that_no_assertion_may_go_to() {
    let app = TestApp::start();
    let importer = Importer::new(&app);
    let at = |location: &'static str| (location, acs(location).into_bytes(), "Line 3");
    let schemes = [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        " java\tscript:alert(1)",
        "java&#10;script:alert(1)",
        "JaVaScRiPt:alert(1)",
        "file:///etc/passwd",
    ]
    .map(at);
    importer.all_refused(3, &schemes);
    let others = [
        "http://sp.acme.example/acs",
        "https://user:pw@sp.acme.example/acs",
        "https://user@sp.acme.example/acs",
        "https://sp.acme.example/acs#part",
        "/acs",
        "",
    ]
    .map(at);
    importer.all_refused(4, &others);
    // It is those addresses: with a sound one the document is taken.
    importer
        .call(&acs("https://sp.acme.example/acs"), false)
        .expect(200);
}

#[test]
fn row_11_documents_that_declare_a_type() {
    let app = TestApp::start();
    let importer = Importer::new(&app);
    let mut laughs = "<!DOCTYPE a [<!ENTITY l0 \"lol\">".to_owned();
    for n in 1..12 {
        write!(
            laughs,
            "<!ENTITY l{n} \"{}\">",
            format!("&l{};", n - 1).repeat(10)
        )
        .unwrap();
    }
    laughs.push_str("]><a>&l11;</a>");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let trap = format!("http://{}/trap.dtd", listener.local_addr().unwrap());
    let hidden = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let plain = acs("https://sp.acme.example/acs");
    importer.all_refused(
        11,
        &[
            text("billion laughs", laughs, "DOCTYPE"),
            text(
                "an outer entity",
                format!("<!DOCTYPE a [<!ENTITY x SYSTEM \"{trap}\">]><a>&x;</a>"),
                "DOCTYPE",
            ),
            text(
                "a file",
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>".to_owned(),
                "DOCTYPE",
            ),
            text(
                "a parameter entity",
                format!("<!DOCTYPE a [<!ENTITY % x SYSTEM \"{trap}\"> %x;]><a/>"),
                "DOCTYPE",
            ),
            text(
                "an outer type",
                format!("<!DOCTYPE a SYSTEM \"{trap}\"><a/>"),
                "DOCTYPE",
            ),
            text(
                "an empty type",
                format!("<!DOCTYPE EntityDescriptor>{plain}"),
                "DOCTYPE",
            ),
            text(
                "after a comment",
                format!("<!-- x --><!DOCTYPE EntityDescriptor []>{plain}"),
                "DOCTYPE",
            ),
            ("UTF-16", hidden(&format!("<!DOCTYPE a []>{plain}")), ""),
            text(
                "UTF-7",
                format!("<?xml version=\"1.0\" encoding=\"utf-7\"?>+ADwAIQ-DOCTYPE a+AD4-{plain}"),
                "",
            ),
        ],
    );
    assert!(listener.accept().is_err(), "the trap was called");
}

#[test]
fn row_18_documents_that_describe_no_service_in_force() {
    let app = TestApp::start();
    let importer = Importer::new(&app);
    let good = acs("https://sp.acme.example/acs");
    let twice = good
        .replace("entityID=", "ID='a' entityID=")
        .replace("<SPSSODescriptor", "<SPSSODescriptor ID='a'");
    importer.all_refused(
        18,
        &[
            text(
                "no longer valid",
                good.replace("entityID=", "validUntil='2026-11-23T00:00:00Z' entityID="),
                "Line 1",
            ),
            text(
                "a year that no clock has",
                good.replace("entityID=", "validUntil='99999-01-01T00:00:00Z' entityID="),
                "Line 1",
            ),
            text(
                "no service",
                format!("<EntityDescriptor xmlns='{METADATA}' entityID='x'/>"),
                "SPSSODescriptor",
            ),
            text(
                "an identity provider's",
                project_text("backend/protocol/fixtures/saml/idp.xml"),
                "",
            ),
            text("an ID twice", twice, "ID"),
            text(
                "an unknown binding",
                good.replace("HTTP-POST", "HTTP-PIGEON"),
                "Line 3",
            ),
            text(
                "a page",
                "<!doctype html><html><body>Sign in</body></html>".to_owned(),
                "HTML",
            ),
            text("no element of ours", "<a/>".to_owned(), ""),
            text("cut off", good[..good.len() / 2].to_owned(), "Line"),
            ("0 bytes", Vec::new(), ""),
        ],
    );
}
