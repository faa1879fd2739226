//! Webhooks by API: who may, what is refused, and what is done once (SECURITY rows 60 to 62, 65).

use oin_domain::org::{OrgRole, Scope};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Hooks, Receiver, SCOPES, app_with};
use crate::harness::{TestApp, rows};

const UNKNOWN: &str = "/0190a0a0-0000-7000-8000-000000000000";
const MESSAGE: &str = "/messages/msg_0190a0a0-0000-7000-8000-000000000000";

/// Every call on one webhook and one message of it.
fn calls(hook: &str, message: &str) -> Vec<(Method, String, Option<Value>)> {
    let of = |rest: &str| format!("{hook}{rest}");
    vec![
        (Method::GET, of(""), None),
        (Method::PATCH, of(""), Some(json!({ "active": false }))),
        (Method::POST, of("/rotate"), None),
        (Method::POST, of("/test"), None),
        (Method::GET, of("/messages"), None),
        (Method::GET, of(message), None),
        (Method::POST, of(&format!("{message}/send")), None),
        (Method::DELETE, of(""), None),
    ]
}

/// All that is kept of webhooks, as one text.
fn fingerprint(app: &TestApp) -> String {
    let sql = "SELECT concat_ws('|', $1::text,
        (SELECT md5(string_agg(w::text, ' ' ORDER BY w.id)) FROM webhooks w),
        (SELECT md5(string_agg(d::text, ' ' ORDER BY d.webhook_id, d.event_id)) FROM webhook_deliveries d),
        (SELECT md5(string_agg(s::text, ' ' ORDER BY s.row_id, s.field)) FROM sealed_secrets s
            WHERE s.place = 'webhooks'))";
    app.rows(sql, "")[0].get(0)
}

#[test]
fn row_60_what_belongs_to_another_org_is_not_there() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let (acme, evil) = (Hooks::of(&app, "acme"), Hooks::of(&app, "evil"));
    let (hook, _) = acme.add(&receiver, &["submission.approved"]);
    let (own, _) = evil.add(&receiver, &["submission.approved"]);
    let sent = acme.test(&hook);
    app.work_until_idle();
    let message = sent.strip_prefix(&hook).unwrap();
    let before = fingerprint(&app);
    let refused = |method: Method, path: &str, body: Option<Value>| {
        let mut problem = evil.call(method, path, body).problem(404, "not_found");
        problem["request_id"] = Value::Null;
        problem
    };
    let (theirs, unknown) = (calls(&hook, message), calls(UNKNOWN, MESSAGE));
    let cells = theirs.len();
    for ((method, path, body), (_, nowhere, _)) in theirs.into_iter().zip(unknown) {
        let expected = refused(method.clone(), &nowhere, body.clone());
        assert_eq!(refused(method, &path, body), expected, "{path}");
    }
    // Another webhook's message is not the own one's.
    refused(Method::GET, &format!("{own}{message}"), None);
    refused(Method::POST, &format!("{own}{message}/send"), None);
    refused(Method::GET, "/no-id", None);
    refused(Method::GET, &format!("{own}/messages/{}", &message[14..]), None);
    assert_eq!(fingerprint(&app), before);
    assert_eq!(evil.get("")["items"].as_array().unwrap().len(), 1);
    rows::passed(60, cells + 4);
}

#[test]
fn row_61_neither_scopes_nor_roles_reach_further() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let (hook, _) = hooks.add(&receiver, &["submission.approved"]);
    let before = fingerprint(&app);
    let editor = app.member("ed@acme.example", hooks.owner.org, OrgRole::Editor);
    let others: Vec<Scope> = {
        use oin_domain::choice::Choice as _;
        let all = Scope::ALL.iter().copied();
        all.filter(|scope| !SCOPES.contains(scope)).collect()
    };
    let tokens = [
        app.token(hooks.owner.org, hooks.owner.user, &others),
        app.token(hooks.owner.org, editor.user, &SCOPES),
    ];
    let mut all = calls(&hook, MESSAGE);
    let order = json!({ "url": receiver.url(), "events": ["submission.approved"] });
    all.push((Method::GET, String::new(), None));
    all.push((Method::POST, String::new(), Some(order)));
    for (method, path, body) in &all {
        let path = format!("/api/v1/webhooks{path}");
        for token in &tokens {
            app.call(method.clone(), &path, token, body.as_ref())
                .problem(403, "forbidden");
        }
        app.call(method.clone(), &path, "oin_unknown", body.as_ref())
            .problem(401, "unauthenticated");
        if method != Method::GET {
            let reader = app.token(hooks.owner.org, hooks.owner.user, &[Scope::WebhooksRead]);
            app.call(method.clone(), &path, &reader, body.as_ref())
                .problem(403, "forbidden");
        }
    }
    assert_eq!(fingerprint(&app), before);
}

#[test]
fn row_62_nothing_is_taken_that_a_call_does_not_have() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let (hook, _) = hooks.add(&receiver, &["submission.approved"]);
    let before = fingerprint(&app);
    let order = json!({ "url": receiver.url(), "events": ["submission.approved"] });
    for extra in ["id", "org_id", "secret", "state", "created_at", "Url"] {
        let mut body = order.clone();
        body[extra] = json!("x");
        let problem = hooks
            .call(Method::POST, "", Some(body))
            .problem(422, "unknown_field");
        assert_eq!(problem["errors"][0]["field"], extra);
        let body = json!({ extra: "x" });
        hooks
            .call(Method::PATCH, &hook, Some(body))
            .problem(422, "unknown_field");
    }
    for (events, code) in [
        (json!([]), "missing"),
        (json!(["submission.no_such"]), "bad_value"),
        (json!(["webhook.test"]), "bad_value"),
        (json!(["*"]), "bad_value"),
        (json!("submission.approved"), "bad_value"),
    ] {
        let order = json!({ "url": receiver.url(), "events": events });
        hooks.call(Method::POST, "", Some(order)).problem(422, code);
        let change = json!({ "events": events });
        hooks.call(Method::PATCH, &hook, Some(change)).problem(422, code);
    }
    // All that is wrong at once.
    let order = json!({ "url": "https://10.0.0.1/", "events": [] });
    let problem = hooks
        .call(Method::POST, "", Some(order))
        .problem(422, "url_not_public");
    assert_eq!(problem["errors"][1]["code"], "missing");
    let path = format!("{hook}/messages?limit=0");
    hooks.call(Method::GET, &path, None).problem(400, "bad_limit");
    let path = format!("{hook}/messages?after=x");
    hooks.call(Method::GET, &path, None).problem(400, "bad_cursor");
    assert_eq!(fingerprint(&app), before);
}

#[test]
fn row_65_what_is_asked_twice_under_a_key_is_done_once() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let keyed = |path: &str, key: &str, body: Option<&Value>| {
        let request = app.request(Method::POST, &format!("/api/v1/webhooks{path}"));
        let request = request.bearer_auth(&hooks.token).header("idempotency-key", key);
        app.send(match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(body.to_string()),
            None => request,
        })
    };
    let order = json!({ "url": receiver.url(), "events": ["submission.approved"] });
    let first = keyed("", "add", Some(&order)).expect(201).json();
    let mut expected = first.clone();
    expected["secret"] = Value::Null;
    assert_eq!(keyed("", "add", Some(&order)).expect(201).json(), expected);
    let hook = format!("/{}", first["webhook"]["id"].as_str().unwrap());
    let rotated = keyed(&format!("{hook}/rotate"), "rotate", None)
        .expect(200)
        .json();
    assert!(rotated["secret"].is_string());
    let state = fingerprint(&app);
    let again = keyed(&format!("{hook}/rotate"), "rotate", None)
        .expect(200)
        .json();
    assert_eq!(again["secret"], Value::Null);
    assert_eq!(fingerprint(&app), state, "the overlap is not lost");
    let sent = keyed(&format!("{hook}/test"), "test", None).expect(202).json();
    assert_eq!(
        keyed(&format!("{hook}/test"), "test", None).expect(202).json(),
        sent
    );
    keyed(&format!("{hook}/rotate"), "test", None).problem(422, "idempotency_key_reused");
    app.work_until_idle();
    assert_eq!(receiver.received().len(), 1);
    assert_eq!(hooks.get("")["items"].as_array().unwrap().len(), 1);
    // No answer that is kept holds a secret.
    let kept = app.rows(
        "SELECT string_agg(k::text, ' ') FROM idempotency_keys k WHERE $1 = $1",
        "",
    );
    let kept: String = kept[0].get(0);
    for made in [&first, &rotated] {
        let secret = made["secret"].as_str().unwrap();
        assert!(!kept.contains(&secret[6..]));
    }
}

#[test]
fn an_org_has_ten_webhooks_and_no_more() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let order = json!({ "url": receiver.url(), "events": ["submission.approved"] });
    let (app, token) = (&app, hooks.token.as_str());
    let made: Vec<u16> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..14)
            .map(|_| {
                scope.spawn(|| {
                    app.call(Method::POST, "/api/v1/webhooks", token, Some(&order))
                        .status
                })
            })
            .collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(made.iter().filter(|status| **status == 201).count(), 10);
    assert_eq!(made.iter().filter(|status| **status == 422).count(), 4);
    let first = hooks.get("")["items"][0]["id"].as_str().unwrap().to_owned();
    hooks.call(Method::DELETE, &format!("/{first}"), None).expect(204);
    hooks
        .call(Method::DELETE, &format!("/{first}"), None)
        .problem(404, "not_found");
    hooks.call(Method::POST, "", Some(order)).expect(201);
    // The events of it are in the trail; secrets go with what they belong to.
    let events = app.all_events();
    for kind in ["webhook_added", "webhook_removed"] {
        assert!(events.contains(kind), "{events}");
    }
    let sealed = app.rows("SELECT 1 FROM sealed_secrets WHERE place = $1", "webhooks");
    assert_eq!(sealed.len(), 10);
}

#[test]
fn messages_are_paged_and_none_is_skipped() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let (hook, _) = hooks.add(&receiver, &["submission.approved"]);
    let mut sent: Vec<String> = (0..7)
        .map(|_| hooks.test(&hook).rsplit('/').next().unwrap().to_owned())
        .collect();
    sent.reverse();
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = hooks.get(&format!("{hook}/messages?limit=3{after}"));
        let items = page["items"].as_array().unwrap();
        seen.extend(items.iter().map(|one| one["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, sent);
}
