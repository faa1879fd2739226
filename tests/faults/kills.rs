//! D1: `kill -9` of the server while programs submit, and send again what they heard nothing of.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{PARTIAL, counted, draft, tokens};
use crate::harness::{Chance, Database, Oin, TestApp, eventually};

/// How many programs submit at the same time.
const PROGRAMS: usize = 4;
/// How long a program goes on trying.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many of an org may be open at once, with some room.
const OF_AN_ORG: usize = 150;

/// A program, below any library: what it does when nothing comes back is up to it.
struct Program<'a> {
    /// Where the server listens now.
    address: &'a Mutex<SocketAddr>,
    over: &'a AtomicBool,
}

impl Program<'_> {
    /// Sends one request and reads the answer; nothing when the connection ends before.
    fn once(&self, path: &str, token: &str, key: &str, body: &str) -> Option<(u16, Value)> {
        let address = *self.address.lock().unwrap();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost:{}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            address.port(),
            body.len()
        );
        let mut socket = TcpStream::connect(address).ok()?;
        socket.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        socket.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        socket.read_to_string(&mut answer).ok()?;
        let status = answer.get(9..12)?.parse().ok()?;
        let (_, body) = answer.split_once("\r\n\r\n")?;
        // A chunked answer has its lengths around it.
        let body = body.get(body.find('{')?..=body.rfind('}')?)?;
        Some((status, serde_json::from_str(body).ok()?))
    }

    /// The same until there is an answer; nothing when it is over before.
    fn until_answered(&self, path: &str, token: &str, key: &str, body: &Value) -> Option<Value> {
        let body = body.to_string();
        let end = Instant::now() + PATIENCE;
        while !self.over.load(Ordering::Acquire) {
            match self.once(path, token, key, &body) {
                Some((200 | 201, answer)) => return Some(answer),
                // It starts or ends, or is still at the same request from before.
                Some((409 | 503, _)) | None if Instant::now() < end => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                other => panic!("{path}: {other:?}"),
            }
        }
        None
    }
}

/// Ends the programs, also when the test fails: they would go on for ever.
struct Ending<'a>(&'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Kills the server `kills` times while at least `least` integrations are submitted.
fn kill_while_submitting(kills: usize, least: usize) {
    let database = Database::filled();
    let app = TestApp::on(&database.url("oin_app"), &[], None);
    let tokens = tokens(&app, least.div_ceil(OF_AN_ORG).max(4) * 2);
    let oin = Oin::on(&database)
        // What is promised stays to be counted.
        .with("OIN_WORK", "off");
    let mut chance = Chance::from(0x9E37_79B9_7F4A_7C15);
    let first = oin.serve();
    let address = Mutex::new(first.address);
    let mut serving = Some(first);
    let (over, next) = (AtomicBool::new(false), AtomicUsize::new(0));
    let acknowledged: Mutex<Vec<(usize, String)>> = Mutex::default();
    let count = || acknowledged.lock().unwrap().len();
    std::thread::scope(|scope| {
        let _ending = Ending(&over);
        for _ in 0..PROGRAMS {
            let (tokens, next, acknowledged) = (&tokens, &next, &acknowledged);
            let program = Program {
                address: &address,
                over: &over,
            };
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let token = &tokens[number % tokens.len()];
                    let body = draft(&format!("Drill {number} of many"));
                    let key = format!("create-{number}");
                    let made = program.until_answered("/api/v1/submissions", token, &key, &body);
                    let Some(made) = made else { return };
                    let id = made["id"].as_str().unwrap().to_owned();
                    let path = format!("/api/v1/submissions/{id}/submit");
                    let key = format!("submit-{number}");
                    if program.until_answered(&path, token, &key, &json!({})).is_none() {
                        return;
                    }
                    acknowledged.lock().unwrap().push((number, id));
                }
            });
        }
        for _ in 0..kills {
            // Each life has something to lose.
            let known = count();
            eventually(PATIENCE, "something is submitted", || count() > known);
            std::thread::sleep(Duration::from_millis(chance.below(300)));
            // Dropping it is a kill -9.
            drop(serving.take());
            let again = oin.serve();
            *address.lock().unwrap() = again.address;
            serving = Some(again);
        }
        eventually(10 * PATIENCE, "enough is submitted", || count() >= least);
    });
    drop(serving);

    let acknowledged = acknowledged.into_inner().unwrap();
    let raw = database.raw();
    let mut lost = 0;
    for (number, id) in &acknowledged {
        let there = format!(
            "SELECT count(*) FROM submissions WHERE id = '{id}' AND stage = 'checking'
                 AND draft::text LIKE '%Drill {number} of many%'"
        );
        lost += usize::from(counted(&raw, &there) != 1);
    }
    let doubled = counted(
        &raw,
        "SELECT count(*) - count(DISTINCT substring(draft::text FROM 'Drill [0-9]+ of many')) FROM submissions",
    );
    let partial = counted(&raw, PARTIAL);
    println!(
        "D1, kill -9 while programs submit: {} acknowledged, lost {lost}, doubled {doubled}, partial {partial}; passed {kills}/{kills}",
        acknowledged.len()
    );
    assert_eq!((lost, doubled, partial), (0, 0, 0));
}

#[test]
fn four_kills_while_programs_submit_lose_double_and_halve_nothing() {
    kill_while_submitting(4, 60);
}

mod drills {
    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn d1_a_hundred_kills_while_a_thousand_are_submitted() {
        super::kill_while_submitting(100, 1_000);
    }
}
