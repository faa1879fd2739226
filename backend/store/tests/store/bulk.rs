//! How long large catalogs take. Not part of the usual run:
//! `OIN_STORE_ROWS=1000000 cargo test --release -p oin-store -- --ignored --nocapture bulk`

use std::time::Instant;

use oin_domain::choice::Choice;
use oin_domain::connection::{Connection, Known, Setting, SettingName, SignOn};
use oin_domain::integration::Pattern;

use crate::cluster::Database;
use crate::sample::{content, listing, with_categories};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn bulk_load_and_scan() {
    let rows: usize = std::env::var("OIN_STORE_ROWS").map_or(4586, |rows| rows.parse().unwrap());
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let make = |n: usize| {
        let mut new = listing(&format!("app-{n}"), &format!("Application number {n}"));
        let mut content = content(&format!("Application number {n}"));
        let mut known = Known::mode_only(SignOn::ALL[n % SignOn::ALL.len()]);
        known.settings = vec![
            Setting {
                name: SettingName::EntityId,
                values: vec![Pattern::parse("https://${subdomain}.app.example/saml/metadata").unwrap()],
            },
            Setting {
                name: SettingName::AcsUrl,
                values: vec![Pattern::parse("https://${subdomain}.app.example/saml/acs").unwrap()],
            },
        ];
        content.connections = vec![Connection::Known(known)];
        new.content = content;
        new
    };
    for what in ["load", "load again"] {
        let started = Instant::now();
        for from in (0..rows).step_by(500) {
            let batch: Vec<_> = (from..rows.min(from + 500)).map(make).collect();
            store
                .write(async |tx| tx.publish_many(batch.clone()).await)
                .await
                .unwrap();
        }
        println!("{what}: {rows} rows in {:.2?}", started.elapsed());
    }
    let started = Instant::now();
    let mut scan = store.scan().await.unwrap();
    let (mut seen, mut bytes, mut slowest) = (0, 0, std::time::Duration::ZERO);
    loop {
        let batch_started = Instant::now();
        let batch = scan.next().await.unwrap();
        slowest = slowest.max(batch_started.elapsed());
        if batch.is_empty() {
            break;
        }
        seen += batch.len();
        bytes += batch.iter().map(|entry| entry.content.len()).sum::<usize>();
    }
    println!(
        "scan: {seen} rows, {bytes} bytes of content in {:.2?}, slowest batch {slowest:.2?}",
        started.elapsed()
    );
    assert_eq!(seen, rows);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!(
        "{}",
        status
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .unwrap_or("no VmHWM")
    );
}
