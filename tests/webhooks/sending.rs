//! SECURITY row 71: addresses that are not called, and receivers that answer otherwise than they
//! should.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Hooks, Received, Receiver, answer, app_with};
use crate::harness::{TestApp, rows};

#[test]
fn row_71_addresses_are_judged_as_all_are() {
    let app = app_with(&[], &[("OIN_BASE_URL", "https://network.example")]);
    let hooks = Hooks::of(&app, "acme");
    let cases = [
        ("", "missing"),
        ("hooks", "url_unreadable"),
        ("http://hooks.acme.example/", "url_scheme"),
        ("ftp://hooks.acme.example/", "url_scheme"),
        ("https://user@hooks.acme.example/", "url_userinfo"),
        ("https://hooks.acme.example:22/", "url_port"),
        ("https://hooks.acme.example:99999/", "url_port"),
        ("https://127.0.0.1/", "url_not_public"),
        ("https://2130706433/", "url_not_public"),
        ("https://[::1]/", "url_not_public"),
        ("https://[::ffff:10.0.0.1]/", "url_not_public"),
        ("https://169.254.169.254/latest/meta-data/", "url_not_public"),
        ("https://10.0.0.1/", "url_not_public"),
        ("https://localhost/", "url_not_public"),
        ("https://db.internal/", "url_not_public"),
        ("https://network.example/hooks/mail", "url_own_host"),
    ];
    for (url, code) in cases {
        let order = json!({ "url": url, "events": ["submission.approved"] });
        let problem = hooks.call(Method::POST, "", Some(order)).problem(422, code);
        assert_eq!(problem["errors"][0]["field"], "url", "{url}");
    }
    let long = format!("https://app.quillwharf.example/{}", "a".repeat(2048));
    let order = json!({ "url": long, "events": ["submission.approved"] });
    hooks
        .call(Method::POST, "", Some(order))
        .problem(422, "bad_value");
    assert_eq!(hooks.get("")["items"], json!([]));
    rows::passed(71, cases.len() + 1);
}

/// A receiver that answers a test once; what the log says of it then, and what came.
fn once(say: impl Fn(usize, &Received) -> Vec<u8> + Send + Sync + 'static) -> (Value, Vec<Received>) {
    let receiver = Receiver::saying(say);
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let (hook, _) = hooks.add(&receiver, &["submission.approved"]);
    let message = hooks.test(&hook);
    app.work_until_idle();
    (hooks.get(&message), receiver.received())
}

/// After how many minutes a message is sent again.
fn minutes(app_now: DateTime<Utc>, message: &Value) -> i64 {
    let next: DateTime<Utc> = message["next_at"].as_str().unwrap().parse().unwrap();
    (next - app_now + TimeDelta::seconds(30)).num_minutes()
}

#[test]
fn row_71_every_answer_that_takes_it_counts_and_little_of_it_is_kept() {
    let large = "x".repeat(10 * 1024 * 1024);
    let cases: [(&str, Vec<u8>, String); 6] = [
        ("200", answer("200 OK", "", "thanks"), "thanks".to_owned()),
        ("204", answer("204 No Content", "", ""), String::new()),
        ("10 MB", answer("200 OK", "", &large), "x".repeat(1024)),
        (
            "closes early",
            b"HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\nhalf".to_vec(),
            "half".to_owned(),
        ),
        ("NUL", answer("200 OK", "", "a\0b"), "a\u{fffd}b".to_owned()),
        ("wide", answer("200 OK", "", &"ü".repeat(600)), "ü".repeat(512)),
    ];
    let variants = cases.len();
    for (name, bytes, kept) in cases {
        let (message, received) = once(move |_, _| bytes.clone());
        assert_eq!(message["state"], "delivered", "{name}: {message}");
        assert_eq!(message["answer"], kept, "{name}");
        assert_eq!(message["tries"], 1, "{name}");
        assert_eq!(received.len(), 1, "{name}");
    }
    rows::passed(71, variants);
}

#[test]
fn row_71_what_does_not_take_it_is_asked_again() {
    let now = crate::harness::now();
    let date = (now + TimeDelta::hours(3)).format("Retry-After: %a, %d %b %Y %H:%M:%S GMT\r\n");
    let elsewhere = Receiver::new();
    let away = format!("Location: http://{}/\r\n", elsewhere.address);
    let cases: [(&str, Vec<u8>, std::ops::RangeInclusive<i64>, &str); 8] = [
        (
            "301",
            answer("301 Moved Permanently", &away, ""),
            1..=1,
            "not sent on",
        ),
        (
            "308",
            answer("308 Permanent Redirect", &away, ""),
            1..=1,
            "not sent on",
        ),
        (
            "429",
            answer("429 Too Many Requests", "Retry-After: 7200\r\n", ""),
            120..=120,
            "429",
        ),
        (
            "503",
            answer("503 Service Unavailable", &date.to_string(), ""),
            180..=180,
            "503",
        ),
        (
            "429 for a year",
            answer("429 Too Many Requests", "Retry-After: 31536000\r\n", ""),
            1440..=1440,
            "429",
        ),
        (
            "500",
            answer("500 Internal Server Error", "Retry-After: 7200\r\n", "oh"),
            1..=1,
            "500",
        ),
        ("404", answer("404 Not Found", "", ""), 1..=1, "404"),
        ("no word", Vec::new(), 1..=1, "did not answer"),
    ];
    let variants = cases.len();
    for (name, bytes, wait, says) in cases {
        let (message, received) = once(move |_, _| bytes.clone());
        assert_eq!(message["state"], "waiting", "{name}: {message}");
        assert_eq!(message["tries"], 1, "{name}");
        assert!(wait.contains(&minutes(now, &message)), "{name}: {message}");
        let problem = message["problem"].as_str().unwrap();
        assert!(
            problem.contains(says) || (name == "no word" && problem.contains("cannot be read")),
            "{name}: {problem}"
        );
        assert_eq!(received.len(), 1, "{name}");
    }
    assert!(elsewhere.received().is_empty(), "redirects are not followed");
    rows::passed(71, variants);
}

#[test]
fn row_71_gone_is_gone() {
    let receiver = Receiver::saying(|_, _| answer("410 Gone", "", "moved out"));
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let (hook, _) = hooks.add(&receiver, &["submission.approved"]);
    let messages = [hooks.test(&hook), hooks.test(&hook)];
    app.work_until_idle();
    let shown = hooks.get(&hook);
    assert_eq!(shown["state"], "disabled");
    assert_eq!(shown["disabled_because"], "gone");
    for message in &messages {
        assert_eq!(hooks.get(message)["state"], "failed");
    }
    let letters = app.letters_to(&hooks.owner.mail);
    assert_eq!(letters, ["webhook_disabled"], "one letter, not one a message");
    let letter = app.received(&hooks.owner.mail).remove(0);
    assert!(letter.text.contains("127.0.0.1"), "{}", letter.text);
    assert!(!letter.text.contains("of-theirs"), "the address may hold a key");
    // Nothing is sent to it, not even when asked.
    let before = receiver.received().len();
    hooks
        .call(Method::POST, &format!("{hook}/test"), None)
        .problem(409, "webhook_off");
    hooks
        .call(Method::POST, &format!("{}/send", messages[0]), None)
        .problem(409, "webhook_off");
    app.advance_days(10);
    assert_eq!(receiver.received().len(), before);
    // Until its owner says so.
    receiver.says(|_, _| answer("204 No Content", "", ""));
    let active = json!({ "active": true });
    let shown = hooks.call(Method::PATCH, &hook, Some(active)).expect(200).json();
    assert_eq!(shown["state"], "active");
    assert_eq!(shown["disabled_at"], Value::Null);
    hooks
        .call(Method::POST, &format!("{}/send", messages[0]), None)
        .expect(202);
    app.work_until_idle();
    assert_eq!(hooks.get(&messages[0])["state"], "delivered");
    rows::passed(71, 1);
}

#[test]
fn row_71_eight_tries_then_the_webhook_is_disabled() {
    let receiver = Receiver::saying(|_, _| answer("500 Internal Server Error", "", ""));
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let (hook, secret) = hooks.add(&receiver, &["submission.approved"]);
    let message = hooks.test(&hook);
    app.work_until_idle();
    for tries in 2..=8 {
        assert_eq!(hooks.get(&hook)["state"], "active", "before try {tries}");
        app.advance_days(2);
        assert_eq!(hooks.get(&message)["tries"], tries);
    }
    let received = receiver.received();
    assert_eq!(received.len(), 8);
    assert!(received.iter().all(|one| one.id() == received[0].id()));
    assert!(received.iter().all(|one| one.is_signed_with(&secret)));
    assert_eq!(hooks.get(&message)["state"], "failed");
    assert_eq!(hooks.get(&hook)["disabled_because"], "failing");
    assert_eq!(app.letters_to(&hooks.owner.mail), ["webhook_disabled"]);
    app.advance_days(2);
    assert_eq!(receiver.received().len(), 8);
    rows::passed(71, 1);
}

#[test]
fn row_71_one_message_that_cannot_be_taken_disables_nothing() {
    let poison = |id: String| {
        move |_, message: &Received| match message.id() == id {
            true => answer("500 Internal Server Error", "", ""),
            false => answer("204 No Content", "", ""),
        }
    };
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let (hook, _) = hooks.add(&receiver, &["submission.approved"]);
    let bad = hooks.test(&hook);
    receiver.says(poison(bad.rsplit('/').next().unwrap().to_owned()));
    for _ in 0..4 {
        let good = hooks.test(&hook);
        app.work_until_idle();
        assert_eq!(hooks.get(&good)["state"], "delivered");
        app.advance_days(2);
        app.advance_days(2);
    }
    assert_eq!(hooks.get(&bad)["state"], "failed");
    assert_eq!(hooks.get(&bad)["tries"], 8);
    assert_eq!(hooks.get(&hook)["state"], "active");
    assert!(app.letters_to(&hooks.owner.mail).is_empty());
    rows::passed(71, 1);
}

#[test]
fn row_71_one_that_hangs_holds_up_no_other() {
    let ((hanging, go), quick) = (Receiver::hanging(), Receiver::new());
    let app: TestApp = app_with(&[&hanging, &quick], &[("OIN_WORK", "on")]);
    let hooks = Hooks::of(&app, "acme");
    let (slow_hook, _) = hooks.add(&hanging, &["submission.approved"]);
    let (quick_hook, _) = hooks.add(&quick, &["submission.approved"]);
    for _ in 0..12 {
        hooks.test(&slow_hook);
    }
    crate::harness::eventually(Duration::from_secs(10), "it hangs", || {
        hanging.received().len() >= 4
    });
    for number in 1..=8 {
        hooks.test(&quick_hook);
        crate::harness::eventually(Duration::from_secs(3), "the other goes on", || {
            quick.received().len() == number
        });
    }
    // Four at once, and no more, hang there.
    assert_eq!(hanging.received().len(), 4);
    go.store(true, std::sync::atomic::Ordering::Relaxed);
    crate::harness::eventually(Duration::from_secs(10), "each has its try", || {
        let log = hooks.get(&format!("{slow_hook}/messages"));
        let items = log["items"].as_array().unwrap().clone();
        items.len() == 12
            && items
                .iter()
                .all(|one| one["tries"] == 1 && one["state"] == "waiting")
    });
    rows::passed(71, 1);
}
