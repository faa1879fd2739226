//! Forged requests (SECURITY row 57).

use reqwest::Method;

use super::sign_up::joined;
use crate::harness::{TestApp, rows};

#[test]
fn a_form_counts_only_from_our_own_page() {
    let app = TestApp::start();
    let browser = joined(&app, "ada@acme.example");
    let cookie = format!("__Host-oin={}", browser.cookie("__Host-oin").unwrap());
    let token = format!("form_token={}", browser.form_token());
    let other = joined(&app, "eve@acme.example");
    let foreign = format!("form_token={}", other.form_token());
    let form = "application/x-www-form-urlencoded";
    let cases = [
        ("another site", "origin", "https://evil.test", form, &token, 403),
        ("no origin", "origin", "null", form, &token, 403),
        ("a sister", "origin", "https://files.oin.test", form, &token, 403),
        ("plain http", "origin", "http://oin.test", form, &token, 403),
        ("cross-site", "sec-fetch-site", "cross-site", form, &token, 403),
        ("same-site", "sec-fetch-site", "same-site", form, &token, 403),
        (
            "no token",
            "origin",
            "https://oin.test",
            form,
            &String::new(),
            403,
        ),
        (
            "a foreign token",
            "origin",
            "https://oin.test",
            form,
            &foreign,
            403,
        ),
        (
            "another kind",
            "origin",
            "https://oin.test",
            "text/plain",
            &token,
            415,
        ),
    ];
    let count = cases.len();
    for (what, name, value, kind, body, status) in cases {
        let request = app
            .request(Method::POST, "/sign-out")
            .header("cookie", &cookie)
            .header(name, value)
            .header("content-type", kind)
            .body(body.clone());
        assert_eq!(app.send(request).status, status, "{what}");
        browser.get("/account/second-factor").expect(200);
    }
    assert_eq!(browser.get("/sign-out").status, 405, "a link changes nothing");
    browser.get("/account/second-factor").expect(200);
    browser.post("/sign-out", &[]).expect(303);
    rows::passed(57, count + 1);
}
