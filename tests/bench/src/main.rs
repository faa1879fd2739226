//! `bench`: measures oin against the targets it is held to, beside a server of
//! a fixed answer and beside plain SQL, in one run.

mod client;
mod database;
mod dataset;
mod fixed;
mod freshness;
mod index;
mod load;
mod mix;
mod pages;
mod process;
mod size;
mod sql;
mod table;
mod words;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Parser, Subcommand, ValueEnum as _};

use size::Part;
use table::{Table, load_average, machine, millis};

/// The sizes for which there are goals.
const SIZES: [u64; 3] = [8_000, 100_000, 1_000_000];
/// Where the table of a whole run is kept.
const KEPT: &str = "docs/bench.md";

/// How figures are taken, said once above the table.
const HOW: &str = "Made by `make bench`. The catalogs are made up, the same on every machine; one runs in the \
embedded PostgreSQL, served by the release build. Requests come over loopback from the same machine. *Warm*: \
2,000 questions of the mix again and again, 64 connections of wrk, in rounds that alternate with an actix-web \
server of a fixed 10 KB JSON body; ratios are taken round by round and the middle one is shown. *Cold*: no \
finished answers are kept; processor time of the whole oin process, HTTP and JSON included, over questions asked \
one by one, of ten parts the middle one. *Plain SQL*: the same questions with `LIKE`, `ILIKE` and `GROUP BY`, processor time of the \
connection's server process. *Searches slowed by changes*: 100 searches a second, first without and then with changes; both processes are asked for their version every 4 ms in both phases. Memory is that of the oin process. MB are 1,000,000 bytes.";

#[derive(Parser)]
#[command(about = "Measures oin against its targets")]
struct Arguments {
    /// How many integrations the measured catalogs have
    #[arg(long, value_delimiter = ',', num_args = 1.., default_values_t = SIZES)]
    sizes: Vec<u64>,
    /// Which parts are measured of each size; all when none is named
    #[arg(long, value_delimiter = ',', num_args = 1..)]
    only: Vec<Part>,
    /// Writes the table into this file; a whole run of all sizes is kept in docs/bench.md
    #[arg(long)]
    output: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the fixed answer that oin is compared with
    FixedAnswer {
        /// Address and port to listen on
        #[arg(long)]
        listen: SocketAddr,
    },
    /// Measures the index alone, in this process, without a server
    Index {
        /// How many entries it has
        #[arg(default_values_t = SIZES)]
        sizes: Vec<u64>,
    },
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    match arguments.command {
        Some(Command::FixedAnswer { listen }) => return fixed::serve(listen),
        Some(Command::Index { sizes }) => return sizes.into_iter().try_for_each(index::measure),
        None => {}
    }
    let parts = if arguments.only.is_empty() {
        Part::value_variants()
    } else {
        &arguments.only
    };
    // Both now: others may work on the checkout and the machine meanwhile.
    let (machine, load_before) = (machine(), load_average());
    let mut table = Table::default();
    if parts.contains(&Part::Start) {
        starts(&mut table)?;
    }
    for &total in &arguments.sizes {
        size::measure(total, parts, &mut table).with_context(|| format!("measuring {total} integrations"))?;
    }
    let circumstances = format!(
        "{machine}. Load average {load_before} before and {} after the run.\n\n{HOW}",
        load_average()
    );
    let text = table.markdown(&circumstances);
    print(&text);
    let kept = arguments
        .output
        .or_else(|| (arguments.sizes == SIZES && arguments.only.is_empty()).then(|| PathBuf::from(KEPT)));
    if let Some(path) = kept {
        std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        say(&format!("kept in {}", path.display()));
    }
    Ok(())
}

/// Starting with the real catalog, and the weight of its pages.
fn starts(table: &mut Table) -> anyhow::Result<()> {
    say("starting with the real catalog");
    let starts = pages::starts().context("starting with the real catalog")?;
    table.at_most(
        "First start, with database and real catalog".to_owned(),
        starts.first.as_secs_f64(),
        20.0,
        "s",
        "",
    );
    table.at_most(
        "Warm start, real catalog".to_owned(),
        starts.again.as_secs_f64(),
        3.0,
        "s",
        "",
    );
    let kilobytes = |bytes: usize| bytes as f64 / 1024.0;
    let weights = starts.weights;
    table.at_most(
        "Scripts of a page, gzip".to_owned(),
        kilobytes(weights.scripts),
        60.0,
        "KB",
        "",
    );
    table.at_most(
        "Styles of a page, gzip".to_owned(),
        kilobytes(weights.styles),
        60.0,
        "KB",
        "",
    );
    table.note(
        "Heaviest page, gzip".to_owned(),
        format!("{} KB", table::rounded(kilobytes(weights.html))),
    );
    let elsewhere: Vec<String> = weights.elsewhere.into_iter().collect();
    table.at_most(
        "Files of other hosts that pages load".to_owned(),
        elsewhere.len() as f64,
        0.0,
        "",
        &elsewhere.join(", "),
    );
    say(&format!(
        "first start {:.0} ms, warm start {:.0} ms",
        millis(starts.first),
        millis(starts.again)
    ));
    Ok(())
}

/// Says how far it is.
#[expect(clippy::print_stderr, reason = "the program talks to a person")]
pub(crate) fn say(line: &str) {
    eprintln!("bench: {line}");
}

#[expect(clippy::print_stdout, reason = "the program's result")]
pub(crate) fn print(text: &str) {
    println!("{text}");
}
