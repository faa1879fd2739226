//! `oin webhook verify`: what a receiver's engineer is told of a message that really came.

use super::{Hooks, Receiver, app_with};
use crate::harness::{Done, Folder, Oin};

/// `oin webhook verify` on a message: its three headers, each of which a test may put another in place
/// of.
struct Check<'a> {
    folder: &'a Folder,
    headers: [(&'a str, String); 3],
    kept: bool,
}

impl Check<'_> {
    fn run(&self, other: (&str, &str), body: &[u8], secret: &[u8]) -> Done {
        let file = self.folder.path().join("body");
        std::fs::write(&file, body).unwrap();
        let mut arguments = vec!["webhook".to_owned(), "verify".to_owned()];
        for (name, own) in &self.headers {
            let value = if other.0 == *name { other.1 } else { own };
            arguments.push(format!("--{name}={value}"));
        }
        arguments.extend(["--body".to_owned(), file.to_str().unwrap().to_owned()]);
        arguments.extend(self.kept.then(|| "--kept".to_owned()));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Oin::bare().run_with(&arguments, secret)
    }
}

#[test]
fn each_part_of_a_message_is_judged_by_itself() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let (hook, secret) = hooks.add(&receiver, &["submission.approved"]);
    hooks.test(&hook);
    app.work_until_idle();
    let message = &receiver.received()[0];
    let (body, key) = (message.body.as_slice(), secret.as_bytes());
    let folder = Folder::new();
    // The app of the tests has a clock of its own: to the program the message is a kept one.
    let of = |timestamp: &str, signature: &str, kept| Check {
        folder: &folder,
        headers: [
            ("id", message.id().to_owned()),
            ("timestamp", timestamp.to_owned()),
            ("signature", signature.to_owned()),
        ],
        kept,
    };
    let (sent, signature) = (
        message.header("webhook-timestamp"),
        message.header("webhook-signature"),
    );
    let old = of(sent, signature, false).run(("", ""), body, key).expect(1);
    assert!(old.said.contains("timestamp is wrong"), "{}", old.said);
    let kept = of(sent, signature, true).run(("", ""), body, key).expect(0);
    assert!(kept.out.contains("signature right"), "{}", kept.out);
    let now = chrono::Utc::now().timestamp().to_string();
    let check = of(&now, &message.signature_at(&now, &secret), false);
    let lines = |out: &str| -> Vec<String> { out.lines().map(str::to_owned).collect() };

    let right = check.run(("", ""), body, key).expect(0);
    let said = lines(&right.out);
    assert!(said[0].starts_with("id        right: `msg_"), "{}", right.out);
    assert!(
        said[1].starts_with("timestamp right: it was sent at "),
        "{}",
        right.out
    );
    assert!(
        said[2].starts_with("signature right: it fits the secret"),
        "{}",
        right.out
    );
    // While two secrets count, a receiver has both.
    let other = format!("whsec_{}", "A".repeat(32));
    check
        .run(("", ""), body, format!("{other}\n{secret}\n").as_bytes())
        .expect(0);

    for (other, body, key, wrong, words) in [
        (("id", "msg.1"), body, key, "id and signature", "it has a dot"),
        (("id", ""), body, key, "id and signature", "there is none"),
        (
            ("id", "msg_1"),
            body,
            key,
            "signature",
            "another secret, or a body",
        ),
        (
            ("timestamp", "soon"),
            body,
            key,
            "timestamp and signature",
            "no whole number",
        ),
        (
            ("timestamp", "1"),
            body,
            key,
            "timestamp and signature",
            "minutes ago",
        ),
        (
            ("timestamp", "99999999999"),
            body,
            key,
            "timestamp and signature",
            "Set the clock",
        ),
        (
            ("signature", "v2,abc"),
            body,
            key,
            "signature",
            "begins with `v1,`",
        ),
        (("", ""), body, other.as_bytes(), "signature", "another secret"),
        (
            ("", ""),
            &body[1..],
            key,
            "signature",
            "another secret, or a body",
        ),
    ] {
        let done = check.run(other, body, key).expect(1);
        assert!(
            done.said.contains(&format!("not to be taken: {wrong} is wrong")),
            "{other:?}: {}",
            done.said
        );
        assert!(done.out.contains(words), "{other:?}: {}", done.out);
        for text in [&done.out, &done.said] {
            assert!(!text.contains(&secret) && !text.contains("whsec_A"), "{text}");
        }
    }
    // What probably happened to the body is named.
    let newline = check.run(("", ""), &[body, b"\n"].concat(), key).expect(1);
    assert!(
        newline.out.contains("something added a newline"),
        "{}",
        newline.out
    );
    let pretty = String::from_utf8(body.to_vec())
        .unwrap()
        .replace("\",\"", "\",\n  \"");
    assert_ne!(pretty.as_bytes(), body);
    let parsed = check.run(("", ""), pretty.as_bytes(), key).expect(1);
    assert!(parsed.out.contains("something parsed it"), "{}", parsed.out);
    for no_secret in [&b"whsec_short"[..], b"", b"\xff"] {
        let done = check.run(("", ""), body, no_secret).expect(1);
        assert!(done.said.contains("secret"), "{}", done.said);
        assert!(!done.said.contains("whsec_short"), "{}", done.said);
    }
}
