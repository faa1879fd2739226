//! `oin export`.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::{database, say};
use crate::actions::catalog::Shown;
use crate::config::Config;
use crate::search::index_of;
use crate::web::api::listing::Detail;

/// What `oin export` takes.
#[derive(Args)]
pub(super) struct Options {
    /// The file to write; standard output without it
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Writes the same lines as `/api/v1/integrations.ndjson`.
pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    database::with(config, "oin export", async |way| {
        let store = way.store().await?;
        let index = index_of(&store, &config.brand).await?;
        let mut out: Box<dyn std::io::Write> = match &options.output {
            Some(file) => {
                let file = std::fs::File::create(file)
                    .with_context(|| format!("cannot write {}", file.display()))?;
                Box::new(std::io::BufWriter::new(file))
            }
            None => Box::new(std::io::stdout().lock()),
        };
        for entry in index.in_name_order(None) {
            let content = serde_json::from_str(&entry.content())
                .with_context(|| format!("the stored content of {}", entry.slug()))?;
            let shown = Shown {
                index: &index,
                entry,
                content,
            };
            serde_json::to_writer(&mut out, &Detail::new(&shown, &config.http.base_url))?;
            out.write_all(b"\n")?;
        }
        writeln!(out, "{{\"version\":{}}}", index.version())?;
        out.flush()?;
        say(&format!("export: {} integrations", index.len()));
        Ok(())
    })
}
