//! The second factor: setting it up, proving it, losing it (SECURITY rows 55 and 56).

use crate::harness::{Person, TestApp, now, rows, wait};

/// The code that an authenticator app shows `steps` half minutes from now.
fn code(seed: &str, steps: i64) -> String {
    let bytes = totp_rs::Secret::try_from_base32(seed.replace(' ', "")).unwrap();
    let totp = totp_rs::Builder::new()
        .with_secret(bytes.as_bytes())
        .build()
        .unwrap();
    let at = now().timestamp() + 30 * steps;
    totp.generate(u64::try_from(at).unwrap()).to_string()
}

/// The seed that the page shows for typing.
fn seed(person: &Person<'_>) -> String {
    let page = person.get("/account/second-factor").expect(200);
    let (_, rest) = page.text().split_once("Or type this key").unwrap();
    let (_, rest) = rest.split_once("<code>").unwrap();
    rest.split_once("</code>").unwrap().0.to_owned()
}

/// Sets an app up; its seed and the recovery codes.
fn set_up(person: &Person<'_>) -> (String, Vec<String>) {
    let seed = seed(person);
    let done = person.fill_and_send("/account/second-factor", &[("code", &code(&seed, -1))]);
    let done = done.expect(200);
    let codes = done.text().split("<li><code>").skip(1);
    let codes = codes.map(|rest| rest.split_once("</code>").unwrap().0.to_owned());
    (seed, codes.collect())
}

#[test]
fn an_app_is_set_up_with_its_first_code() {
    let app = TestApp::start();
    let ada = app.person("ada@acme.example");
    let first = seed(&ada);
    assert_eq!(first, seed(&ada), "a page loaded twice does not strand the app");
    let wrong = ada.fill_and_send("/account/second-factor", &[("code", "000000")]);
    let wrong = wrong.expect(422);
    assert!(wrong.text().contains("This code is not right"));
    let before = ada.cookie("__Host-oin").unwrap();
    let (_, codes) = set_up(&ada);
    assert_eq!(codes.len(), 10);
    assert_ne!(
        before,
        ada.cookie("__Host-oin").unwrap(),
        "another cookie after it"
    );
    let thief = app.browser();
    thief.put_cookie("__Host-oin", &before);
    assert_eq!(thief.get("/account/second-factor").status, 303);
    let page = ada.get("/account/second-factor").expect(200);
    assert!(page.text().contains("10 of 10 codes are left"));
}

#[test]
fn a_code_counts_once_and_so_does_a_recovery_code() {
    let app = TestApp::start();
    let ada = app.person("ada@acme.example");
    let (seed, codes) = set_up(&ada);
    let prove = |code: &str| ada.fill_and_send("/account/prove?next=/guide", &[("code", code)]);
    // The one of the set-up, and the step before it.
    prove(&code(&seed, -1)).expect(422);
    prove(&code(&seed, -2)).expect(422);
    let on = prove(&code(&seed, 0)).expect(303);
    assert_eq!(on.header("location"), "/guide");
    prove(&code(&seed, 0)).expect(422);
    prove(&codes[3].to_lowercase()).expect(303);
    prove(&codes[3]).expect(422);
    let page = ada.get("/account/second-factor").expect(200);
    assert!(page.text().contains("9 of 10 codes are left"));
    rows::passed(56, 4);
}

/// A browser is known by whole sign-ins: with the password alone nobody makes it known, and nobody
/// is told of a sign-in that was none.
#[test]
fn a_known_browser_is_no_news_after_the_second_factor_either() {
    use super::sign_in::sign_in;
    use super::sign_up::{PASSWORD, joined};
    const MAIL: &str = "ada@acme.example";
    let app = TestApp::start();
    let own = Person {
        user: oin_domain::ids::UserId(uuid::Uuid::nil()),
        mail: MAIL.to_owned(),
        org: oin_domain::ids::OrgId(uuid::Uuid::nil()),
        browser: joined(&app, MAIL),
    };
    let (seed, codes) = set_up(&own);
    let told = || {
        app.letters_to(MAIL)
            .iter()
            .filter(|kind| *kind == "new_device_sign_in")
            .count()
    };
    let whole = |browser: &crate::harness::Browser<'_>, code: &str| {
        let on = sign_in(browser, MAIL, PASSWORD).expect(303);
        let place = on.header("location").to_owned();
        browser.fill_and_send(&place, &[("code", code)]).expect(303);
    };
    own.post("/sign-out", &[]).expect(303);
    whole(&own, &code(&seed, 0));
    assert_eq!(told(), 0, "the browser that signed up is known");
    let other = app.browser();
    sign_in(&other, MAIL, PASSWORD).expect(303);
    assert_eq!(told(), 0, "a password is no sign-in");
    assert!(other.cookie("__Host-oin-device").is_none() && other.cookie("__Host-oin-here").is_none());
    whole(&other, &code(&seed, 1));
    assert_eq!(told(), 1);
    other.post("/sign-out", &[]).expect(303);
    whole(&other, &codes[0]);
    assert_eq!(told(), 1, "once a browser");
}

#[test]
fn guessing_codes_wears_out_and_heals() {
    let app = TestApp::start();
    let ada = app.person("ada@acme.example");
    let (seed, _) = set_up(&ada);
    let prove = |code: &str| ada.fill_and_send("/account/prove", &[("code", code)]);
    for _ in 0..5 {
        prove("123456").expect(422);
    }
    let over = prove(&code(&seed, 0));
    assert_eq!(over.status, 429, "even the right one");
    let wait_for: u64 = over.header("retry-after").parse().unwrap();
    assert!(wait_for <= 15 * 60, "{wait_for}");
    let events = wait(
        app.store()
            .read(async |read| read.events_of_user(ada.user, 50).await),
    )
    .unwrap();
    let kinds: Vec<String> = events.iter().map(|event| event.event.kind.to_string()).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "factor_refused").count(), 5);
    assert!(kinds.contains(&"throttled".to_owned()));
    let written = format!("{events:?}");
    assert!(!written.contains("123456") && !written.contains(&seed.replace(' ', "")));
    rows::passed(56, 1);
}

#[test]
fn nobody_takes_a_factor_away_without_proving_it() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    owner
        .press("/account/second-factor", "/account/second-factor/remove", &[])
        .expect(303);
    // A proof that has worn out leads back to the page that the form stands on.
    let stale = app.signed_in(
        owner.user,
        &owner.mail,
        owner.org,
        oin_domain::account::SessionPolicy::MEMBER,
        false,
    );
    app.add_factor(owner.user);
    let cookie = format!("__Host-oin={}", stale.cookie("__Host-oin").unwrap());
    for (referer, next) in [
        (
            "https://oin.test/account/second-factor?x=1",
            "%2Faccount%2Fsecond%2Dfactor%3Fx%3D1",
        ),
        (
            "https://evil.test/account",
            "%2Faccount%2Fsecond%2Dfactor%2Fremove",
        ),
    ] {
        let request = app.request(reqwest::Method::POST, "/account/second-factor/remove");
        let request = request.header("cookie", &cookie).header("referer", referer);
        let kind = "application/x-www-form-urlencoded";
        let body = format!("form_token={}", stale.form_token());
        let led = app
            .send(request.header("content-type", kind).body(body))
            .expect(303);
        assert_eq!(led.header("location"), format!("/account/prove?next={next}"));
    }
    let ada = app.person("ada@acme.example");
    ada.fill_and_send("/account/second-factor", &[("code", "1")])
        .expect(422);
    // Without a factor, the page that proves one leads to the page that adds one.
    let led = ada.get("/account/prove").expect(303);
    assert!(led.header("location").starts_with("/account/second-factor?next="));
}

#[test]
fn forms_of_other_sites_are_refused() {
    let app = TestApp::start();
    let ada = app.person("ada@acme.example");
    let cookie = format!("__Host-oin={}", ada.cookie("__Host-oin").unwrap());
    let foreign = app.person("eve@evil.example").form_token();
    let send = |token: &str, name: &str, value: &str| {
        let request = app.request(reqwest::Method::POST, "/account/recovery-codes");
        let request = request.header("cookie", &cookie).header(name, value);
        let kind = "application/x-www-form-urlencoded";
        app.send(
            request
                .header("content-type", kind)
                .body(format!("form_token={token}")),
        )
    };
    let own = ada.form_token();
    let cases = [
        ("", "x-nothing", "1"),
        ("x", "x-nothing", "1"),
        (foreign.as_str(), "x-nothing", "1"),
        (own.as_str(), "origin", "https://evil.test"),
        (own.as_str(), "origin", "null"),
        (own.as_str(), "origin", "https://files.oin.test"),
        (own.as_str(), "sec-fetch-site", "cross-site"),
        (own.as_str(), "sec-fetch-site", "same-site"),
    ];
    let count = cases.len();
    for (token, name, value) in cases {
        let refused = send(token, name, value);
        assert_eq!(refused.status, 403, "{name}: {value}");
        assert!(refused.text().contains("forgery_refused"), "{}", refused.text());
    }
    // Not forged; it stops where it should.
    assert_eq!(send(&own, "origin", "https://oin.test").status, 303);
    let plain = app.request(reqwest::Method::POST, "/account/recovery-codes");
    let plain = plain
        .header("cookie", &cookie)
        .header("content-type", "text/plain");
    assert_eq!(app.send(plain.body(format!("form_token={own}"))).status, 415);
    rows::passed(57, count + 1);
}
