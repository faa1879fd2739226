//! `kill -9` while somebody types: what was acknowledged is there.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use chrono::Utc;
use oin_domain::account::SessionPolicy;
use oin_server::web::{cookies, forgery};

use super::begin;
use crate::harness::{Chance, Database, Oin, TestApp};

/// The fields that are typed into.
const FIELDS: [&str; 4] = ["summary", "description", "vendor", "documentation"];

/// What somebody typed: per field what was acknowledged last, and what was sent after that.
#[derive(Default)]
struct Typed {
    acknowledged: BTreeMap<&'static str, String>,
    open: BTreeMap<&'static str, Vec<String>>,
    count: u64,
    /// How many were acknowledged in all.
    acknowledgements: u64,
    /// How often the client itself was killed.
    clients: u64,
}

/// Somebody's browser, below any library: it can be killed at any byte.
struct Typist<'a> {
    address: SocketAddr,
    session: &'a str,
    draft: &'a str,
}

/// What came of an autosave.
enum Answered {
    /// It is kept; the revision.
    Acknowledged(u64),
    /// Somebody else changed the field, and the page says so.
    Disputed,
    /// No word.
    Nothing,
}

impl Typist<'_> {
    /// Sends a request and reads the answer; nothing when the connection ends before, or when this
    /// client is killed after sending.
    fn exchange(&self, method: &str, path: &str, body: &str, killed: bool) -> Option<String> {
        let host = format!("localhost:{}", self.address.port());
        let request = format!(
            "{method} {}{path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {}={}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.draft,
            cookies::SESSION,
            self.session,
            body.len()
        );
        let mut socket = TcpStream::connect(self.address).ok()?;
        socket.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        socket.write_all(request.as_bytes()).ok()?;
        if killed {
            return None;
        }
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8(answer).ok()?;
        if !answer.is_empty() {
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        }
        Some(answer)
    }

    /// Opens the page, and gives the revision that it shows.
    fn opens(&self) -> Option<u64> {
        let page = self.exchange("GET", "/general", "", false)?;
        let (_, rest) = page.split_once("name=\"base\" value=\"")?;
        rest.split('"').next()?.parse().ok()
    }

    fn saves(&self, base: u64, field: &str, text: &str, killed: bool) -> Answered {
        let token = forgery::token_of(self.session);
        let body = format!("form_token={token}&base={base}&{field}={text}");
        let answer = self.exchange("POST", "/general/autosave", &body, killed);
        let saved = answer.as_deref().and_then(json);
        let Some(saved) = saved else {
            return Answered::Nothing;
        };
        match (saved["conflicts"].as_array(), saved["revision"].as_u64()) {
            (Some(none), Some(revision)) if none.is_empty() => Answered::Acknowledged(revision),
            _ => Answered::Disputed,
        }
    }

    /// Types until it is told to stop.
    fn types(&self, typed: &mut Typed, moments: &mut Chance, seen: &AtomicU64, stop: &AtomicBool) {
        let mut base = None;
        while !stop.load(Ordering::Acquire) {
            let Some(shown) = base.or_else(|| self.opens()) else {
                continue;
            };
            let field = FIELDS[usize::try_from(moments.below(4)).unwrap()];
            typed.count += 1;
            let text = format!("text-{}", typed.count);
            typed.open.entry(field).or_default().push(text.clone());
            let killed = moments.below(12) == 0;
            typed.clients += u64::from(killed);
            base = match self.saves(shown, field, &text, killed) {
                Answered::Acknowledged(revision) => {
                    typed.acknowledgements += 1;
                    seen.store(typed.acknowledgements, Ordering::Release);
                    typed.acknowledged.insert(field, text);
                    typed.open.insert(field, Vec::new());
                    Some(revision)
                }
                // A new browser begins, from what the page shows.
                Answered::Disputed | Answered::Nothing => None,
            };
        }
    }
}

/// The JSON of an answer that arrived whole.
fn json(answer: &str) -> Option<serde_json::Value> {
    let (_, body) = answer.split_once("\r\n\r\n")?;
    // A chunked answer has its lengths around it.
    serde_json::from_str(body.get(body.find('{')?..=body.rfind('}')?)?).ok()
}

/// Kills the server `rounds` times while somebody types, and compares.
fn kill_while_typing(rounds: u32) {
    let database = Database::filled();
    let app = TestApp::on(&database.url("oin_app"), &[], None);
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Kills");
    let here = app.signed_in_at(
        owner.user,
        &owner.mail,
        owner.org,
        SessionPolicy::MEMBER,
        None,
        Utc::now(),
    );
    let session = here.cookie(cookies::SESSION).unwrap();
    let oin = Oin::on(&database);
    let mut moments = Chance::from(0x2545_F491_4F6C_DD1D);
    let (mut typed, mut lost) = (Typed::default(), 0);
    for round in 1..=rounds {
        let serving = oin.serve();
        let typist = Typist {
            address: serving.address,
            session: &session,
            draft: &draft,
        };
        let pause = Duration::from_millis(moments.below(400));
        let stop = AtomicBool::new(false);
        let known = typed.acknowledgements;
        let seen = AtomicU64::new(known);
        std::thread::scope(|scope| {
            let (typed, moments) = (&mut typed, &mut moments);
            let (typist, seen, stop) = (&typist, &seen, &stop);
            let typing = scope.spawn(move || typist.types(typed, moments, seen, stop));
            // Each round has something to lose.
            while seen.load(Ordering::Acquire) == known && !typing.is_finished() {
                std::thread::sleep(Duration::from_millis(1));
            }
            std::thread::sleep(pause);
            serving.signal("KILL");
            stop.store(true, Ordering::Release);
            typing.join().unwrap();
        });
        drop(serving);
        let page = owner.get(&format!("{draft}/general")).expect(200);
        for (field, text) in &typed.acknowledged {
            // What was sent after it may have arrived without a word.
            let later = typed.open.get(field).into_iter().flatten();
            let fine = std::iter::once(text).chain(later).any(|text| {
                page.text().contains(&format!(">\n{text}<"))
                    || page.text().contains(&format!("value=\"{text}\""))
            });
            if !fine {
                println!("round {round}: {field} was acknowledged as {text} and is gone");
                lost += 1;
            }
        }
    }
    println!(
        "kill -9 while typing: kills {rounds}, acknowledged {}, lost {lost} (clients killed {}, sent {})",
        typed.acknowledgements, typed.clients, typed.count
    );
    assert!(typed.acknowledgements >= u64::from(rounds));
    assert_eq!(lost, 0);
}

#[test]
fn five_kills_while_somebody_types_lose_nothing_acknowledged() {
    kill_while_typing(5);
}

mod drills {
    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn fifty_kills_while_somebody_types_lose_nothing_acknowledged() {
        super::kill_while_typing(50);
    }
}
