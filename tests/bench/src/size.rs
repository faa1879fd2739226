//! Everything that is measured at one size of the catalog.

use std::time::Duration;

use clap::ValueEnum;

use crate::database::{self, Inside, runtime};
use crate::dataset::Sketch;
use crate::load::{beside, one_by_one};
use crate::mix::{Kind, Question, questions};
use crate::process::Running;
use crate::sql::Sql;
use crate::table::{Table, grouped, micros, millis, rounded};
use crate::words::Numbers;
use crate::{freshness, say};

/// How many questions a warm load repeats.
const WARM: u64 = 2_000;
/// How many questions the cold mix has.
const COLD: u64 = 5_000;
/// How many questions of each kind are asked for its own figure.
const OF_A_KIND: u64 = 500;
/// How many pages of each sort are rendered.
const PAGES: u64 = 1_000;
/// How long the questions of one kind may take as SQL.
const SQL_PATIENCE: Duration = Duration::from_secs(4);

/// What a size has to reach.
struct Goals {
    cold: f64,
    memory: f64,
    fresh: f64,
}

impl Goals {
    fn of(total: u64) -> Self {
        let (cold, memory, fresh) = match total {
            0..=8_000 => (150.0, 120.0, 1_000.0),
            8_001..=100_000 => (250.0, 250.0, 1_000.0),
            _ => (1_000.0, 800.0, 2_000.0),
        };
        Self { cold, memory, fresh }
    }
}

/// What is measured of a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Restarts and the memory after them
    Start,
    /// Full load with finished answers, beside the fixed answer
    Warm,
    /// Questions that have no finished answer, beside plain SQL
    Cold,
    /// Rendering pages
    Pages,
    /// Searching while the catalog changes
    Freshness,
}

/// Measures `parts` of oin with a catalog of `total` integrations.
///
/// # Errors
/// A server that does not start or answer, a data set that cannot be made.
pub(crate) fn measure(total: u64, parts: &[Part], table: &mut Table) -> anyhow::Result<()> {
    let is_wanted = |part| parts.contains(&part);
    let size = Size {
        total,
        name: grouped(total),
        goals: Goals::of(total),
    };
    let folder = database::prepared(total)?;
    say(&format!("{}: starting", size.name));
    let mut warm = Running::serve(&folder, &[("OIN_SEED", "none")])?;
    if is_wanted(Part::Start) {
        size.starting(&mut warm, table)?;
    } else {
        warm.warm()?;
    }
    if is_wanted(Part::Warm) {
        size.warm(&warm, table)?;
    }

    let inside = Inside::of(&folder)?;
    let settings = [("OIN_SEED", "none"), ("OIN_READY_MADE_MB", "0")];
    let mut cold = Running::serve_beside(&inside.url(), &inside.migrate_url(), &settings)?;
    cold.warm()?;
    if is_wanted(Part::Cold) {
        size.cold(&cold, &inside, table)?;
    }
    if is_wanted(Part::Pages) {
        size.pages(&cold, table)?;
    }
    if is_wanted(Part::Freshness) {
        size.freshness(&inside, &[&warm, &cold], table)?;
    }
    size.memory(&warm, table)?;
    cold.stop()?;
    warm.stop()
}

struct Size {
    total: u64,
    name: String,
    goals: Goals,
}

impl Size {
    fn figure(&self, what: &str) -> String {
        format!("{}: {what}", self.name)
    }

    fn starting(&self, server: &mut Running, table: &mut Table) -> anyhow::Result<()> {
        let one = Sketch::of(Numbers::of(1).below(self.total), self.total);
        let detail = format!("/api/v1/integrations/{}", one.slug);
        let prefix = "/api/v1/integrations?q=ba";
        let first = server.first_answers(&[&detail, prefix])?.as_secs_f64();
        let warm = server.warm()?.as_secs_f64();
        table.at_most(
            self.figure("restart to first answer"),
            first,
            3.0,
            "s",
            "slug and prefix",
        );
        table.at_most(self.figure("restart to warm"), warm, 60.0, "s", "");
        let memory = server.memory()?;
        table.note(
            self.figure("memory when warm"),
            format!("{} MB (peak {} MB)", rounded(memory.now), rounded(memory.peak)),
        );
        say(&format!(
            "{}: first answer {first:.2} s, warm {warm:.2} s, {:.0} MB",
            self.name, memory.now
        ));
        Ok(())
    }

    fn warm(&self, server: &Running, table: &mut Table) -> anyhow::Result<()> {
        let targets = urls(&questions(WARM, 0, self.total), server)?;
        one_by_one(server, &targets)?;
        let fixed = {
            let mut fixed = Running::fixed_answer()?;
            fixed.first_answers(&["/"])?;
            fixed
        };
        say(&format!("{}: full load", self.name));
        let both = beside(server, &fixed, &targets)?;
        fixed.stop()?;
        let rates = format!(
            "{} against {} a second",
            rounded(both.own.rate),
            rounded(both.yardstick.rate)
        );
        table.at_least(
            self.figure("warm mix over fixed answer"),
            both.rate,
            0.5,
            "",
            &rates,
        );
        let times = format!(
            "{} against {} ms, p50 {} against {} ms",
            rounded(millis(both.own.p99)),
            rounded(millis(both.yardstick.p99)),
            rounded(millis(both.own.p50)),
            rounded(millis(both.yardstick.p50)),
        );
        table.at_most(
            self.figure("warm mix p99 over fixed answer's"),
            both.p99,
            3.0,
            "×",
            &times,
        );
        table.note(
            self.figure("warm mix: processor time of an answer and its mean size"),
            format!(
                "{} µs, {} KB (fixed answer {} µs, {} KB)",
                rounded(micros(both.own.cpu)),
                rounded(both.own.bytes / 1024.0),
                rounded(micros(both.yardstick.cpu)),
                rounded(both.yardstick.bytes / 1024.0),
            ),
        );
        say(&format!(
            "{}: warm {:.2} of the fixed answer ({rates})",
            self.name, both.rate
        ));
        Ok(())
    }

    fn cold(&self, server: &Running, inside: &Inside, table: &mut Table) -> anyhow::Result<()> {
        say(&format!("{}: questions never asked before", self.name));
        let targets = urls(&questions(COLD, 1 << 20, self.total), server)?;
        let mix = one_by_one(server, &targets)?;
        let mut of_sql = Duration::ZERO;
        let runtime = runtime()?;
        let sql = runtime.block_on(async { Sql::over(database::connect(&inside.url()).await?).await })?;
        for (kind, share) in Kind::SHARES {
            let all: Vec<Question> = (0..OF_A_KIND)
                .map(|number| Question::of(kind, (1 << 24) + number, self.total))
                .collect();
            let own = one_by_one(server, &urls(&all, server)?)?;
            let plain = runtime.block_on(sql.cost(kind, &all, SQL_PATIENCE))?;
            table.cost(kind.label(), self.total, own, plain);
            of_sql += plain * share as u32 / 100;
        }
        table.at_most(self.figure("cold mix"), micros(mix), self.goals.cold, "µs", "");
        table.note(
            self.figure("the same mix as plain SQL"),
            format!(
                "{} µs, {} × oin's",
                rounded(micros(of_sql)),
                rounded(of_sql.as_secs_f64() / mix.as_secs_f64())
            ),
        );
        say(&format!(
            "{}: cold mix {:.0} µs, SQL {:.0} µs",
            self.name,
            micros(mix),
            micros(of_sql)
        ));
        Ok(())
    }

    fn pages(&self, server: &Running, table: &mut Table) -> anyhow::Result<()> {
        let slugs = || {
            (0..PAGES)
                .map(|number| Sketch::of(Numbers::of(number ^ 0x9a9e).below(self.total), self.total).slug)
        };
        let searches = Kind::SHARES
            .iter()
            .filter(|(kind, _)| *kind != Kind::Detail)
            .flat_map(|(kind, share)| {
                (0..share * PAGES / 80).map(|number| Question::of(*kind, (1 << 28) + number, self.total))
            })
            .collect::<Vec<_>>();
        let searches = urls(&searches, server)?;
        let kinds: [(&str, Vec<String>); 3] = [
            (
                "a listing",
                slugs().map(|slug| format!("/integrations/{slug}")).collect(),
            ),
            (
                "a search page",
                searches
                    .iter()
                    .map(|url| url.replacen("/api/v1", "", 1))
                    .collect(),
            ),
            (
                "a guide",
                slugs()
                    .map(|slug| format!("/integrations/{slug}/guide"))
                    .collect(),
            ),
        ];
        for (what, targets) in kinds {
            let cost = millis(one_by_one(server, &targets)?);
            table.at_most(
                self.figure(&format!("rendering {what}")),
                cost,
                1.0,
                "ms",
                "processor time",
            );
            say(&format!("{}: {what} {cost:.2} ms", self.name));
        }
        Ok(())
    }

    fn freshness(&self, inside: &Inside, processes: &[&Running], table: &mut Table) -> anyhow::Result<()> {
        say(&format!("{}: changes", self.name));
        let Some(searched) = processes.last() else {
            return Ok(());
        };
        let targets = urls(&questions(3_000, 1 << 32, self.total), searched)?;
        let fresh = freshness::measure(inside, processes, &targets, self.total)?;
        let rate = format!(
            "{} changes a second, p50 {} ms",
            rounded(fresh.rate),
            rounded(millis(fresh.p50))
        );
        table.at_most(
            self.figure("commit to visible on two processes, p99"),
            millis(fresh.p99),
            self.goals.fresh,
            "ms",
            &rate,
        );
        let factor = |busy: Duration, quiet: Duration| busy.as_secs_f64() / quiet.as_secs_f64();
        for (what, busy, quiet) in [
            ("p50", fresh.busy.0, fresh.quiet.0),
            ("p99", fresh.busy.1, fresh.quiet.1),
        ] {
            table.at_most(
                self.figure(&format!("searches slowed by changes, {what}")),
                factor(busy, quiet),
                2.0,
                "×",
                &format!("{} against {} ms", rounded(millis(busy)), rounded(millis(quiet))),
            );
        }
        say(&format!(
            "{}: visible after {:.0} ms (p99)",
            self.name,
            millis(fresh.p99)
        ));
        Ok(())
    }

    fn memory(&self, server: &Running, table: &mut Table) -> anyhow::Result<()> {
        let memory = server.memory()?;
        let now = format!("{} MB at the end", rounded(memory.now));
        table.at_most(
            self.figure("memory, the peak of all runs"),
            memory.peak,
            self.goals.memory,
            "MB",
            &now,
        );
        Ok(())
    }
}

fn urls(questions: &[Question], server: &Running) -> anyhow::Result<Vec<String>> {
    let mut client = server.client()?;
    questions
        .iter()
        .map(|question| question.url(&mut client))
        .collect()
}
