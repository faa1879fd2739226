//! What a query costs that was never asked before: CPU time by kind of
//! question, at several sizes of the catalog.
//!
//! `cargo run --release -p oin-search --example cold -- 8000 100000 1000000`

#![allow(clippy::expect_used, clippy::print_stdout)]

mod generator;

use std::fs::read_to_string;
use std::time::Duration;

use generator::{KINDS, Numbers, categories, entry, question};
use nix::time::{ClockId, clock_gettime};
use oin_domain::ids::IntegrationId;
use oin_search::{Change, Index, Query, Rules};

/// The CPU time this thread has used.
fn cpu() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
        .expect("every thread has one")
        .into()
}

/// The memory of this process, in MiB.
fn memory() -> u64 {
    let status = read_to_string("/proc/self/status").expect("Linux keeps it");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .expect("it has a size");
    line.split_whitespace()
        .nth(1)
        .and_then(|kb| kb.parse::<u64>().ok())
        .expect("a number")
        / 1024
}

fn micros(time: Duration, times: usize) -> f64 {
    time.as_secs_f64() * 1e6 / times as f64
}

/// Asks, and turns pages when the kind wants it; the time of the last answer.
fn ask(index: &Index, kind: &str, mut query: Query) -> Duration {
    if kind == "deep page" {
        query.limit = 100;
        for _ in 0..5 {
            let next = index.search(&query).expect("a good query").next;
            let Some(next) = next else { break };
            query.after = Some(next);
        }
        query.limit = 20;
    }
    let before = cpu();
    std::hint::black_box(index.search(&query).expect("a good query"));
    cpu() - before
}

fn measure(total: u64) {
    let empty = memory();
    let before = cpu();
    let mut loading = Index::loading(categories(), Rules::default()).expect("few categories");
    let mut making = Duration::ZERO;
    for number in 0..total {
        let started = cpu_if(number);
        let entry = entry(number, total);
        if let Some(started) = started {
            making += (cpu() - started) * 64;
        }
        loading.push(&entry);
    }
    let mut index = loading.finish(1);
    let built = (cpu() - before).saturating_sub(making);
    let bytes = (memory() - empty) as f64 * 1024.0 * 1024.0 / total as f64;
    println!(
        "\n{total} entries: built in {:.2} s, {} MiB ({bytes:.0} bytes an entry)",
        built.as_secs_f64(),
        memory()
    );
    let (mut sum, mut shares) = (0.0, 0);
    for (kind, share) in KINDS {
        let questions: Vec<Query> = (0..1_000).map(|number| question(kind, number, total)).collect();
        let mut times: Vec<Duration> = questions
            .into_iter()
            .map(|query| ask(&index, kind, query))
            .collect();
        times.sort_unstable();
        let mean = micros(times.iter().sum(), times.len());
        let at = |percent: usize| micros(times[times.len() * percent / 100], 1);
        println!(
            "{kind:>16} {share:>3} %  mean {mean:>8.1} µs  median {:>8.1}  p99 {:>8.1}",
            at(50),
            at(99)
        );
        sum += mean * share as f64;
        shares += share;
    }
    let mut numbers = Numbers::of(7);
    let slugs: Vec<String> = (0..1_000)
        .map(|_| entry(numbers.below(total), total).slug.to_string())
        .collect();
    let before = cpu();
    for slug in &slugs {
        std::hint::black_box(index.get(slug).expect("it is there").content());
    }
    let detail = micros(cpu() - before, slugs.len());
    println!("{:>16} {:>3} %  mean {detail:>8.1} µs", "detail", 100 - shares);
    println!(
        "{:>16}        mean {:>8.1} µs",
        "whole mix",
        (sum + detail * (100 - shares) as f64) / 100.0
    );
    provoke(&index);
    change(&mut index, total);
}

/// Texts that somebody might send to make the index work hard.
const HOSTILE: [&str; 5] = [
    "a b c d e f g h i j k l m n o p",
    "security support analytics cloud saml sign mail design",
    "brelatra clodrive grositra plaiboo stuflow trevault",
    "brelatraclodrivegrositraplaiboostuflowtrevaultbrelatraclodrivegrositraplaiboostuflow",
    "sa se si so st tr ta te be br cl ca gr ga pl pa",
];

/// The CPU time of each hostile text.
fn provoke(index: &Index) {
    for text in HOSTILE {
        let query = Query {
            text: text.to_owned(),
            ..Query::default()
        };
        let took = micros(ask(index, "hostile", query), 1);
        println!("{:>16}             {took:>8.1} µs  {text:.40}", "hostile");
    }
}

/// The CPU time at every 64th entry: asking each time would cost more than the entry.
fn cpu_if(number: u64) -> Option<Duration> {
    number.is_multiple_of(64).then(cpu)
}

/// Batches of ten changes: six launches, two renamings, one new, one gone.
fn change(index: &mut Index, total: u64) {
    let mut numbers = Numbers::of(11);
    let mut worst = Duration::ZERO;
    let mut sum = Duration::ZERO;
    let batches = 200;
    for batch in 0..batches {
        let changes: Vec<Change> = (0..10u64)
            .map(|place| {
                let number = numbers.below(total);
                let mut changed = entry(number, total);
                match place {
                    0..6 => changed.launches += 1 + numbers.below(1_000) as i64,
                    6..8 => changed.name = entry(number + total, total).name,
                    8 => changed = entry(total + batch, total),
                    _ => return Change::Remove(IntegrationId(changed.id.0)),
                }
                Change::Upsert(Box::new(changed))
            })
            .collect();
        let before = cpu();
        index.apply(changes, batch + 2);
        let took = cpu() - before;
        worst = worst.max(took);
        sum += took;
    }
    println!(
        "{:>16}        mean {:>8.1} µs  worst {:>8.1}",
        "batch of 10",
        micros(sum, batches as usize),
        micros(worst, 1)
    );
}

fn main() {
    let sizes: Vec<u64> = std::env::args()
        .skip(1)
        .filter_map(|size| size.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() {
        vec![8_000, 100_000, 1_000_000]
    } else {
        sizes
    };
    sizes.into_iter().for_each(measure);
}
