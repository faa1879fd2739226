//! `oin migrate`.

use clap::Args;

use super::{database, print};
use crate::config::Config;

/// What `oin migrate` takes.
#[derive(Args)]
pub(super) struct Options {
    /// Change nothing; list the migrations that would be applied, and fail if there are any
    #[arg(long)]
    pending: bool,
    /// Bring the tables up to date, then fail if they differ from what the program expects
    #[arg(long, conflicts_with = "pending")]
    check_schema: bool,
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    database::with(config, "oin migrate", async |way| {
        if options.pending {
            let pending = oin_store::pending(&way.migrate_url).await?;
            pending.iter().for_each(|name| print(name));
            anyhow::ensure!(pending.is_empty(), "{} migrations are not applied", pending.len());
            return Ok(());
        }
        let applied = way.prepare().await?;
        applied.iter().for_each(|name| print(&format!("applied {name}")));
        if options.check_schema {
            oin_store::check_schema(&way.migrate_url).await?;
            print("the tables are as the program expects them");
        }
        Ok(())
    })
}
