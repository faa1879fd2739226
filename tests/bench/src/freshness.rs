//! How soon a change is seen, and what changes do to searches meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use oin_store::{Store, StoreOptions};

use crate::database::{Inside, runtime};
use crate::dataset;
use crate::load::{paced, percentile};
use crate::process::Running;
use crate::words::Numbers;

/// How many changes are made a second.
const CHANGES: u32 = 100;
/// How long changes are made.
const CHANGING: Duration = Duration::from_secs(30);
/// How long searches are timed without changes.
const QUIET: Duration = Duration::from_secs(15);
/// How many searches are made a second meanwhile.
const SEARCHES: u32 = 100;
/// How often a process is asked for its version.
const LOOK: Duration = Duration::from_millis(4);
/// How long the last change may take to be seen.
const PATIENCE: Duration = Duration::from_secs(20);

/// What was measured.
pub(crate) struct Freshness {
    /// Changes that were made a second.
    pub(crate) rate: f64,
    /// From the commit until it is seen, half of the changes on all processes.
    pub(crate) p50: Duration,
    /// The same of 99 in 100.
    pub(crate) p99: Duration,
    /// Searches without changes: p50 and p99.
    pub(crate) quiet: (Duration, Duration),
    /// Searches while changes are made: p50 and p99.
    pub(crate) busy: (Duration, Duration),
}

/// Changes listings of a catalog of `total` while the last of `processes` is
/// searched, and watches all of them.
///
/// # Errors
/// A process that does not answer or never sees a change.
pub(crate) fn measure(
    inside: &Inside,
    processes: &[&Running],
    targets: &[String],
    total: u64,
) -> anyhow::Result<Freshness> {
    let searched = processes.last().context("no process to measure")?;
    let (changed, seen_all) = (AtomicBool::new(false), AtomicBool::new(false));
    let url = inside.url();
    let (made, mut quiet, mut busy, sightings) = thread::scope(|scope| -> anyhow::Result<_> {
        let watchers: Vec<_> = processes
            .iter()
            .map(|process| scope.spawn(|| watch(process, &seen_all)))
            .collect();
        // Watched in both phases: watching is not what changes cost.
        let begun = Instant::now();
        let quiet = paced(searched, targets, SEARCHES, || begun.elapsed() > QUIET);
        let searcher = scope.spawn(|| paced(searched, targets, SEARCHES, || changed.load(Ordering::Acquire)));
        let made = runtime()?.block_on(change(&url, total));
        changed.store(true, Ordering::Release);
        let busy = searcher.join().map_err(|_| anyhow::anyhow!("searching failed"))?;
        let last = made
            .as_ref()
            .map_or(0, |made| made.last().map_or(0, |(version, _)| *version));
        let waited = wait_for(processes, last);
        seen_all.store(true, Ordering::Release);
        let sightings = watchers
            .into_iter()
            .map(|watcher| watcher.join().map_err(|_| anyhow::anyhow!("watching failed"))?)
            .collect::<anyhow::Result<Vec<_>>>()?;
        waited?;
        Ok((made?, quiet?, busy?, sightings))
    })?;
    confirm(processes, total, made.len() as u64)?;
    let mut delays = delays(&made, &sightings)?;
    Ok(Freshness {
        rate: f64::from(CHANGES).min(made.len() as f64 / CHANGING.as_secs_f64()),
        p50: percentile(&mut delays, 50),
        p99: percentile(&mut delays, 99),
        quiet: (percentile(&mut quiet, 50), percentile(&mut quiet, 99)),
        busy: (percentile(&mut busy, 50), percentile(&mut busy, 99)),
    })
}

/// The number of the listing that the `change`-th change is about.
fn subject(change: u64, total: u64) -> u64 {
    Numbers::of(change ^ 0x0c8a_4e00).below(total)
}

/// Publishes new revisions at the given rate; each commit with the catalog's
/// version and the time at which it returned.
async fn change(url: &str, total: u64) -> anyhow::Result<Vec<(i64, Instant)>> {
    let store = Store::connect(url, StoreOptions::default()).await?;
    let mut version = store.read(async |read| read.catalog_version().await).await?;
    let begun = Instant::now();
    let mut made = Vec::new();
    for number in 0..u64::from(CHANGES) * CHANGING.as_secs() {
        let due = begun + Duration::from_secs(1) / CHANGES * number as u32;
        tokio::time::sleep_until(due.into()).await;
        if begun.elapsed() > CHANGING {
            break;
        }
        // The version so far: no two changes say the same.
        let new = dataset::listing(subject(number, total), total, version.cast_unsigned())?;
        store.write(async |tx| tx.publish(new.clone()).await).await?;
        version += 1;
        made.push((version, Instant::now()));
    }
    let now = store.read(async |read| read.catalog_version().await).await?;
    if now != version {
        bail!("somebody else changed the catalog meanwhile");
    }
    Ok(made)
}

/// Each version that a process was first seen to have, and when.
fn watch(process: &Running, ended: &AtomicBool) -> anyhow::Result<Vec<(i64, Instant)>> {
    let mut client = process.client()?;
    let mut seen: Vec<(i64, Instant)> = Vec::new();
    loop {
        // Looks once more after the end: what ended the wait was seen by somebody else.
        let is_last = ended.load(Ordering::Acquire);
        let text = String::from_utf8(client.expect("/metrics")?.body)?;
        let at = Instant::now();
        let version = version_in(&text)?;
        if seen.last().is_none_or(|(last, _)| *last < version) {
            seen.push((version, at));
        }
        if is_last {
            return Ok(seen);
        }
        thread::sleep(LOOK);
    }
}

fn version_in(metrics: &str) -> anyhow::Result<i64> {
    metrics
        .lines()
        .find_map(|line| line.strip_prefix("oin_catalog_version "))
        .and_then(|value| value.trim().parse().ok())
        .context("the metrics do not say the version")
}

fn wait_for(processes: &[&Running], version: i64) -> anyhow::Result<()> {
    let begun = Instant::now();
    for process in processes {
        let mut client = process.client()?;
        while version_in(&String::from_utf8(client.expect("/metrics")?.body)?)? < version {
            if begun.elapsed() > PATIENCE {
                bail!("a change was not seen within {} s", PATIENCE.as_secs());
            }
            thread::sleep(LOOK);
        }
    }
    Ok(())
}

/// Makes sure that what the processes answer is what was written, not only
/// that they say so.
fn confirm(processes: &[&Running], total: u64, made: u64) -> anyhow::Result<()> {
    for process in processes {
        let mut client = process.client()?;
        for change in made.saturating_sub(20)..made {
            let slug = dataset::Sketch::of(subject(change, total), total).slug;
            let shown = client.expect(&format!("/api/v1/integrations/{slug}"))?.json()?;
            if !shown["summary"]
                .as_str()
                .unwrap_or_default()
                .starts_with("Edition ")
            {
                bail!("{slug} is shown as it was before");
            }
        }
    }
    Ok(())
}

/// From each commit until each process had it.
fn delays(made: &[(i64, Instant)], sightings: &[Vec<(i64, Instant)>]) -> anyhow::Result<Vec<Duration>> {
    let mut delays = Vec::new();
    for seen in sightings {
        for (version, committed) in made {
            let place = seen.partition_point(|(at, _)| at < version);
            let (_, at) = seen.get(place).context("a change was never seen")?;
            delays.push(at.saturating_duration_since(*committed));
        }
    }
    Ok(delays)
}
