//! HTTP itself: conditional requests, compression, methods, other sites.

use std::io::Read as _;

use reqwest::Method;

use crate::harness::{TestApp, exchange, listing, rows};

/// Answers that are kept ready-made, one of each kind.
const KEPT: [&str; 11] = [
    "/",
    "/integrations",
    "/integrations?q=box",
    "/integrations/box",
    "/integrations/box/guide",
    "/collections",
    "/guide/saml",
    "/api/v1/integrations?q=box",
    "/api/v1/integrations/box",
    "/api/v1/openapi.json",
    "/sitemap.xml",
];

#[test]
fn what_is_known_is_not_sent_again() {
    let app = TestApp::reading();
    for path in KEPT {
        let first = app.get(path).expect(200);
        let etag = first.header("etag").to_owned();
        assert!(etag.starts_with("W/\""), "{path}: {etag:?}");
        let again = app.get_with(path, "if-none-match", &etag).expect(304);
        assert!(again.body.is_empty(), "{path}");
        assert_eq!(again.header("etag"), etag, "{path}");
        assert_eq!(again.header("vary"), first.header("vary"), "{path}");
        assert_eq!(
            again.header("cache-control"),
            first.header("cache-control"),
            "{path}"
        );
        app.get_with(path, "if-none-match", &format!("\"other\", {etag}"))
            .expect(304);
        app.get_with(path, "if-none-match", "*").expect(304);
        app.get_with(path, "if-none-match", "\"other\"").expect(200);
    }
}

#[test]
fn an_etag_changes_with_the_content_and_not_before() {
    let mut app = TestApp::start();
    let search = |app: &TestApp| {
        app.get("/api/v1/integrations?q=zephyrine")
            .header("etag")
            .to_owned()
    };
    let other = app.get("/api/v1/integrations/box").header("etag").to_owned();
    let before = search(&app);
    assert_eq!(before, search(&app));
    app.publish(listing("zephyrine", "Zephyrine"));
    app.shows("zephyrine");
    assert_ne!(before, search(&app));
    assert_eq!(other, app.get("/api/v1/integrations/box").header("etag"));
}

#[test]
fn large_answers_are_compressed_for_those_who_ask() {
    let app = TestApp::reading();
    for path in KEPT {
        let plain = app.get(path).expect(200);
        assert_eq!(plain.header("content-encoding"), "", "{path}");
        assert!(plain.header("vary").contains("accept-encoding"), "{path}");
        let packed = app
            .get_with(path, "accept-encoding", "br;q=0.1, gzip")
            .expect(200);
        assert_eq!(packed.header("content-encoding"), "gzip", "{path}");
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&packed.body[..])
            .read_to_end(&mut unpacked)
            .unwrap();
        assert!(unpacked == plain.body, "{path}");
        assert!(packed.body.len() < plain.body.len(), "{path}");
        let refused = app.get_with(path, "accept-encoding", "gzip;q=0").expect(200);
        assert_eq!(refused.header("content-encoding"), "", "{path}");
    }
}

#[test]
fn head_says_what_get_would_without_the_body() {
    let app = TestApp::reading();
    for path in KEPT.into_iter().chain([
        "/healthz",
        "/robots.txt",
        "/badge/box.svg",
        "/api/v1/changes",
        "/feeds/new.atom",
    ]) {
        let get = app.get(path).expect(200);
        let head = app.send(app.request(Method::HEAD, path)).expect(200);
        assert!(head.body.is_empty(), "{path}");
        for name in ["content-type", "etag", "cache-control", "content-length", "link"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
    }
}

#[test]
fn other_methods_are_405_with_what_is_allowed() {
    let app = TestApp::reading();
    for path in [
        "/",
        "/integrations",
        "/api/v1/integrations",
        "/api/v1/integrations/box",
        "/feeds/new.atom",
        "/healthz",
    ] {
        for method in [
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::TRACE,
        ] {
            let answer = app.send(app.request(method, path).header("x-http-method-override", "GET"));
            let problem = answer.problem(405, "method_not_allowed");
            assert_eq!(answer.header("allow"), "GET, HEAD", "{path}");
            assert!(
                problem["detail"].as_str().unwrap().contains("GET, HEAD"),
                "{problem}"
            );
        }
    }
    app.send(app.request(Method::POST, "/no/such")).expect(404);
}

#[test]
fn the_public_part_is_open_to_other_sites_and_the_rest_is_not() {
    let app = TestApp::reading();
    for path in [
        "/api/v1/integrations",
        "/api/v1/integrations/box",
        "/feeds/new.atom",
        "/badge/box.svg",
        "/logos/box.svg",
    ] {
        let request = app
            .request(Method::GET, path)
            .header("origin", "https://evil.test")
            .header("cookie", "a=b");
        let answer = app.send(request).expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{path}");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "cross-origin",
            "{path}"
        );
        assert_eq!(answer.header("set-cookie"), "", "{path}");
        let asking = app
            .request(Method::OPTIONS, path)
            .header("origin", "https://evil.test");
        let preflight = app
            .send(asking.header("access-control-request-method", "GET"))
            .expect(204);
        assert_eq!(preflight.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(
            preflight.header("access-control-allow-methods"),
            "GET, HEAD, OPTIONS",
            "{path}"
        );
        assert_eq!(preflight.header("access-control-max-age"), "86400", "{path}");
    }
    // A program must be able to read why it was refused.
    let refused = app.get_with("/api/v1/integrations?limit=0", "origin", "https://evil.test");
    assert_eq!(refused.header("access-control-allow-origin"), "*");
    assert!(
        refused
            .header("access-control-expose-headers")
            .contains("x-request-id")
    );
    for path in ["/", "/integrations/box", "/metrics", "/readyz", "/api/docs"] {
        let answer = app.get_with(path, "origin", "https://evil.test").expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "same-origin",
            "{path}"
        );
    }
}

#[test]
fn broken_requests_are_refused_and_nothing_is_smuggled() {
    let app = TestApp::reading();
    let many: String = (0..120).map(|n| format!("x-{n}: 1\r\n")).collect();
    let hidden = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let broken = [
        format!(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"
        ),
        format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc{hidden}"),
        format!("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunkedd\r\n\r\n{hidden}"),
        format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n{hidden}"),
        format!("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n{hidden}"),
        format!("GET / HTTP/9.9\r\nHost: x\r\n\r\n{hidden}"),
    ];
    let count = broken.len();
    for request in broken {
        let answer = exchange(app.address(), request.as_bytes());
        let answers = answer.matches("HTTP/1.").count();
        assert!(answers <= 1, "{request}: {answer}");
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{request}: {answer}"
        );
    }
    // Bytes above ASCII in the target, as sloppy clients send them.
    let mut sloppy =
        b"GET /api/v1/integrations?q=\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_vec();
    assert!(exchange(app.address(), &sloppy).starts_with("HTTP/1.1 400"));
    sloppy.splice(27..28, "é".bytes());
    let answer = exchange(app.address(), &sloppy);
    assert!(
        answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 400"),
        "{answer}"
    );
    // A body that nobody asked for and that never ends is not waited for.
    let endless =
        "POST /api/v1/integrations HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";
    let answer = exchange(app.address(), endless.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 405"), "{answer}");
    app.get("/healthz").expect(200);
    rows::passed(68, count + 2);
}

#[test]
fn a_request_is_named_once_and_differently_each_time() {
    let app = TestApp::reading();
    let names: Vec<String> = (0..3)
        .map(|_| {
            app.get_with("/", "x-request-id", "mine")
                .header("x-request-id")
                .to_owned()
        })
        .collect();
    assert!(
        names
            .iter()
            .all(|name| name.len() == 16 && name.bytes().all(|b| b.is_ascii_hexdigit())),
        "{names:?}"
    );
    assert!(names[0] != names[1] && names[1] != names[2]);
}
