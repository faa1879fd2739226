//! The figures, their goals and how they are written.

use std::fmt::Write as _;
use std::process::Command;
use std::time::Duration;

/// A figure.
struct Row {
    figure: String,
    goal: String,
    measured: String,
    met: Option<bool>,
}

/// What one question of a kind costs, in processor time.
struct Cost {
    kind: &'static str,
    size: u64,
    own: Duration,
    sql: Duration,
}

/// All figures of a run.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
    costs: Vec<Cost>,
}

impl Table {
    /// Adds a figure that must be at most `goal`.
    pub(crate) fn at_most(&mut self, figure: String, measured: f64, goal: f64, unit: &str, more: &str) {
        self.row(
            figure,
            format!("≤ {goal} {unit}"),
            measured,
            unit,
            more,
            measured <= goal,
        );
    }

    /// Adds a figure that must be at least `goal`.
    pub(crate) fn at_least(&mut self, figure: String, measured: f64, goal: f64, unit: &str, more: &str) {
        self.row(
            figure,
            format!("≥ {goal} {unit}"),
            measured,
            unit,
            more,
            measured >= goal,
        );
    }

    fn row(&mut self, figure: String, goal: String, measured: f64, unit: &str, more: &str, met: bool) {
        let more = if more.is_empty() {
            String::new()
        } else {
            format!(" ({more})")
        };
        self.rows.push(Row {
            figure,
            goal: goal.trim().to_owned(),
            measured: format!("{} {unit}", rounded(measured)).trim().to_owned() + &more,
            met: Some(met),
        });
    }

    /// Adds a figure without a goal.
    pub(crate) fn note(&mut self, figure: String, measured: String) {
        self.rows.push(Row {
            figure,
            goal: String::new(),
            measured,
            met: None,
        });
    }

    /// Adds what one question of a kind costs, ours and as SQL.
    pub(crate) fn cost(&mut self, kind: &'static str, size: u64, own: Duration, sql: Duration) {
        self.costs.push(Cost { kind, size, own, sql });
    }

    /// The whole as Markdown.
    pub(crate) fn markdown(&self, circumstances: &str) -> String {
        let mut text = format!("# What oin reaches\n\n{circumstances}\n\n");
        text.push_str("| Figure | Goal | Measured | |\n|---|---|---|---|\n");
        for row in &self.rows {
            let verdict = match row.met {
                Some(true) => "ok",
                Some(false) => "MISSED",
                None => "",
            };
            let _ = writeln!(
                text,
                "| {} | {} | {} | {verdict} |",
                row.figure, row.goal, row.measured
            );
        }
        text.push_str("\n## Processor time per question, nothing ready-made\n\n");
        text.push_str("| Integrations | Question | oin, with HTTP and JSON | plain SQL in PostgreSQL |\n|---|---|---|---|\n");
        for cost in &self.costs {
            let _ = writeln!(
                text,
                "| {} | {} | {} µs | {} µs |",
                grouped(cost.size),
                cost.kind,
                rounded(micros(cost.own)),
                rounded(micros(cost.sql)),
            );
        }
        text
    }
}

/// A time in microseconds.
pub(crate) fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// A time in milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// A number with as many places as are worth reading.
pub(crate) fn rounded(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => grouped(value.round() as u64),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A number with commas between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The one-minute load average of the machine: how much else it was doing.
pub(crate) fn load_average() -> String {
    std::fs::read_to_string("/proc/loadavg")
        .ok()
        .and_then(|text| text.split(' ').next().map(str::to_owned))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// The machine and the commit.
pub(crate) fn machine() -> String {
    let field = |file: &str, name: &str| {
        std::fs::read_to_string(file).ok().and_then(|text| {
            text.lines()
                .find(|line| line.starts_with(name))
                .and_then(|line| line.split_once(':'))
                .map(|(_, value)| value.trim().to_owned())
        })
    };
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok())
        .map_or(0.0, |kib| kib / 1024.0 / 1024.0);
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short", "HEAD"]).unwrap_or_default();
    let changed = git(&[
        "status",
        "--porcelain",
        "--untracked-files=no",
        "--",
        "backend",
        "frontend",
    ])
    .is_some_and(|text| !text.is_empty());
    format!(
        "{}, commit {commit}{}, on {cores} cores of {model} with {memory:.0} GiB",
        chrono::Utc::now().format("%Y-%m-%d"),
        if changed { " with uncommitted changes" } else { "" },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(grouped(1_000_000), "1,000,000");
        assert_eq!(grouped(999), "999");
        assert_eq!(rounded(1234.5), "1,235");
        assert_eq!(rounded(0.456), "0.46");
    }
}
