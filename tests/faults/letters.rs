//! D2: `kill -9` of the worker while it sends letters.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::Utc;
use oin_domain::account::MailAddress;
use oin_server::actions::letters::{self, Letter, Recipient};
use oin_server::config::{Hidden, Keys};
use oin_server::vault::{Vault, VaultError};

use super::counted;
use crate::harness::{Chance, Database, MailServer, Oin, TestApp, keys, wait};

/// How many letters a worker has in hand at most; a kill repeats no more.
const IN_HAND: usize = 4;

fn promise(app: &TestApp, count: usize) {
    // The worker has the clock on the wall.
    let at = Utc::now();
    let vault = Vault::load(&Keys::Setting(Hidden::new(keys().to_owned()))).unwrap();
    wait(app.store().write(async |tx| {
        for number in 0..count {
            let mail = MailAddress::parse(&format!("reader{number}@acme.example")).unwrap();
            let to = Recipient::named(mail, "Ada");
            letters::post(tx, &vault, &to, &Letter::PasswordChanged { at }, at).await?;
        }
        Ok::<_, VaultError>(())
    }))
    .unwrap();
}

/// Kills the worker `kills` times while it sends `count` letters.
fn kill_while_sending(kills: usize, count: usize) {
    let database = Database::filled();
    let app = TestApp::on(&database.url("oin_app"), &[], None);
    promise(&app, count);
    let server = MailServer::start(Duration::from_millis(15));
    let oin = Oin::on(&database).with("OIN_SMTP_URL", &format!("smtp://{}", server.address));
    let mut chance = Chance::from(0x2545_F491_4F6C_DD1D);
    let raw = database.raw();
    let left = || counted(&raw, "SELECT count(*) FROM letters WHERE state <> 'sent'");
    let mut done = 0;
    while left() > 0 {
        let working = oin.work();
        // It is killed when it has sent some, so that all kills fall among the letters.
        let share = (left() / (kills + 1 - done).max(1)).clamp(1, 20);
        let until = server.count() + 1 + usize::try_from(chance.below(share as u64)).unwrap();
        let end = Instant::now() + Duration::from_secs(60);
        while left() > 0 && (done == kills || server.count() < until) {
            assert!(Instant::now() < end, "{} letters are left", left());
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(chance.below(20)));
        drop(working);
        if left() > 0 {
            done += 1;
        }
        // Time passes: what the dead worker held is free again.
        let freed = "UPDATE letters SET locked_until = now() - interval '1 second' WHERE state = 'sending'";
        wait(raw.batch_execute(freed)).unwrap();
    }
    let mut copies: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for message in server.accepted() {
        let id = message.lines().find_map(|line| line.strip_prefix("Message-ID: "));
        copies.entry(id.unwrap().to_owned()).or_default().push(message);
    }
    let arrived = copies.len();
    let repeated: usize = copies.values().map(|copies| copies.len() - 1).sum();
    println!(
        "D2, kill -9 of the worker: {arrived} of {count} arrived, {repeated} twice after {done} kills; passed {done}/{kills}"
    );
    assert_eq!(arrived, count);
    assert_eq!(done, kills, "the letters ran out before");
    assert!(repeated <= done * IN_HAND, "{repeated} are no window's");
    for copies in copies.values() {
        let to = |message: &str| {
            message
                .lines()
                .find(|line| line.starts_with("To: "))
                .map(str::to_owned)
        };
        assert!(copies.iter().all(|copy| to(copy) == to(&copies[0])));
    }
}

#[test]
fn three_kills_of_the_worker_lose_no_letter() {
    kill_while_sending(3, 60);
}

mod drills {
    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn d2_a_hundred_kills_of_the_worker_lose_none_of_a_thousand_letters() {
        super::kill_while_sending(100, 1_000);
    }
}
