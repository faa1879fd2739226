//! Bodies that mean harm: fields that are not there to be set (SECURITY row 62), and JSON that
//! readers understand differently or choke on (row 67).

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;

use super::{CALL, Program, fingerprint, named};
use crate::harness::{Answer, TestApp, rows};

#[test]
fn row_62_what_is_not_there_to_be_set_is_refused_by_name() {
    let app = TestApp::start();
    let program = Program::of(&app, &app.publisher("acme"));
    let draft = program.begin(&json!({ "name": "Acme Plain", "testing.logins.0.url": "https://a.example/" }));
    let state = fingerprint(&app);
    let mut variants = 0;
    for field in [
        "role",
        "org_id",
        "org",
        "state",
        "stage",
        "verified",
        "tier",
        "created_at",
        "id",
        "revision",
        "slug",
        "lane",
        "due",
        "__proto__",
        "constructor",
    ] {
        let refuse = |answer: Answer, at: &str| {
            let problem = answer.problem(422, "unknown_field");
            assert_eq!(named(&problem), [at], "{}", answer.asked);
            let message = problem["errors"][0]["message"].as_str().unwrap();
            assert!(message.contains(at), "{message}");
        };
        // Beside the fields of the call, and among the fields of the draft.
        let with = |mut body: serde_json::Value| {
            body[field] = json!("published");
            body
        };
        let beside = with(json!({ "fields": { "summary": "x" } }));
        let among = json!({ "fields": with(json!({ "summary": "x" })) });
        for body in [&beside, &among] {
            refuse(program.post(CALL, body), field);
            refuse(
                program.call(Method::PATCH, &draft, &[("if-match", "*")], Some(body)),
                field,
            );
            refuse(program.post(&format!("{CALL}/validate"), body), field);
            variants += 3;
        }
        refuse(
            program.post(
                &format!("{draft}/import"),
                &with(json!({ "kind": "saml", "url": "https://a.example/" })),
            ),
            field,
        );
        refuse(
            program.post(&format!("{draft}/message"), &with(json!({ "message": "x" }))),
            field,
        );
        for action in ["submit", "withdraw", "delete", "check"] {
            refuse(
                program.post(&format!("{draft}/{action}"), &with(json!({}))),
                field,
            );
        }
        let secret = format!("{draft}/secrets/testing.logins.0.password");
        let body = with(json!({ "value": "x" }));
        refuse(program.call(Method::PUT, &secret, &[], Some(&body)), field);
        variants += 7;
    }
    assert_eq!(variants, 15 * 13);
    assert_eq!(fingerprint(&app), state);
    rows::passed(62, variants);
}

#[test]
fn row_67_json_that_cannot_be_trusted_is_refused() {
    let app = TestApp::start();
    let program = Program::of(&app, &app.publisher("acme"));
    let draft = program.begin(&json!({ "name": "Acme Plain" }));
    let state = fingerprint(&app);
    let send = |method: &Method, path: &str, kind: &str, body: Vec<u8>| {
        let request = app.request(method.clone(), path).bearer_auth(&program.token);
        let request = request.header("content-type", kind).header("if-match", "*");
        let began = Instant::now();
        let answer = app.send(request.body(body));
        assert!(began.elapsed() < Duration::from_secs(2), "{}", answer.asked);
        answer
    };
    let calls = [
        (Method::POST, CALL.to_owned()),
        (Method::PATCH, draft.clone()),
        (Method::POST, format!("{CALL}/validate")),
        (Method::POST, format!("{draft}/import")),
        (Method::POST, format!("{draft}/submit")),
        (Method::PUT, format!("{draft}/secrets/scim.token")),
    ];
    let deep = format!("{{\"fields\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let objects = format!(
        "{{\"fields\":{}1{}}}",
        "{\"a\":".repeat(10_000),
        "}".repeat(10_000)
    );
    let sound = r#"{"fields":{"name":"x"}}"#;
    let long = format!(
        "{{\"fields\":{{\"name\":\"{}\"}}}}",
        "x".repeat(2 * 1024 * 1024 + 1)
    );
    let mut variants = 0;
    for (method, path) in &calls {
        for body in [
            deep.as_bytes(),
            objects.as_bytes(),
            br#"{"fields":{"name":"a"},"fields":{"name":"b"}}"#,
            br#"{"fields":{"name":"a","n\u0061me":"b"}}"#,
            br#"{"fields":{"name":1e999}}"#,
            br#"{"fields":{"name":NaN}}"#,
            br#"{"fields":{"name":"\ud800"}}"#,
            b"\xef\xbb\xbf{\"fields\":{}}",
            b"{\"fields\":{\"name\":\"\xff\"}}",
            b"\xff\xfe{\0}\0",
            br#"{"fields":{}} {}"#,
            br#"{"fields":{"name":"a",}}"#,
            b"{'fields':{}}",
            b"{",
        ] {
            send(method, path, "application/json", body.to_vec()).problem(400, "bad_body");
            variants += 1;
        }
        send(method, path, "application/json", long.clone().into_bytes()).problem(413, "body_too_large");
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "text/plain; application/json",
            "application/json; charset=utf-16",
            "application/xml",
        ] {
            send(method, path, kind, sound.as_bytes().to_vec()).problem(415, "unsupported_media_type");
            variants += 1;
        }
    }
    // A shape that the call does not have.
    for body in ["[]", "null", "\"x\"", r#"{"fields":[]}"#, r#"{"fields":"x"}"#] {
        let answer = send(&Method::POST, CALL, "application/json", body.into());
        assert_eq!(answer.status, 422, "{body}: {}", answer.text());
    }
    // No end is in sight: it is cut where the limit is, and whoever goes on sending hears so.
    let began = Instant::now();
    let answer = endless(&app, &program.token);
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("body_too_large"), "{answer}");
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(fingerprint(&app), state);
    assert_eq!(app.get("/healthz").status, 200);
    rows::passed(67, variants + 5 + 1);
}

/// What a body in chunks without end is answered.
fn endless(app: &TestApp, token: &str) -> String {
    let mut socket = TcpStream::connect(app.address()).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut heard = socket.try_clone().unwrap();
    let listener = std::thread::spawn(move || {
        let mut answer = [0; 4096];
        let count = heard.read(&mut answer).unwrap_or_default();
        String::from_utf8_lossy(&answer[..count]).into_owned()
    });
    let head = format!(
        "POST {CALL} HTTP/1.1\r\nhost: oin.test\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).unwrap();
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    while !listener.is_finished() && socket.write_all(chunk.as_bytes()).is_ok() {}
    listener.join().unwrap()
}
