//! API tokens: made, shown once, used, ended (SECURITY row 66).

use chrono::TimeDelta;
use oin_domain::account::Limit;
use oin_domain::org::{OrgRole, Scope};
use oin_store::{StoreError, Take};
use reqwest::Method;
use serde_json::json;

use super::fingerprint;
use crate::harness::{Answer, TestApp, forms, rows, wait};

fn token_in(page: &str) -> String {
    let start = page.find("oin_").unwrap();
    page[start..start + 47].to_owned()
}

#[test]
fn a_token_is_shown_once_and_works() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let fields = [("name", "Build server"), ("scopes", "org:read"), ("days", "30")];
    let made = owner.fill_and_send("/portal/tokens", &fields).expect(200);
    assert_eq!(made.header("cache-control"), "no-store");
    let token = token_in(made.text());
    let page = owner.get("/portal/tokens").expect(200);
    assert!(page.text().contains("Build server") && page.text().contains("never used"));
    assert!(page.text().contains(&token[..8]) && !page.text().contains(&token[..12]));
    let bearer = format!("Bearer {token}");
    let org = app
        .get_with("/api/v1/org", "authorization", &bearer)
        .expect(200)
        .json();
    assert_eq!(org["name"], "acme");
    assert!(
        owner
            .get("/portal/tokens")
            .expect(200)
            .text()
            .contains("last used")
    );
    owner
        .press("/portal/tokens", "/portal/tokens/end", &[])
        .expect(303);
    app.get_with("/api/v1/org", "authorization", &bearer)
        .problem(401, "unauthenticated");
    assert!(!app.all_events().contains(&token[8..]), "no event holds it");
    let kinds = app.events_of("owner@acme.example");
    assert!(kinds.contains(&"token_created".to_owned()) && kinds.contains(&"token_revoked".to_owned()));
}

#[test]
fn what_no_token_may_have_is_refused_at_its_field() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let before = fingerprint(&app);
    for (fields, words) in [
        (
            &[("name", ""), ("scopes", "org:read"), ("days", "30")],
            "must not be empty",
        ),
        (
            &[("name", "x"), ("scopes", "all"), ("days", "30")],
            "at least one scope",
        ),
        (
            &[("name", "x"), ("scopes", "org:read"), ("days", "0")],
            "1 to 365",
        ),
        (
            &[("name", "x"), ("scopes", "org:read"), ("days", "366")],
            "1 to 365",
        ),
        (
            &[("name", "x"), ("scopes", "org:read"), ("days", "soon")],
            "1 to 365",
        ),
    ] {
        let answer = owner.post("/portal/tokens", fields).expect(422);
        assert!(answer.text().contains(words), "{fields:?}");
        assert!(answer.text().contains("id=\"form-errors\""), "{fields:?}");
    }
    let kept = owner.post(
        "/portal/tokens",
        &[("name", "Kept"), ("scopes", "org:read"), ("days", "x")],
    );
    let kept = forms(kept.expect(422).text());
    let form = kept.iter().find(|form| form.action == "/portal/tokens").unwrap();
    for pair in [("name", "Kept"), ("scopes", "org:read"), ("days", "x")] {
        assert!(
            form.fields.iter().any(|(n, v)| (n.as_str(), v.as_str()) == pair),
            "{pair:?}"
        );
    }
    assert_eq!(fingerprint(&app), before);
}

#[test]
fn a_token_makes_none_with_more_scopes_than_its_own() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let token = app.token(owner.org, owner.user, &[Scope::TokensWrite, Scope::OrgRead]);
    let make = |scopes: &[&str]| {
        let order = json!({ "name": "child", "scopes": scopes, "days": 10 });
        app.call(Method::POST, "/api/v1/tokens", &token, Some(&order))
    };
    let problem = make(&["org:read", "org:write"]).problem(422, "bad_value");
    assert_eq!(problem["errors"][0]["field"], "scopes");
    let made = make(&["org:read"]).expect(201).json();
    let child = made["token"].as_str().unwrap();
    app.call(Method::GET, "/api/v1/org", child, None).expect(200);
    app.call(Method::GET, "/api/v1/tokens", child, None)
        .problem(403, "forbidden");
    let list = app.call(Method::GET, "/api/v1/tokens", &token, None).expect(200);
    assert!(!list.text().contains(&child[8..]));
    let list = list.json();
    let mut items = list["items"].as_array().unwrap().iter();
    let item = items.find(|item| item["name"] == "child").unwrap();
    assert_eq!(item["works"], true);
    let path = format!("/api/v1/tokens/{}", made["id"].as_str().unwrap());
    app.call(Method::DELETE, &path, &token, None).expect(204);
    app.call(Method::DELETE, &path, &token, None)
        .problem(404, "not_found");
    app.call(Method::GET, "/api/v1/org", child, None)
        .problem(401, "unauthenticated");
}

#[test]
fn row_66_tokens_that_do_not_work() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let editor = app.member("ed@acme.example", owner.org, OrgRole::Editor);
    let whole = app.token(owner.org, owner.user, &[Scope::OrgRead]);
    let other = app.token(owner.org, owner.user, &[Scope::TokensWrite]);
    let get = |value: &str| app.get_with("/api/v1/org", "authorization", value);
    get(&format!("Bearer {whole}")).expect(200);
    get(&format!("bearer {whole}")).expect(200);
    let guess = format!("{}{}", &whole[..12], &other[12..]);
    let cases = [
        String::new(),
        "Bearer".to_owned(),
        format!("Bearer {}", &whole[..46]),
        format!("Bearer {whole}x"),
        format!("Bearer {}", whole.to_uppercase()),
        format!("Basic {whole}"),
        whole.clone(),
        format!("Bearer {guess}"),
    ];
    let count = cases.len();
    for value in cases {
        get(&value).problem(401, "unauthenticated");
    }
    for query in [format!("access_token={whole}"), format!("token={whole}")] {
        app.get(&format!("/api/v1/org?{query}"))
            .problem(401, "unauthenticated");
    }
    // A scope that is not there, and a scope that the maker's role does not reach.
    get(&format!("Bearer {other}")).problem(403, "forbidden");
    let theirs = app.token(owner.org, editor.user, &[Scope::TokensWrite]);
    app.call(Method::GET, "/api/v1/tokens", &theirs, None)
        .problem(403, "forbidden");
    // Whoever is signed in at a browser is nobody to the API.
    let cookie = format!("__Host-oin={}", owner.cookie("__Host-oin").unwrap());
    app.get_with("/api/v1/org", "cookie", &cookie)
        .problem(401, "unauthenticated");
    rows::passed(66, count);
}

#[test]
fn guesses_and_floods_are_bounded() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let token = app.token(owner.org, owner.user, &[Scope::OrgRead]);
    let guess = format!("Bearer oin_{}", "a".repeat(43));
    for _ in 0..30 {
        app.get_with("/api/v1/org", "authorization", &guess)
            .problem(401, "unauthenticated");
    }
    let refused = app.get_with("/api/v1/org", "authorization", &guess);
    refused.problem(429, "too_many_requests");
    assert!(!refused.header("retry-after").is_empty());
    assert_eq!(app.all_events().matches("token_refused").count(), 30);
    // Guesses of others from the same place do not shut out a token that works.
    let right = format!("Bearer {token}");
    app.get_with("/api/v1/org", "authorization", &right).expect(200);
    for _ in 1..600 {
        app.get_with("/api/v1/org", "authorization", &right).expect(200);
    }
    app.get_with("/api/v1/org", "authorization", &right)
        .problem(429, "too_many_requests");
}

#[test]
fn the_writes_of_an_org_are_bounded_over_all_its_tokens_and_pages() {
    let app = TestApp::start();
    let (owner, other) = (app.publisher("acme"), app.publisher("brambletide"));
    let tokens = [(); 2].map(|()| app.token(owner.org, owner.user, &[Scope::OrgRead, Scope::OrgWrite]));
    let rename = json!({ "name": "Acme" });
    let write = |token: &str| app.call(Method::PATCH, "/api/v1/org", token, Some(&rename));
    write(&tokens[0]).expect(200);
    // As if all were taken a little ahead, so that nothing comes back meanwhile.
    let bucket = [Limit::ORG_WRITES.of(owner.org)];
    let at = app.clock() + TimeDelta::seconds(30);
    wait(app.store().write(async |tx| {
        for _ in 0..Limit::ORG_WRITES.at_once {
            assert_eq!(tx.take(&bucket, at).await?, Take::Allowed);
        }
        Ok::<_, StoreError>(())
    }))
    .unwrap();
    let waits = |answer: &Answer| {
        let wait: u64 = answer.header("retry-after").parse().unwrap();
        assert!((1..=30).contains(&wait), "{wait}");
    };
    for token in &tokens {
        let refused = write(token);
        refused.problem(429, "too_many_requests");
        waits(&refused);
        // Reading goes on.
        app.call(Method::GET, "/api/v1/org", token, None).expect(200);
    }
    let page = owner.press("/portal/org", "/portal/org/name", &[("name", "Acme")]);
    waits(&page.expect(429));
    owner.get("/portal/org").expect(200);
    // The others have a bucket of their own.
    let theirs = app.token(other.org, other.user, &[Scope::OrgWrite]);
    app.call(Method::PATCH, "/api/v1/org", &theirs, Some(&rename))
        .expect(200);
}
