//! D10: connections to the database that end after COMMIT and before its answer, and clients that go
//! in the middle of a request.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::{PARTIAL, counted, draft, tokens};
use crate::harness::{Answer, Chance, Database, Proxy, TestApp, eventually};

/// How many of an org may be open at once, with some room.
const OF_AN_ORG: usize = 150;

struct Drill {
    app: TestApp,
    database: Arc<Database>,
    proxy: Proxy,
    tokens: Vec<String>,
}

impl Drill {
    fn begin(submissions: usize) -> Self {
        let database = Arc::new(Database::filled());
        let straight = TestApp::on(&database.url("oin_app"), &[], None);
        let tokens = tokens(&straight, submissions.div_ceil(OF_AN_ORG) + 1);
        let proxy = Proxy::before(&database);
        let url = proxy.url(&database, "oin_app");
        Self {
            app: TestApp::on(&url, &[], None),
            database,
            proxy,
            tokens,
        }
    }

    fn token(&self, number: usize) -> &str {
        &self.tokens[number % self.tokens.len()]
    }

    fn create(&self, number: usize) -> Answer {
        let request = self
            .app
            .request(reqwest::Method::POST, "/api/v1/submissions")
            .bearer_auth(self.token(number))
            .header("idempotency-key", format!("cut-{number}"))
            .header("content-type", "application/json");
        self.app.send(request.body(named(number).to_string()))
    }

    /// The same again until it is answered; the id.
    fn until_created(&self, number: usize) -> String {
        for _ in 0..50 {
            let answer = self.create(number);
            if answer.status == 201 {
                return answer.json()["id"].as_str().unwrap().to_owned();
            }
            assert!(
                answer.status == 503 || answer.status == 409,
                "{}: {}",
                answer.status,
                answer.text()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("{number} is never answered");
    }

    /// The ids of what was created for a number.
    fn there(&self, number: usize) -> Option<String> {
        let sql =
            format!("SELECT id::text FROM submissions WHERE draft::text LIKE '%Drill {number} of many%'");
        let rows = crate::harness::wait(self.database.raw().query(&sql, &[])).unwrap();
        assert!(rows.len() <= 1, "{number} is there {} times", rows.len());
        rows.first().map(|row| row.get(0))
    }

    /// Goes away after a part of a request, or after all of it.
    fn drops(&self, number: usize, chance: &mut Chance) {
        let body = named(number).to_string();
        let request = format!(
            "POST /api/v1/submissions HTTP/1.1\r\nHost: oin.test\r\nAuthorization: Bearer {}\r\nIdempotency-Key: cut-{number}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token(number),
            body.len()
        );
        let whole = request.len() as u64;
        let sent = if chance.below(2) == 0 {
            whole
        } else {
            chance.below(whole)
        };
        let mut socket = TcpStream::connect(self.app.address()).unwrap();
        socket
            .write_all(&request.as_bytes()[..usize::try_from(sent).unwrap()])
            .unwrap();
        std::thread::sleep(Duration::from_micros(chance.below(8_000)));
    }
}

fn named(number: usize) -> Value {
    draft(&format!("Drill {number} of many"))
}

/// Cuts `cuts` commits, lets `drops` clients go, and writes `writes` more.
fn cut_and_drop(cuts: usize, drops: usize, writes: usize) {
    let drill = Drill::begin(cuts + drops + writes);
    let mut unheard = 0;
    for number in 0..cuts {
        // The first commits of a request are those that look who asks.
        drill.proxy.cut_commit_after(number % 4);
        let first = drill.create(number);
        drill.proxy.cut_nothing();
        let kept = drill.there(number);
        let again = drill.until_created(number);
        if first.status == 503
            && let Some(kept) = kept
        {
            // It was done and nobody heard so: the second request hears it.
            assert_eq!(again, kept, "{number}");
            unheard += 1;
        }
        assert_eq!(drill.there(number), Some(again));
    }
    let cut = drill.proxy.cuts();
    let raw = drill.database.raw();
    let mut chance = Chance::from(0x2545_F491_4F6C_DD1D);
    for number in cuts..cuts + drops {
        drill.drops(number, &mut chance);
    }
    eventually(Duration::from_secs(5), "no transaction is left open", || {
        let sql = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
        counted(&raw, sql) == 0
    });
    let all = cuts + drops + writes;
    for number in (cuts + drops..all).chain(cuts..cuts + drops) {
        let id = drill.until_created(number);
        assert_eq!(drill.there(number), Some(id));
    }
    let count = counted(&raw, "SELECT count(*) FROM submissions");
    let partial = counted(&raw, PARTIAL);
    println!(
        "D10, {cut} connections cut after COMMIT ({unheard} with an effect that nobody heard of), {drops} clients gone: {count} of {all} created once, {partial} partial; passed {count}/{all}"
    );
    assert_eq!((count, partial), (all, 0));
    assert!(unheard * 8 >= cuts, "{cut} cut, {unheard} unheard");
}

#[test]
fn what_was_committed_and_not_heard_of_is_done_once() {
    cut_and_drop(8, 40, 20);
}

mod drills {
    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn d10_a_hundred_cuts_and_a_thousand_clients_that_go() {
        super::cut_and_drop(100, 1_000, 1_000);
    }
}
