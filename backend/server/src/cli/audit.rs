//! `oin audit`: the audit trail, for whoever runs oin and for auditors.

use std::path::Path;

use anyhow::{Context as _, bail};
use chrono::{DateTime, NaiveDate, Utc};
use clap::Subcommand;

use super::user::told;
use super::{database, print, say};
use crate::actions::audit::{self, Anchor, AuditFilter};
use crate::config::Config;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Prove that nothing was changed, taken away, put in or moved; exit code 1 with the first bad number
    Verify {
        /// A head that was kept outside the database, as `oin audit head` and the log say it; may be given more than once
        #[arg(long, value_name = "NUMBER:HASH")]
        anchor: Vec<Anchor>,
    },
    /// Print the last number and its seal, to be kept outside the database
    Head,
    /// Write entries as newline-delimited JSON, the first first
    Export {
        /// From this day on (UTC)
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<NaiveDate>,
        /// Before this day (UTC)
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<NaiveDate>,
    },
}

pub(super) fn run(config: &Config, command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Verify { anchor } => verify(config, anchor),
        Command::Head => database::with_actions(config, "oin audit head", async |ctx| {
            match audit::head(ctx).await.map_err(told)? {
                Some(head) => print(&head.to_string()),
                None => say("oin: nothing is sealed yet"),
            }
            Ok(())
        }),
        Command::Export { from, until } => export(config, *from, *until),
    }
}

fn verify(config: &Config, given: &[Anchor]) -> anyhow::Result<()> {
    let mut anchors = given.to_vec();
    if let Some(file) = &config.audit_anchor_file {
        anchors.extend(kept(file)?);
    }
    database::with_actions(config, "oin audit verify", async |ctx| {
        let verdict = audit::verify(ctx, &anchors).await.map_err(told)?;
        print(&format!(
            "{} entries are sealed and hold, {} wait for their seal; {} anchors",
            verdict.sealed,
            verdict.waiting,
            anchors.len()
        ));
        if let Some(head) = verdict.head {
            print(&format!("head {head}"));
        }
        match verdict.fault {
            None => Ok(()),
            Some(fault) => bail!("the audit trail does not hold: {fault}"),
        }
    })
}

/// The anchors of the file; one that is not there yet has none.
fn kept(file: &Path) -> anyhow::Result<Vec<Anchor>> {
    let text = match std::fs::read_to_string(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.with_context(|| format!("OIN_AUDIT_ANCHOR_FILE {}", file.display()))?,
    };
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            line.parse()
                .with_context(|| format!("{}: `{line}`", file.display()))
        })
        .collect()
}

fn export(config: &Config, from: Option<NaiveDate>, until: Option<NaiveDate>) -> anyhow::Result<()> {
    let filter = AuditFilter {
        from: from.map(day),
        until: until.map(day),
        ..AuditFilter::default()
    };
    database::with_actions(config, "oin audit export", async |ctx| {
        let mut last = 0;
        loop {
            let entries = audit::after(ctx, &filter, last).await.map_err(told)?;
            let Some(end) = entries.last() else {
                return Ok(());
            };
            last = end.id;
            for entry in &entries {
                print(&audit::line(entry).to_string());
            }
        }
    })
}

fn day(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}
