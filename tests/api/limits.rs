//! How much one address may ask.

use reqwest::Method;

use crate::harness::{Answer, TestApp};

const CALL: &str = "/api/v1/suggest?q=box";

fn ask_for(app: &TestApp, forwarded: &str) -> Answer {
    app.send(
        app.request(Method::GET, CALL)
            .header("x-forwarded-for", forwarded),
    )
}

#[test]
fn too_many_requests_are_told_when_to_come_back() {
    let app = TestApp::configured(&[("OIN_API_READS_PER_MINUTE", "5")]);
    for left in (0..5).rev() {
        let answer = app.get(CALL).expect(200);
        assert_eq!(answer.header("ratelimit-policy"), "\"reads\";q=5;w=60");
        assert_eq!(answer.header("ratelimit"), format!("\"reads\";r={left};t=60"));
    }
    let refused = app.get(CALL);
    let problem = refused.problem(429, "too_many_requests");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=12).contains(&wait), "{wait}");
    assert!(
        problem["detail"].as_str().unwrap().contains("seconds"),
        "{problem}"
    );
    assert_eq!(refused.header("ratelimit"), "\"reads\";r=0;t=60");
    // Refusals count as well, and an unbelieved header changes nothing.
    ask_for(&app, "203.0.113.9").expect(429);
    // Pages, badges and health are not the API.
    for path in [
        "/integrations/box",
        "/badge/box.svg",
        "/healthz",
        "/feeds/new.atom",
    ] {
        let answer = app.get(path).expect(200);
        assert_eq!(answer.header("ratelimit"), "", "{path}");
    }
}

#[test]
fn forwarded_addresses_are_believed_from_trusted_proxies_only() {
    let app = TestApp::configured(&[
        ("OIN_API_READS_PER_MINUTE", "2"),
        ("OIN_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.7"),
    ]);
    for _ in 0..2 {
        ask_for(&app, "203.0.113.9").expect(200);
    }
    ask_for(&app, "203.0.113.9").expect(429);
    // What a client put before the proxy's own entry does not make it somebody else.
    ask_for(&app, "198.51.100.1, 203.0.113.9").expect(429);
    // A second trusted proxy is looked through.
    ask_for(&app, "203.0.113.9, 10.0.0.7").expect(429);
    ask_for(&app, "203.0.113.10").expect(200);
    // A customer's IPv6 network is one.
    ask_for(&app, "2001:db8::1").expect(200);
    ask_for(&app, "2001:db8::2").expect(200);
    ask_for(&app, "2001:db8::3").expect(429);
    ask_for(&app, "2001:db8:0:1::1").expect(200);
    // Without an entry that can be read it is the proxy itself.
    ask_for(&app, "nonsense").expect(200);
    app.get(CALL).expect(200);
    app.get(CALL).expect(429);
}
