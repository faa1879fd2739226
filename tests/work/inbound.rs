//! Mail that comes in: answers into threads, letters that came back, and what is neither.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use oin_domain::account::{MailAddress, StaffRole};
use oin_domain::ids::LetterId;
use oin_server::config::{Hidden, Keys};
use oin_server::mail::Addresses;
use oin_server::vault::Vault;
use reqwest::Method;
use sha2::Sha256;
use uuid::Uuid;

use crate::harness::{Answer, Database, Oin, Person, TestApp, keys, now, wait};

const KEY: [u8; 32] = [7; 32];

fn with_hook() -> TestApp {
    let secret = format!("whsec_{}", STANDARD.encode(KEY));
    TestApp::configured(&[("OIN_MAIL_HOOK_SECRET", &secret)])
}

fn signature(key: &[u8], id: &str, at: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(format!("{id}.{at}.").as_bytes());
    mac.update(body);
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

fn call(app: &TestApp, id: &str, at: i64, signatures: &str, body: &[u8]) -> Answer {
    let request = app.request(Method::POST, "/hooks/mail");
    let request = request
        .header("webhook-id", id)
        .header("webhook-timestamp", at.to_string())
        .header("webhook-signature", signatures);
    app.send(request.body(body.to_vec()))
}

/// Hands a message over as a mail service does.
fn hand_over(app: &TestApp, body: &[u8]) -> Answer {
    let at = now().timestamp();
    call(app, "m1", at, &signature(&KEY, "m1", at, body), body)
}

fn addresses() -> Addresses {
    let vault = Vault::load(&Keys::Setting(Hidden::new(keys().to_owned()))).unwrap();
    Addresses::new(vault, MailAddress::parse("oin@oin.test").unwrap())
}

/// A draft and the address at which a reader of its thread answers.
fn thread(person: &Person<'_>, reader: &str) -> (String, String) {
    let answer = person.fill_and_send("/portal/integrations/new", &[("name", "Acme Mail")]);
    let place = answer.expect(303).header("location").to_owned();
    let draft = place.strip_suffix("/general").unwrap().to_owned();
    let id = draft.rsplit('/').next().unwrap().parse().unwrap();
    let reader = MailAddress::parse(reader).unwrap();
    (
        draft,
        addresses().reply(oin_domain::ids::SubmissionId(id), &reader),
    )
}

fn message(from: &str, to: &str, id: &str, text: &str) -> Vec<u8> {
    format!(
        "From: Ada <{from}>\r\nTo: <{to}>\r\nMessage-ID: <{id}@acme.example>\r\nSubject: Re: Acme\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

fn count(app: &TestApp, what: &str) -> i64 {
    let raw = app.database().raw();
    wait(raw.query_one(&format!("SELECT count(*) FROM {what}"), &[]))
        .unwrap()
        .get(0)
}

#[test]
fn an_answer_lands_in_the_thread_once_and_without_what_it_quotes() {
    let app = with_hook();
    let owner = app.publisher("acme");
    let (draft, address) = thread(&owner, "owner@acme.example");
    let body = message(
        "owner@acme.example",
        &address,
        "a1",
        "The tenant is <b>demo</b>.\r\n\r\nOn Tuesday Our Network wrote:\r\n> which one?\r\n",
    );
    hand_over(&app, &body).expect(204);
    hand_over(&app, &body).expect(204);
    let page = owner.get(&draft).expect(200);
    assert!(
        page.text().contains("The tenant is &lt;b&gt;demo&lt;/b&gt;."),
        "{}",
        page.text()
    );
    assert!(!page.text().contains("which one?"), "{}", page.text());
    assert_eq!(count(&app, "submission_messages"), 1);
    // Of staff to the org: the org gets a letter, whose Reply-To leads back.
    app.staff("rae@network.example", &[StaffRole::Reviewer]);
    let (_, address) = {
        let id = draft.rsplit('/').next().unwrap().parse().unwrap();
        let reader = MailAddress::parse("rae@network.example").unwrap();
        let submission = oin_domain::ids::SubmissionId(id);
        (submission, addresses().reply(submission, &reader))
    };
    let body = message("rae@network.example", &address, "a2", "Thank you.");
    hand_over(&app, &body).expect(204);
    let arrived = app.received("owner@acme.example");
    let raw = String::from_utf8(arrived[0].raw.clone()).unwrap();
    assert!(raw.contains("Thank you."), "{raw}");
    assert!(raw.contains("Reply-To: "), "{raw}");
}

/// Row 49 on its way in: whoever makes an address or a sender up changes nothing.
#[test]
fn answers_of_others_and_to_made_up_addresses_change_nothing() {
    let app = with_hook();
    let owner = app.publisher("acme");
    app.publisher("evil");
    let (_, address) = thread(&owner, "owner@acme.example");
    let (_, of_stranger) = thread(&owner, "owner@evil.example");
    let mut guessed = address.clone();
    let place = guessed.find('@').unwrap() - 1;
    let other = if guessed.as_bytes()[place] == b'a' {
        "b"
    } else {
        "a"
    };
    guessed.replace_range(place..=place, other);
    let fine = |to: &str| message("owner@acme.example", to, "b1", "Hello.");
    for (what, body, status) in [
        (
            "another sender",
            message("owner@evil.example", &address, "b1", "x"),
            403,
        ),
        ("no sender", b"To: x\r\n\r\nHello".to_vec(), 404),
        ("a code that is none", fine(&guessed), 404),
        (
            "somebody of another org",
            message("owner@evil.example", &of_stranger, "b1", "x"),
            404,
        ),
        ("a stranger's address", fine("oin@oin.test"), 404),
        (
            "two senders",
            message("eve@evil.example>, <owner@acme.example", &address, "b1", "x"),
            403,
        ),
        (
            "nothing but a quotation",
            message("owner@acme.example", &address, "b1", "> x"),
            422,
        ),
        (
            "a NUL",
            message("owner@acme.example", &address, "b1", "a\0b"),
            422,
        ),
        (
            "20,000 characters",
            message("owner@acme.example", &address, "b1", &"x ".repeat(10_000)),
            422,
        ),
        ("no message", Vec::new(), 400),
    ] {
        let answer = hand_over(&app, &body);
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
    }
    let mut machine = b"Auto-Submitted: auto-replied\r\n".to_vec();
    machine.extend(fine(&address));
    hand_over(&app, &machine).expect(204);
    assert_eq!(count(&app, "submission_messages"), 0);
}

#[test]
fn a_call_that_is_not_signed_is_refused_before_its_message_is_read() {
    let app = with_hook();
    let owner = app.publisher("acme");
    let (_, address) = thread(&owner, "owner@acme.example");
    let body = message("owner@acme.example", &address, "c1", "Hello.");
    let at = now().timestamp();
    let good = signature(&KEY, "c1", at, &body);
    for (what, id, at, signatures, body) in [
        ("another body", "c1", at, good.clone(), b"changed".to_vec()),
        ("another id", "c2", at, good.clone(), body.clone()),
        ("another time", "c1", at + 1, good.clone(), body.clone()),
        (
            "six minutes old",
            "c1",
            at - 360,
            signature(&KEY, "c1", at - 360, &body),
            body.clone(),
        ),
        (
            "six minutes ahead",
            "c1",
            at + 360,
            signature(&KEY, "c1", at + 360, &body),
            body.clone(),
        ),
        (
            "another key",
            "c1",
            at,
            signature(&[8; 32], "c1", at, &body),
            body.clone(),
        ),
        ("no signature", "c1", at, String::new(), body.clone()),
        (
            "another version",
            "c1",
            at,
            good.replace("v1,", "v2,"),
            body.clone(),
        ),
    ] {
        let answer = call(&app, id, at, &signatures, &body);
        assert_eq!(answer.status, 401, "{what}: {}", answer.text());
        answer.problem(401, "unauthenticated");
    }
    assert_eq!(count(&app, "submission_messages"), 0);
    let list = format!("v1,AAAA {good}");
    call(&app, "c1", at, &list, &body).expect(204);
    let closed = TestApp::start();
    call(&closed, "c1", at, &good, &body).expect(404);
}

/// A delivery report of a letter (RFC 3464).
fn report(to: &str, action: &str) -> Vec<u8> {
    format!(
        "From: <mailer-daemon@acme.example>\r\nTo: <{to}>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nNo.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; acme.example\r\n\r\nAction: {action}\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n--b--\r\n"
    )
    .into_bytes()
}

#[test]
fn a_letter_that_came_back_takes_its_contacts_word_away() {
    let app = with_hook();
    let owner = app.publisher("acme");
    let (draft, _) = thread(&owner, "owner@acme.example");
    let contact = [
        ("contacts.support.name", "Help"),
        ("contacts.support.mail", "help@acme.example"),
        ("then", "stay"),
    ];
    let people = format!("{draft}/people");
    owner.fill_and_send(&people, &contact).expect(303);
    owner
        .press(&people, &format!("{draft}/do/ask-contacts"), &[])
        .expect(303);
    let arrived = app.received("help@acme.example");
    let back = addresses().bounce(LetterId(Uuid::parse_str(&arrived[0].id.to_string()).unwrap()));
    let bounced = "contact_mails WHERE mail_folded = 'help@acme.example' AND bounced_at IS NOT NULL";
    hand_over(&app, &report(&back, "delayed")).expect(204);
    assert_eq!(count(&app, bounced), 0);
    hand_over(&app, &report(&back, "failed")).expect(204);
    assert_eq!(count(&app, bounced), 1);
    assert_eq!(
        count(&app, "letters WHERE bounce_reason LIKE '%no such user%'"),
        1
    );
}

#[test]
fn the_command_takes_the_same_mail_and_ends_with_what_a_mail_server_reads() {
    let database = Database::filled();
    let app = TestApp::on(&database.url("oin_app"), &[], None);
    let owner = app.publisher("acme");
    let (draft, address) = thread(&owner, "owner@acme.example");
    let oin = Oin::bare()
        .with("DATABASE_URL", &database.url("oin_app"))
        .with("OIN_KEYS", keys())
        .with("OIN_BASE_URL", "https://oin.test")
        .with("OIN_MODE", "local");
    let receive = ["mail", "receive", "--to", address.as_str()];
    let body = message("owner@acme.example", "oin@oin.test", "d1", "By the pipe.");
    let done = oin.run_with(&receive, &body).expect(0);
    assert!(done.out.contains("an answer into the thread"), "{}", done.out);
    assert!(owner.get(&draft).text().contains("By the pipe."));
    let forged = message("eve@evil.example", "oin@oin.test", "d2", "Forged.");
    oin.run_with(&receive, &forged).expect(77);
    oin.run_with(&["mail", "receive"], b"To: <x@y.example>\r\n\r\nHello")
        .expect(67);
    assert!(!owner.get(&draft).text().contains("Forged."));
}
