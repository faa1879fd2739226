//! The org by API, and bodies that no call takes (SECURITY rows 62 and 67).

use oin_domain::org::{OrgRole, Scope};
use reqwest::Method;
use serde_json::{Value, json};

use super::fingerprint;
use crate::harness::{TestApp, exchange, rows};

#[test]
fn an_org_is_managed_by_calls() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let editor = app.member("ed@acme.example", owner.org, OrgRole::Editor);
    let token = app.token(owner.org, owner.user, &[Scope::OrgRead, Scope::OrgWrite]);
    let call =
        |method: Method, path: &str, body: Option<Value>| app.call(method, path, &token, body.as_ref());
    let org = call(Method::GET, "/api/v1/org", None).expect(200).json();
    assert_eq!((&org["trial"], &org["members"]), (&json!("runs"), &json!(2)));
    let renamed = call(Method::PATCH, "/api/v1/org", Some(json!({ "name": "Acme" })));
    assert_eq!(renamed.expect(200).json()["name"], "Acme");
    let members = call(Method::GET, "/api/v1/org/members", None).expect(200).json();
    assert_eq!(members["items"][1]["mail"], "ed@acme.example");
    let path = format!("/api/v1/org/members/{}", editor.user);
    call(Method::PATCH, &path, Some(json!({ "role": "viewer" }))).expect(204);
    let order = json!({ "mail": "new@acme.example", "role": "editor" });
    let invited = call(Method::POST, "/api/v1/org/invitations", Some(order)).expect(201);
    assert_eq!(app.letters_to("new@acme.example"), ["invitation"]);
    let list = call(Method::GET, "/api/v1/org/invitations", None)
        .expect(200)
        .json();
    assert_eq!(list["items"][0]["id"], invited.json()["id"]);
    let link = app.link_to("new@acme.example");
    assert!(!list.to_string().contains(link.split_once('=').unwrap().1));
    let one = format!(
        "/api/v1/org/invitations/{}",
        invited.json()["id"].as_str().unwrap()
    );
    call(Method::DELETE, &one, None).expect(204);
    call(Method::DELETE, &one, None).problem(404, "not_found");
    call(Method::DELETE, &path, None).expect(204);
    call(Method::DELETE, &path, None).problem(404, "not_found");
    let own = format!("/api/v1/org/members/{}", owner.user);
    call(Method::DELETE, &own, None).problem(403, "forbidden");
    // The event names the token that did it.
    assert!(app.all_events().contains("by_token"));
    let refused = call(Method::PUT, "/api/v1/org", None);
    refused.problem(405, "method_not_allowed");
    assert_eq!(refused.header("allow"), "GET, HEAD, PATCH");
    assert_eq!(
        refused.header("access-control-allow-origin"),
        "",
        "no other site's program"
    );
}

#[test]
fn the_last_owner_stays_by_api_too() {
    let app = TestApp::start();
    let one = app.publisher("acme");
    let two = app.member("ow@acme.example", one.org, OrgRole::Owner);
    let token = app.token(one.org, two.user, &[Scope::OrgWrite]);
    let path = format!("/api/v1/org/members/{}", one.user);
    app.call(Method::PATCH, &path, &token, Some(&json!({ "role": "editor" })))
        .expect(204);
    let before = fingerprint(&app);
    let own = format!("/api/v1/org/members/{}", two.user);
    app.call(Method::PATCH, &own, &token, Some(&json!({ "role": "viewer" })))
        .problem(403, "forbidden");
    two.post("/portal/org/leave", &[]).expect(409);
    assert_eq!(fingerprint(&app), before);
}

#[test]
fn row_62_nothing_is_taken_that_a_call_does_not_have() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let token = app.token(
        owner.org,
        owner.user,
        &[Scope::OrgRead, Scope::OrgWrite, Scope::TokensWrite],
    );
    let before = fingerprint(&app);
    let cases = [
        (Method::PATCH, "/api/v1/org", json!({ "name": "x" })),
        (
            Method::POST,
            "/api/v1/org/invitations",
            json!({ "mail": "x@acme.example", "role": "viewer" }),
        ),
        (
            Method::POST,
            "/api/v1/tokens",
            json!({ "name": "x", "scopes": ["org:read"], "days": 3 }),
        ),
    ];
    let count = cases.len();
    for (method, path, body) in cases {
        for extra in ["id", "org_id", "trial_ends_at", "created_at", "made_by", "Name"] {
            let mut body = body.clone();
            body[extra] = json!("x");
            let problem = app
                .call(method.clone(), path, &token, Some(&body))
                .problem(422, "unknown_field");
            assert_eq!(problem["errors"][0]["field"], extra, "{path}");
        }
        for missing in body.as_object().unwrap().keys() {
            let mut body = body.clone();
            body.as_object_mut().unwrap().remove(missing);
            let problem = app
                .call(method.clone(), path, &token, Some(&body))
                .problem(422, "missing");
            assert_eq!(problem["errors"][0]["field"], missing.as_str(), "{path}");
        }
    }
    app.call(Method::GET, "/api/v1/org/members?role=owner", &token, None)
        .problem(400, "unknown_parameter");
    assert_eq!(fingerprint(&app), before);
    rows::passed(62, count * 6 + 1);
}

#[test]
fn row_67_bodies_that_are_no_json() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let token = app.token(owner.org, owner.user, &[Scope::OrgWrite]);
    let before = fingerprint(&app);
    let send = |kind: &str, body: Vec<u8>| {
        let request = app.request(Method::PATCH, "/api/v1/org").bearer_auth(&token);
        let request = if kind.is_empty() {
            request
        } else {
            request.header("content-type", kind)
        };
        app.send(request.body(body))
    };
    let deep = |open: &str, close: &str| {
        format!("{{\"name\":{}{}}}", open.repeat(10_000), close.repeat(10_000)).into_bytes()
    };
    let cases = [
        (deep("[", "]"), "recursion"),
        (deep("{\"a\":", "}"), "recursion"),
        (br#"{"name":"a","name":"b"}"#.to_vec(), "`name` stands twice"),
        (br#"{"name":1e999}"#.to_vec(), "out of range"),
        (br#"{"name":NaN}"#.to_vec(), "expected value"),
        (br#"{"name":"\ud800"}"#.to_vec(), "hex escape"),
        (b"\xef\xbb\xbf{\"name\":\"a\"}".to_vec(), "byte order mark"),
        (b"{\"name\":\"\xff\"}".to_vec(), "unicode"),
        (b"{\"name\":\"a\"".to_vec(), "EOF"),
        (Vec::new(), "EOF"),
        (b"name=a".to_vec(), "expected"),
    ];
    let count = cases.len();
    for (body, words) in cases {
        let problem = send("application/json", body).problem(400, "bad_body");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(words), "{words}: {detail}");
    }
    for kind in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
    ] {
        send(kind, br#"{"name":"a"}"#.to_vec()).problem(415, "unsupported_media_type");
    }
    for size in [1024 * 1024 + 1, 2 * 1024 * 1024 + 1] {
        send("application/json", vec![b' '; size]).problem(413, "body_too_large");
    }
    let mut full = br#"{"name":"a"}"#.to_vec();
    full.resize(1024 * 1024, b' ');
    assert_eq!(fingerprint(&app), before);
    send("application/json", full).expect(200);
    rows::passed(67, count + 4 + 2);
}

#[test]
fn row_67_a_body_without_an_end_is_cut_off() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let token = app.token(owner.org, owner.user, &[Scope::OrgWrite]);
    let head = format!(
        "PATCH /api/v1/org HTTP/1.1\r\nhost: oin.test\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    let mut request = head.into_bytes();
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    for _ in 0..20 {
        request.extend(&chunk);
    }
    // The last chunk never comes; the answer does not wait for it.
    request.extend(b"0\r\n\r\n");
    let answer = exchange(app.address(), &request);
    assert!(
        answer.starts_with("HTTP/1.1 413 "),
        "{}",
        &answer[..100.min(answer.len())]
    );
    assert!(answer.contains("body_too_large"));
    rows::passed(67, 1);
}
