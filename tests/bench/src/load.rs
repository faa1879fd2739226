//! Asking many questions: with wrk at full load, and one by one to see what a
//! question costs.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::process::Running;

/// The connections of a full load.
const CONNECTIONS: &str = "64";
/// How long a round of full load lasts.
const ROUND: Duration = Duration::from_secs(6);
/// How many rounds each of two servers gets, in turn.
const ROUNDS: usize = 5;

/// In how many parts a series of questions is measured.
const PARTS: usize = 10;

/// What a server did under full load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round {
    /// Requests a second.
    pub(crate) rate: f64,
    /// Half of the requests took no longer.
    pub(crate) p50: Duration,
    /// 99 of 100 requests took no longer.
    pub(crate) p99: Duration,
    /// The server's processor time per request.
    pub(crate) cpu: Duration,
    /// What an answer weighs with its headers, in bytes.
    pub(crate) bytes: f64,
}

/// Two servers under the same load.
pub(crate) struct Beside {
    /// Our own: the round in the middle.
    pub(crate) own: Round,
    /// The yardstick: the round in the middle.
    pub(crate) yardstick: Round,
    /// Our requests a second over the yardstick's, round by round; the middle one.
    pub(crate) rate: f64,
    /// Our p99 over the yardstick's, round by round; the middle one.
    pub(crate) p99: f64,
}

/// Puts both servers under full load, in turn, and compares round by round: the
/// machine's other work then falls on both.
///
/// # Errors
/// wrk is missing, or a request failed.
pub(crate) fn beside(own: &Running, yardstick: &Running, targets: &[String]) -> anyhow::Result<Beside> {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push((full(own, targets)?, full(yardstick, targets)?));
    }
    let middle = |of: fn(&(Round, Round)) -> f64| {
        let mut all: Vec<f64> = rounds.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let by_rate = |of: fn(&(Round, Round)) -> Round| {
        let mut all: Vec<Round> = rounds.iter().map(of).collect();
        all.sort_by(|a, b| a.rate.total_cmp(&b.rate));
        all[all.len() / 2]
    };
    Ok(Beside {
        own: by_rate(|pair| pair.0),
        yardstick: by_rate(|pair| pair.1),
        rate: middle(|(own, yardstick)| own.rate / yardstick.rate),
        p99: middle(|(own, yardstick)| own.p99.as_secs_f64() / yardstick.p99.as_secs_f64()),
    })
}

/// One round of full load.
fn full(server: &Running, targets: &[String]) -> anyhow::Result<Round> {
    let folder = std::env::temp_dir().join(format!("oin-bench-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let script = folder.join("load.wrk.lua");
    let list = folder.join("targets");
    fs::write(&script, include_str!("load.wrk.lua"))?;
    fs::write(&list, targets.join("\n"))?;
    let before = server.cpu()?;
    let output = Command::new("wrk")
        .args(["--threads", "2", "--connections", CONNECTIONS, "--duration"])
        .arg(format!("{}s", ROUND.as_secs()))
        .arg("--script")
        .arg(&script)
        .arg(format!("http://{}", server.address))
        .env("OIN_BENCH_TARGETS", &list)
        .output()
        .context("starting wrk")?;
    let used = server.cpu()?.saturating_sub(before);
    fs::remove_dir_all(&folder)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<u64> = text
        .lines()
        .find_map(|line| line.strip_prefix("measured "))
        .with_context(|| format!("wrk said: {text}{}", String::from_utf8_lossy(&output.stderr)))?
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let [requests, micros, p50, p99, failed, bytes] = numbers[..] else {
        bail!("wrk said: {text}");
    };
    if failed > 0 || requests == 0 {
        bail!("{failed} of {requests} requests failed under full load");
    }
    Ok(Round {
        rate: requests as f64 / (micros as f64 / 1e6),
        p50: Duration::from_micros(p50),
        p99: Duration::from_micros(p99),
        cpu: used.div_f64(requests as f64),
        bytes: bytes as f64 / requests as f64,
    })
}

/// Asks every target once over one connection and returns the server's
/// processor time per request: of ten parts the middle one, since other work
/// on the machine makes some of them look dearer than they are.
///
/// # Errors
/// A request that was not answered with success.
pub(crate) fn one_by_one(server: &Running, targets: &[String]) -> anyhow::Result<Duration> {
    let mut client = server.client()?;
    let mut parts = Vec::with_capacity(PARTS);
    for part in targets.chunks(targets.len().div_ceil(PARTS).max(1)) {
        let before = server.cpu()?;
        for target in part {
            client.expect(target)?;
        }
        parts.push(server.cpu()?.saturating_sub(before).div_f64(part.len() as f64));
    }
    Ok(percentile(&mut parts, 50))
}

/// Asks `targets` in turn, `rate` a second, until `ended`; how long each answer took.
///
/// # Errors
/// A request that was not answered with success.
pub(crate) fn paced(
    server: &Running,
    targets: &[String],
    rate: u32,
    ended: impl Fn() -> bool,
) -> anyhow::Result<Vec<Duration>> {
    let mut client = server.client()?;
    let mut took = Vec::new();
    let mut due = Instant::now();
    for target in targets.iter().cycle() {
        if ended() {
            break;
        }
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        // Late by more than a moment: go on from here instead of asking in a rush.
        due = due.max(Instant::now() - Duration::from_millis(100)) + Duration::from_secs(1) / rate;
        let asked = Instant::now();
        client.expect(target)?;
        took.push(asked.elapsed());
    }
    Ok(took)
}

/// The value below which `percent` of a hundred lie.
pub(crate) fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(place).copied().unwrap_or_default()
}
