//! The index alone: what a question costs that was never asked before, by kind,
//! what the entries weigh, and what changes cost.

use std::hint::black_box;
use std::time::Duration;

use anyhow::Context as _;
use nix::time::{ClockId, clock_gettime};
use oin_search::{Change, Index, Query, Rules};

use crate::dataset::{Sketch, categories, entry};
use crate::mix::{Kind, Question};
use crate::print;
use crate::process::memory;
use crate::table::micros;
use crate::words::Numbers;

/// How many questions of each kind are asked.
const OF_A_KIND: u64 = 1_000;
/// How many batches of changes are made.
const BATCHES: u64 = 200;
/// At which entries the making of entries is timed: asking each time would cost
/// more than an entry.
const TIMED: u64 = 64;

/// Texts that somebody might send to make the index work hard.
const HOSTILE: [&str; 5] = [
    "a b c d e f g h i j k l m n o p",
    "security support analytics cloud saml sign mail design",
    "brelatra clodrive grositra plaiboo stuflow trevault",
    "brelatraclodrivegrositraplaiboostuflowtrevaultbrelatraclodrivegrositraplaiboostuflow",
    "sa se si so st tr ta te be br cl ca gr ga pl pa",
];

/// Measures an index of `total` entries.
///
/// # Errors
/// A mistake in the made-up catalog or its questions.
pub(crate) fn measure(total: u64) -> anyhow::Result<()> {
    let mut index = built(total)?;
    let mut of_mix = 0.0;
    for (kind, share) in Kind::SHARES {
        let mut times = (0..OF_A_KIND)
            .map(|number| ask(&index, &Question::of(kind, (1 << 24) + number, total)))
            .collect::<anyhow::Result<Vec<Duration>>>()?;
        times.sort_unstable();
        let mean = micros(times.iter().sum::<Duration>() / times.len() as u32);
        let at = |percent: usize| micros(times[times.len() * percent / 100]);
        print(&format!(
            "{:>16} {share:>3} %  mean {mean:>8.1} µs  median {:>8.1}  p99 {:>8.1}",
            kind.label(),
            at(50),
            at(99)
        ));
        of_mix += mean * share as f64 / 100.0;
    }
    print(&format!("{:>16}        mean {of_mix:>8.1} µs", "whole mix"));
    for text in HOSTILE {
        let query = Query {
            text: text.to_owned(),
            ..Query::default()
        };
        let took = micros(answer(&index, &query)?);
        print(&format!(
            "{:>16}             {took:>8.1} µs  {text:.40}",
            "hostile"
        ));
    }
    change(&mut index, total)
}

/// The processor time that this thread has used.
fn cpu() -> anyhow::Result<Duration> {
    Ok(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?.into())
}

fn built(total: u64) -> anyhow::Result<Index> {
    let empty = memory(std::process::id())?.now;
    let begun = cpu()?;
    let mut making = Duration::ZERO;
    let mut loading = Index::loading(categories()?, Rules::default())?;
    for number in 0..total {
        let before = number.is_multiple_of(TIMED).then(cpu).transpose()?;
        let entry = entry(number, total, 0)?;
        if let Some(before) = before {
            making += (cpu()? - before) * TIMED as u32;
        }
        loading.push(&entry);
    }
    let index = loading.finish(1);
    let took = (cpu()? - begun).saturating_sub(making);
    let weight = memory(std::process::id())?.now - empty;
    print(&format!(
        "\n{total} entries: built in {:.2} s, {weight:.0} MB ({:.0} bytes an entry)",
        took.as_secs_f64(),
        weight * 1e6 / total as f64
    ));
    Ok(index)
}

/// The time of the answer; the pages before it are turned without counting.
fn ask(index: &Index, question: &Question) -> anyhow::Result<Duration> {
    let Some(mut query) = question.query()? else {
        let slug = question.slug.as_deref().unwrap_or_default();
        let before = cpu()?;
        black_box(index.get(slug).context("it is there")?.content());
        return Ok(cpu()? - before);
    };
    for _ in 0..question.pages_before {
        let Some(next) = index.search(&query)?.next else {
            break;
        };
        query.after = Some(next);
    }
    answer(index, &query)
}

fn answer(index: &Index, query: &Query) -> anyhow::Result<Duration> {
    let before = cpu()?;
    black_box(index.search(query)?);
    Ok(cpu()? - before)
}

/// Batches of ten changes: six launches, two renamings, one new, one gone.
fn change(index: &mut Index, total: u64) -> anyhow::Result<()> {
    let mut numbers = Numbers::of(11);
    let (mut sum, mut worst) = (Duration::ZERO, Duration::ZERO);
    for batch in 0..BATCHES {
        let changes = (0..10u64)
            .map(|place| {
                let mut changed = entry(numbers.below(total), total, 0)?;
                match place {
                    0..6 => changed.launches += 1 + numbers.below(1_000) as i64,
                    6..8 => {
                        let other = Sketch::of(total + numbers.below(total), total);
                        changed.name = oin_domain::text::Name::parse(&other.name)?;
                    }
                    8 => changed = entry(total + batch, total, 0)?,
                    _ => return Ok(Change::Remove(changed.id)),
                }
                Ok(Change::Upsert(Box::new(changed)))
            })
            .collect::<anyhow::Result<Vec<Change>>>()?;
        let before = cpu()?;
        index.apply(changes, batch + 2);
        let took = cpu()? - before;
        worst = worst.max(took);
        sum += took;
    }
    print(&format!(
        "{:>16}        mean {:>8.1} µs  worst {:>8.1}",
        "batch of 10",
        micros(sum / BATCHES as u32),
        micros(worst)
    ));
    Ok(())
}
