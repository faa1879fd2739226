//! Planted secrets are nowhere but where they belong (SECURITY row 73): not in a dump of the
//! database, in the log at its most talkative, in letters, pages, answers, exports or figures; and
//! neither plain nor in base64, hex or percent-encoding.

use std::fmt::Write as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use chrono::Utc;
use oin_domain::account::{SessionPolicy, StaffRole};
use oin_domain::ids::{OrgId, UserId};
use oin_store::StoreError;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Database, MailServer, Oin, Person, TestApp, eventually, keys, now, rows, wait};
use crate::pages::portal::begin;

const MAIL: &str = "ada@quillwharf.example";
const PASSWORD: &str = "canary tulip radar 39 ocean";

/// What was planted, and what it is.
#[derive(Default)]
struct Planted(Vec<(&'static str, Vec<u8>)>);

impl Planted {
    fn add(&mut self, what: &'static str, secret: impl AsRef<[u8]>) {
        self.0.push((what, secret.as_ref().to_vec()));
    }

    /// Fails when one of them stands in `text`; gives how many forms were looked for.
    fn are_not_in(&self, place: &str, text: &str, but: &[&str]) -> usize {
        let mut looked = 0;
        for (what, secret) in self.0.iter().filter(|(what, _)| !but.contains(what)) {
            for form in forms(secret) {
                if let Some(at) = text.find(&form) {
                    let around = text[..at].rfind('\n').map_or(0, |line| line + 1);
                    panic!(
                        "{what} stands in {place}, in the line that begins {:.300}",
                        &text[around..]
                    );
                }
                looked += 1;
            }
        }
        looked
    }
}

/// The forms in which a secret might be lying about, of at least twelve characters.
fn forms(secret: &[u8]) -> Vec<String> {
    let mut hex = String::new();
    let mut percent = String::new();
    let mut escaped = String::new();
    for byte in secret {
        write!(hex, "{byte:02x}").unwrap();
        write!(percent, "%{byte:02X}").unwrap();
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            escaped.push(char::from(*byte));
        } else {
            write!(escaped, "%{byte:02X}").unwrap();
        }
    }
    let mut forms = vec![
        hex.to_uppercase(),
        hex,
        percent,
        escaped.replace("%20", "+"),
        escaped,
    ];
    if let Ok(text) = std::str::from_utf8(secret) {
        forms.push(text.to_owned());
    }
    // Base64 depends on what stands before: three ways, without the ends that depend on neighbours.
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(secret);
        let text = STANDARD_NO_PAD.encode(bytes);
        let inner = &text[if before == 0 { 0 } else { 4 }..text.len() - 3];
        forms.push(inner.replace('+', "-").replace('/', "_"));
        forms.push(inner.to_owned());
    }
    forms.retain(|form| form.len() >= 12);
    forms.sort();
    forms.dedup();
    forms
}

/// What people read of a message: its transfer encodings undone.
fn read(message: &str) -> String {
    let mut text = message.replace("=\r\n", "").replace("=3D", "=");
    for block in message.split("\r\n\r\n") {
        let block: String = block.split("\r\n--").next().unwrap().split_whitespace().collect();
        if let Ok(bytes) = STANDARD.decode(&block) {
            text.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    text
}

/// The link in the newest letter that has one at `path`, without scheme and host.
fn link(server: &MailServer, path: &str) -> String {
    let mut found = None;
    eventually(Duration::from_secs(20), "a letter with a link", || {
        found = server
            .accepted()
            .iter()
            .rev()
            .map(|message| read(message))
            .find_map(|text| {
                let at = text.find(&format!("{path}?link="))?;
                let end = text[at..].find(|c: char| c.is_whitespace() || c == '"' || c == '<')?;
                Some(text[at..at + end].to_owned())
            });
        found.is_some()
    });
    found.unwrap()
}

fn ticket(link: &str) -> &str {
    link.split_once("link=").unwrap().1
}

/// The code that an authenticator app shows now.
fn code(seed: &str) -> String {
    let bytes = totp_rs::Secret::try_from_base32(seed.replace(' ', "")).unwrap();
    let totp = totp_rs::Builder::new()
        .with_secret(bytes.as_bytes())
        .build()
        .unwrap();
    totp.generate(u64::try_from(Utc::now().timestamp()).unwrap())
        .to_string()
}

/// The texts between two marks of a page.
fn between<'a>(page: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts = page.split(start).skip(1);
    parts
        .filter_map(|rest| rest.split_once(end))
        .map(|(inside, _)| inside)
        .collect()
}

/// Somebody joins, sets everything up that has a secret, and types secrets in; the address of the
/// draft with them.
fn live(app: &TestApp, server: &MailServer, planted: &mut Planted) -> (String, String) {
    let browser = app.browser();
    let fields = [
        ("name", "Ada Lovelace"),
        ("org", "Quillwharf"),
        ("mail", MAIL),
        ("password", PASSWORD),
    ];
    browser.fill_and_send("/sign-up", &fields).expect(200);
    planted.add("a password", PASSWORD);
    let confirm = link(server, "/confirm-address");
    planted.add("a link that confirms", ticket(&confirm));
    browser.fill_and_send(&confirm, &[]).expect(303);
    let ada = Person {
        user: UserId(Uuid::nil()),
        mail: MAIL.to_owned(),
        org: OrgId(Uuid::nil()),
        browser,
    };
    planted.add("a session", ada.cookie("__Host-oin").unwrap());
    let page = ada.get("/account/second-factor").expect(200);
    let seed = between(
        between(page.text(), "Or type this key", "</p>")[0],
        "<code>",
        "</code>",
    )[0]
    .to_owned();
    planted.add("a TOTP seed as typed", &seed);
    planted.add("a TOTP seed in base 32", seed.replace(' ', ""));
    let bytes = totp_rs::Secret::try_from_base32(seed.replace(' ', "")).unwrap();
    planted.add("a TOTP seed", bytes.as_bytes());
    let done = ada
        .fill_and_send("/account/second-factor", &[("code", &code(&seed))])
        .expect(200);
    planted.add(
        "a recovery code",
        between(done.text(), "<li><code>", "</code>")[0],
    );
    planted.add(
        "a session after the second factor",
        ada.cookie("__Host-oin").unwrap(),
    );
    let fields = [
        ("name", "Build server"),
        ("scopes", "submissions:read"),
        ("scopes", "submissions:write"),
        ("days", "30"),
    ];
    let made = ada.fill_and_send("/portal/tokens", &fields).expect(200);
    let at = made.text().find("oin_").unwrap();
    let token = made.text()[at..at + 47].to_owned();
    planted.add("an API token", &token);

    let draft = begin(&ada, "Quillwharf Canary");
    let id = draft.rsplit('/').next().unwrap();
    let call = |method: Method, path: &str, body: serde_json::Value| {
        let request = app
            .request(method, path)
            .bearer_auth(&token)
            .header("if-match", "*");
        let request = request.header("content-type", "application/json");
        app.send(request.body(body.to_string())).expect(200)
    };
    let place = format!("/api/v1/submissions/{id}");
    let fields = json!({
        "scim.base_url": "https://api.quillwharf.example/scim/v2",
        "testing.logins.0.url": "https://login.quillwharf.example/login",
    });
    call(Method::PATCH, &place, json!({ "fields": fields }));
    for (what, field, secret) in [
        ("a provisioning token", "scim.token", "canary-scim-2f8a61c09b"),
        (
            "a test login's password",
            "testing.logins.0.password",
            "canary-login-77d0c41e5a",
        ),
    ] {
        call(
            Method::PUT,
            &format!("{place}/secrets/{field}"),
            json!({ "value": secret }),
        );
        planted.add(what, secret);
    }
    // Elsewhere: signing in, and a forgotten password.
    let other = app.browser();
    other
        .fill_and_send("/sign-in", &[("mail", MAIL), ("password", PASSWORD)])
        .expect(303);
    other
        .fill_and_send("/forgot-password", &[("mail", MAIL)])
        .expect(200);
    planted.add("a link that resets", ticket(&link(server, "/reset-password")));
    let wrong = "canary wrong password 51";
    planted.add("a password that was wrong", wrong);
    app.browser()
        .fill_and_send("/sign-in", &[("mail", MAIL), ("password", wrong)])
        .expect(422);

    // What its owner sees of it.
    for path in [
        "/portal",
        "/portal/org",
        "/portal/tokens",
        "/account",
        "/account/second-factor",
        "/account/export",
        "/no-such",
        &draft,
        &format!("{draft}/general"),
        &format!("{draft}/people"),
        &format!("{draft}/submit"),
    ] {
        let page = ada.get(path);
        let page = String::from_utf8(page.body).unwrap();
        planted.are_not_in(path, &page, &[]);
    }
    let shown = app
        .send(app.request(Method::GET, &place).bearer_auth(&token))
        .expect(200);
    planted.are_not_in(&place, shown.text(), &[]);
    (draft, token)
}

/// Somebody of the staff with a session by the clock on the wall.
fn admin(app: &TestApp) -> Person<'_> {
    let user = app.add_user("ada@network.test");
    wait(app.store().write(async |tx| {
        tx.grant_staff_role(user, StaffRole::Admin, None, now()).await?;
        Ok::<_, StoreError>(())
    }))
    .unwrap();
    app.add_factor(user);
    let at = Utc::now();
    let nowhere = OrgId(Uuid::nil());
    app.signed_in_at(
        user,
        "ada@network.test",
        nowhere,
        SessionPolicy::STAFF,
        Some(at),
        at,
    )
}

#[test]
fn row_73_planted_secrets_are_nowhere() {
    let database = Database::filled();
    let server = MailServer::start(Duration::ZERO);
    let mut planted = Planted::default();
    for line in keys().lines().filter(|line| !line.starts_with('#')) {
        let key = line.split(' ').nth(3).unwrap();
        planted.add("a key of the key file", STANDARD.decode(key).unwrap());
        planted.add("a line of the key file", key);
    }
    let [db, smtp, oauth, hook] =
        ["db", "smtp", "oauth", "hook-0123456789"].map(|what| format!("canary-{what}-5b1e09d7c3"));
    let hook = format!("whsec_{}", STANDARD.encode(hook));
    planted.add("the database's password", &db);
    planted.add("the mail server's password", &smtp);
    planted.add("an OAuth client's secret", &oauth);
    planted.add("the mail hook's secret", &hook);
    let url = database
        .url("oin_app")
        .replacen("oin_app@", &format!("oin_app:{db}@"), 1);
    let providers = format!(
        r#"[{{"id":"one","label":"One","issuer":"https://idp.quillwharf.example","client_id":"oin","client_secret":"{oauth}"}}]"#
    );
    let oin = Oin::bare()
        .with("DATABASE_URL", &url)
        .with("OIN_MIGRATE_DATABASE_URL", &database.url("oin_migrate"))
        .with("OIN_KEYS", keys())
        .with("OIN_MODE", "local")
        .with("OIN_SEED", "none")
        .with("OIN_WORLD", "off")
        .with("OIN_SIGN_IN_PROVIDERS", &providers)
        .with("OIN_MAIL_HOOK_SECRET", &hook)
        .with("OIN_SMTP_URL", &format!("smtp://oin:{smtp}@{}", server.address))
        .with("OIN_LOG", "trace")
        .with("OIN_LOG_FORMAT", "json");
    let serving = oin.serve();
    let app = TestApp::on(&database.url("oin_app"), &[], None).facing(&serving);
    live(&app, &server, &mut planted);

    // What staff, whoever runs it, and programs see.
    let admin = admin(&app);
    let mut sinks = Vec::new();
    for path in [
        "/admin/users",
        "/admin/audit",
        "/admin/audit/export.ndjson",
        "/admin/jobs",
        "/admin/outbox",
        "/metrics",
        "/readyz",
        "/api/v1/openapi.json",
    ] {
        let page = admin.get(path).expect(200);
        sinks.push((path, String::from_utf8(page.body).unwrap()));
    }
    for command in [&["config"][..], &["audit", "export"], &["user", "list"]] {
        let done = oin.run(command).expect(0);
        sinks.push(("what a command prints", format!("{}{}", done.out, done.said)));
    }
    serving.signal("TERM");
    let (_, log) = serving.ended();
    let lines = log.lines().count();
    assert!(
        lines > 50 && log.contains("\"TRACE\""),
        "the log says little: {lines} lines"
    );
    sinks.push(("the log", log));
    let dump = database.dump();
    assert!(dump.contains(MAIL), "the dump says nothing");
    sinks.push(("the database", dump));
    let mut looked = 0;
    for (place, text) in &sinks {
        looked += planted.are_not_in(place, text, &[]);
    }
    // In a letter its link is where it belongs.
    let links = ["a link that confirms", "a link that resets"];
    for message in server.accepted() {
        looked += planted.are_not_in("a letter", &read(&message), &links);
    }
    assert!(planted.0.len() >= 16 && looked > 1_000, "{looked}");
    println!(
        "canaries: {} planted, 0 hits, looked for in {looked} forms and places",
        planted.0.len()
    );
    rows::passed(73, planted.0.len());
}
