//! SECURITY drill D3: `kill -9` while events come in and messages go out, to a receiver that fails.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use oin_domain::ids::ApiTokenId;
use oin_server::vault::Ticket;
use oin_store::ApiToken;
use serde_json::Value;
use uuid::Uuid;

use super::{Hooks, Received, Receiver, SCOPES, answer, app_with};
use crate::harness::{Oin, TestApp, eventually, try_exchange, wait};

/// What is done, and how badly.
struct Drill {
    events: usize,
    kills: u32,
    /// Of a hundred messages so many get a 500, and so many no answer.
    failing: u64,
    hanging: u64,
}

/// xorshift64: the same in every run.
fn drawn(state: &AtomicU64, limit: u64) -> u64 {
    let step = |mut state: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^ (state << 17)
    };
    let before = state.fetch_update(Ordering::AcqRel, Ordering::Acquire, |now| Some(step(now)));
    before.unwrap_or_default() % limit
}

/// A token that works by the clock on the wall.
fn token(hooks: &Hooks<'_>) -> String {
    let ticket = Ticket::draw("oin_").unwrap();
    let text = ticket.text.text().unwrap().to_owned();
    let token = ApiToken {
        id: ApiTokenId(Uuid::now_v7()),
        hint: text[..8].to_owned(),
        org: hooks.owner.org,
        made_by: Some(hooks.owner.user),
        name: "drill".to_owned(),
        scopes: SCOPES.to_vec(),
        created_at: Utc::now(),
        expires_at: Utc::now() + TimeDelta::days(300),
        used_at: None,
        revoked_at: None,
    };
    let store = hooks.app.store();
    wait(store.write(async |tx| tx.add_api_token(&token, &ticket.hash).await)).unwrap();
    text
}

/// The id of the message that an answer tells of, when it arrived whole.
fn acknowledged(answer: &str) -> Option<String> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    assert!(head.starts_with("HTTP/1.1 202"), "{answer}");
    let body: Value = serde_json::from_str(body.get(body.find('{')?..=body.rfind('}')?)?).ok()?;
    Some(body["id"].as_str()?.to_owned())
}

/// Lets time go on for every process.
fn later(app: &TestApp, hours: i64) {
    let seconds = TimeDelta::hours(hours).num_seconds();
    wait(app.store().write(async |tx| tx.move_clock_on(seconds).await)).unwrap();
}

fn states(app: &TestApp) -> BTreeMap<String, i64> {
    let sql = "SELECT state, count(*) FROM webhook_deliveries WHERE kind = $1 GROUP BY state";
    let rows = app.rows(sql, "webhook.test");
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

impl Drill {
    fn run(&self) {
        let poison: Arc<Mutex<Option<String>>> = Arc::default();
        let taken: Arc<Mutex<Vec<Received>>> = Arc::default();
        let chance = Arc::new(AtomicU64::new(0x2545_F491_4F6C_DD1D));
        let (is_poison, takes, draws) = (poison.clone(), taken.clone(), chance.clone());
        let (failing, hanging) = (self.failing, self.hanging);
        let receiver = Receiver::saying(move |_, message| {
            let drawn = drawn(&draws, 100);
            if is_poison.lock().unwrap().as_deref() == Some(message.id()) || drawn < failing {
                return answer("500 Internal Server Error", "", "");
            }
            if drawn < failing + hanging {
                std::thread::sleep(Duration::from_secs(20));
                return Vec::new();
            }
            takes.lock().unwrap().push(message.clone());
            answer("204 No Content", "", "")
        });
        // The state is made in this process, which does no work; others are killed.
        let app = app_with(&[&receiver], &[("OIN_WORLD", "off")]);
        let database = app.database();
        let hooks = Hooks::of(&app, "acme");
        let (hook, secret) = hooks.add(&receiver, &["submission.approved"]);
        let token = token(&hooks);
        let oin = Oin::on(database).with("OIN_EGRESS_EXCEPTIONS", &receiver.address.to_string());
        let mut messages: BTreeMap<usize, String> = BTreeMap::new();
        let mut killed = 0;
        while killed < self.kills || messages.len() < self.events {
            let serving = oin.serve();
            let ask = |number: usize| {
                format!(
                    "POST /api/v1/webhooks{hook}/test HTTP/1.1\r\nHost: localhost:{}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: event-{number}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                    serving.address.port()
                )
            };
            let share = self.events.div_ceil(self.kills as usize);
            let open: Vec<usize> = (0..self.events)
                .filter(|one| !messages.contains_key(one))
                .collect();
            let delay = Duration::from_millis(drawn(&chance, 600));
            std::thread::scope(|scope| {
                let asking = scope.spawn(|| {
                    let mut told = Vec::new();
                    for number in open.into_iter().take(share) {
                        let answer = try_exchange(serving.address, ask(number).as_bytes());
                        match answer.ok().as_deref().and_then(acknowledged) {
                            Some(id) => told.push((number, id)),
                            None => break,
                        }
                    }
                    told
                });
                std::thread::sleep(delay);
                if killed < self.kills {
                    serving.signal("KILL");
                    killed += 1;
                }
                messages.extend(asking.join().unwrap());
            });
            drop(serving);
            if let Some(id) = messages.get(&2) {
                *poison.lock().unwrap() = Some(id.clone());
            }
            // Time goes on: what the killed one held is let go, what failed is due again, and more
            // may be asked for.
            app.rows(
                "UPDATE jobs SET locked_until = now() WHERE class = $1 RETURNING 1",
                "webhook",
            );
            later(&app, 2);
        }
        let serving = oin.serve();
        for _ in 0..40 {
            let patience = Duration::from_secs(120);
            eventually(patience, "what is due was tried", || {
                let sql = "SELECT count(*) FROM webhook_deliveries d, dev_clock c WHERE d.state = $1
                    AND d.next_at <= now() + make_interval(secs => c.ahead_seconds)";
                app.rows(sql, "waiting")[0].get::<_, i64>(0) == 0
            });
            if !states(&app).contains_key("waiting") {
                break;
            }
            later(&app, 34);
        }
        drop(serving);
        self.compare(&app, &messages, &taken.lock().unwrap(), &receiver, &secret);
    }

    fn compare(
        &self,
        app: &TestApp,
        messages: &BTreeMap<usize, String>,
        taken: &[Received],
        receiver: &Receiver,
        secret: &str,
    ) {
        let acknowledged: BTreeSet<&str> = messages.values().map(String::as_str).collect();
        assert_eq!(acknowledged.len(), self.events, "each event is one message");
        let all = receiver.received();
        assert!(all.iter().all(|message| message.is_signed_with(secret)));
        let arrived: BTreeSet<&str> = taken.iter().map(Received::id).collect();
        let missing: Vec<_> = acknowledged.difference(&arrived).collect();
        let foreign = arrived.difference(&acknowledged).count();
        let states = states(app);
        let failed = states.get("failed").copied().unwrap_or_default();
        println!(
            "D3: {} events, {} kills: {} messages sent, {} taken, {} after leaving out what came again, {failed} poison given up",
            self.events,
            self.kills,
            all.len(),
            taken.len(),
            arrived.len()
        );
        assert_eq!(foreign, 0, "nothing that nobody asked for");
        assert!(
            missing.len() as i64 <= failed && failed <= 1,
            "{missing:?} did not arrive: {states:?}"
        );
        assert_eq!(states.values().sum::<i64>(), self.events as i64);
        let tries = app.rows("SELECT tries FROM webhook_deliveries WHERE state = $1", "failed");
        assert!(tries.iter().all(|row| row.get::<_, i32>(0) == 8));
        println!("D3: passed {0}/{0}", self.events);
    }
}

#[test]
fn d3_three_kills_lose_no_event() {
    Drill {
        events: 20,
        kills: 3,
        failing: 30,
        hanging: 0,
    }
    .run();
}

mod drills {
    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn d3_fifty_kills_lose_none_of_a_thousand_events() {
        super::Drill {
            events: 1_000,
            kills: 50,
            failing: 30,
            hanging: 5,
        }
        .run();
    }
}
