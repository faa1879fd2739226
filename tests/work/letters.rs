//! Letters: from data to what arrives (SECURITY row 49).

use oin_domain::account::MailAddress;
use oin_server::actions::letters::{self, Letter, Recipient, samples};
use oin_server::config::{Hidden, Keys};
use oin_server::vault::{Vault, VaultError};

use crate::harness::{TestApp, keys, now, rows, wait};

fn post(app: &TestApp, to: &Recipient, letters: &[Letter]) {
    let vault = Vault::load(&Keys::Setting(Hidden::new(keys().to_owned()))).unwrap();
    wait(app.store().write(async |tx| {
        for letter in letters {
            letters::post(tx, &vault, to, letter, now()).await?;
        }
        Ok::<_, VaultError>(())
    }))
    .unwrap();
}

#[test]
fn every_kind_of_letter_arrives_and_reads_well() {
    let app = TestApp::start();
    let all = samples::all();
    for (at, letter) in all.iter().enumerate() {
        let mail = format!("reader{at}@acme.example");
        post(
            &app,
            &Recipient::named(MailAddress::parse(&mail).unwrap(), "Ada Lovelace"),
            std::slice::from_ref(letter),
        );
        let arrived = app.received(&mail);
        let kind = letter.kind();
        assert_eq!(arrived.len(), 1, "{kind}");
        let (subject, text, html) = (&arrived[0].subject, &arrived[0].text, &arrived[0].html);
        assert!(
            !subject.is_empty() && !subject.contains('\n'),
            "{kind}: {subject}"
        );
        assert!(text.contains("Ada Lovelace"), "{kind}: {text}");
        assert!(html.starts_with("<!DOCTYPE html>"), "{kind}: {html}");
        for hole in ["{{", "}}", "null", "undefined", "<script"] {
            assert!(
                !text.contains(hole) && !html.contains(hole),
                "{kind}: {hole}: {text}"
            );
        }
        let raw = String::from_utf8(arrived[0].raw.clone()).unwrap();
        let head = raw.split("\r\n\r\n").next().unwrap();
        assert!(head.contains("Message-ID: <"), "{kind}: {head}");
        assert!(head.contains("Auto-Submitted: auto-generated"), "{kind}: {head}");
        assert_eq!(head.matches("\nTo: ").count(), 1, "{kind}: {head}");
    }
}

/// Row 49: what people typed adds no header, no recipient and no line of its own.
#[test]
fn what_people_typed_stays_inside_the_letter() {
    let app = TestApp::start();
    let hostile = [
        "Ada\r\nBcc: eve@evil.example",
        "Ada\nBcc: eve@evil.example",
        "Ada\rBcc: eve@evil.example",
        "a\n.\nb",
        "a\r.\rb",
        "\u{202e}gnp.exe",
        "Ada, eve@evil.example",
        "\"Ada\" <eve@evil.example>",
        "=?utf-8?q?=0d=0aBcc:_eve@evil.example?=",
    ];
    let long = "x".repeat(10_000);
    let mut arrived = 0;
    for (at, name) in hostile.iter().copied().chain([long.as_str()]).enumerate() {
        let mail = format!("victim{at}@acme.example");
        let to = Recipient::named(MailAddress::parse(&mail).unwrap(), name);
        post(&app, &to, &[Letter::PasswordChanged { at: now() }]);
        for letter in app.received(&mail) {
            arrived += 1;
            let raw = String::from_utf8(letter.raw).unwrap();
            let head = raw.split("\r\n\r\n").next().unwrap();
            assert!(!head.to_ascii_lowercase().contains("\nbcc:"), "{name:?}: {head}");
            assert_eq!(head.matches("\nTo: ").count(), 1, "{name:?}: {head}");
            assert!(raw.lines().all(|line| line.len() <= 998), "{name:?}");
            assert!(
                !raw.replace("\r\n", "").contains(['\r', '\n']),
                "{name:?}: a bare CR or LF"
            );
            assert!(!raw.contains("\r\n.\r\n"), "{name:?}: a line with one dot");
        }
    }
    assert_eq!(arrived, 10, "each is one letter");
    rows::passed(49, arrived);
}
