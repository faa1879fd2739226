//! Domains: said to be the org's, proven by record or file.

use oin_domain::org::{OrgRole, Scope};
use reqwest::Method;
use serde_json::json;

use super::fingerprint;
use crate::harness::{TestApp, unescaped};

const DOMAIN: &str = "quillwharf.example";

fn app() -> TestApp {
    TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
    ])
}

/// What the page says that the proof must hold.
fn statement(page: &str) -> String {
    let page = unescaped(page);
    let start = page.find("oin-domain-proof=").unwrap();
    let rest = &page[start..];
    rest[..rest.find(['<', '"']).unwrap()].to_owned()
}

#[test]
fn a_domain_is_proven_by_a_record() {
    let app = app();
    let owner = app.publisher("acme");
    let added = owner
        .fill_and_send("/portal/org/domains", &[("domain", " QuillWharf.example ")])
        .expect(303);
    let page = owner.follow(&added).expect(200);
    for words in [
        "not proven yet",
        "_oin-challenge.quillwharf.example",
        "https://quillwharf.example/.well-known/oin-challenge.txt",
    ] {
        assert!(page.text().contains(words), "{words}");
    }
    let statement = statement(page.text());
    let look = || owner.press("/portal/org/domains", "/portal/org/domains/check", &[]);
    let nothing = look().expect(200);
    assert!(nothing.text().contains("The proof is not there yet"));
    app.world().set_txt(
        "_oin-challenge.quillwharf.example",
        vec!["oin-domain-proof=guess".to_owned()],
    );
    let wrong = unescaped(look().expect(200).text());
    assert!(wrong.contains("it says \"oin-domain-proof=guess\""), "{wrong}");
    app.world()
        .set_txt("_oin-challenge.quillwharf.example", vec![statement]);
    let proven = owner.follow(&look().expect(303)).expect(200);
    assert!(proven.text().contains(">proven<") && proven.text().contains("DNS record"));
    assert!(app.all_events().contains("domain_proven"));
    owner
        .press("/portal/org/domains", "/portal/org/domains/drop", &[])
        .expect(303);
    assert!(
        !owner
            .get("/portal/org/domains")
            .expect(200)
            .text()
            .contains(DOMAIN)
    );
}

#[test]
fn a_domain_is_proven_by_a_file_and_by_call() {
    let app = app();
    let owner = app.publisher("acme");
    let token = app.token(owner.org, owner.user, &[Scope::OrgRead, Scope::OrgWrite]);
    let call = |method, path: &str| app.call(method, path, &token, None);
    let order = json!({ "domain": DOMAIN });
    let added = app.call(Method::POST, "/api/v1/org/domains", &token, Some(&order));
    let added = added.expect(201).json();
    let again = app.call(Method::POST, "/api/v1/org/domains", &token, Some(&order));
    assert_eq!(again.expect(201).json(), added);
    let check = "/api/v1/org/domains/quillwharf.example/check";
    let not_yet = call(Method::POST, check).expect(200).json();
    assert_eq!(
        (&not_yet["proven"], &not_yet["silent"]),
        (&json!(false), &json!(false))
    );
    app.world()
        .set_challenge_file(DOMAIN, added["statement"].as_str().unwrap());
    let proven = call(Method::POST, check).expect(200).json();
    assert_eq!(
        (&proven["proven"], &proven["proven_by"]),
        (&json!(true), &json!("file"))
    );
    let list = call(Method::GET, "/api/v1/org/domains").expect(200).json();
    assert_eq!(list["items"][0]["proven_by"], "file");
    call(Method::DELETE, "/api/v1/org/domains/quillwharf.example").expect(204);
    call(Method::POST, check).problem(404, "not_found");
}

#[test]
fn what_is_no_domain_is_refused_and_others_domains_are_not_there() {
    let app = app();
    let owner = app.publisher("acme");
    let eve = app.publisher("evil");
    let editor = app.member("ed@acme.example", owner.org, OrgRole::Editor);
    owner
        .fill_and_send("/portal/org/domains", &[("domain", DOMAIN)])
        .expect(303);
    let before = fingerprint(&app);
    for bad in [
        "",
        "localhost",
        "127.0.0.1",
        "https://acme.example/",
        "a b.example",
        "<b>.example",
    ] {
        let page = owner.post("/portal/org/domains", &[("domain", bad)]).expect(422);
        assert!(
            page.text().contains("is not a domain such as company.example"),
            "{bad}"
        );
    }
    for path in ["/portal/org/domains/check", "/portal/org/domains/drop"] {
        let refused = |domain: &str| {
            let answer = eve.post(path, &[("domain", domain)]).expect(404);
            answer.text().replace(answer.header("x-request-id"), "")
        };
        assert_eq!(refused(DOMAIN), refused("unknown.example"), "{path}");
        assert_eq!(refused(DOMAIN), refused("no domain"), "{path}");
        editor.post(path, &[("domain", DOMAIN)]).expect(403);
    }
    editor
        .post("/portal/org/domains", &[("domain", "other.example")])
        .expect(403);
    let page = editor.get("/portal/org/domains").expect(200);
    assert!(page.text().contains(DOMAIN) && !page.text().contains("/portal/org/domains/drop"));
    assert_eq!(fingerprint(&app), before);
}

#[test]
fn looks_are_bounded() {
    let app = app();
    let owner = app.publisher("acme");
    owner
        .fill_and_send("/portal/org/domains", &[("domain", DOMAIN)])
        .expect(303);
    let look = || owner.post("/portal/org/domains/check", &[("domain", DOMAIN)]);
    for _ in 0..20 {
        look().expect(200);
    }
    let page = look().expect(429);
    assert!(page.text().contains("Too many tries"));
    assert!(!page.header("retry-after").is_empty());
}
