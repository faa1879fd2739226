//! `oin seed`.

use std::io::IsTerminal as _;

use clap::Args;
use oin_store::Store;

use super::{database, say};
use crate::actions::seeds::{self, people, submissions};
use crate::config::{Config, Mode, SettingError};

/// What `oin seed` takes.
#[derive(Args)]
pub(super) struct Options {
    /// Load the fictitious vendors as well (local mode only)
    #[arg(long)]
    demo: bool,
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    if options.demo && config.mode == Mode::Production {
        return Err(SettingError::new("--demo", "demo data is for local mode only").into());
    }
    database::with(config, "oin seed", async |way| {
        way.prepare().await?;
        let store = way.store().await?;
        load(&store, options.demo).await?;
        if options.demo {
            load_people(config, store).await?;
        }
        Ok(())
    })
}

/// Loads the seed data and tells the person at the terminal how far it is.
pub(super) async fn load(store: &Store, demo: bool) -> anyhow::Result<()> {
    let terminal = std::io::stderr().is_terminal();
    let loaded = seeds::load(store, demo, chrono::Utc::now(), |done, total| {
        // On a terminal every step, in a log file only the halves.
        if terminal || done == total || done * 2 / total > (done - 1) * 2 / total {
            say(&format!("seed: {done} of {total} integrations"));
        }
    })
    .await?;
    say(&format!(
        "seed: {} new, {} changed, {} as they were, {} left to those who have changed them since",
        loaded.new, loaded.changed, loaded.unchanged, loaded.left
    ));
    Ok(())
}

/// Makes the demo people who are not there yet, and what they are about to submit.
pub(super) async fn load_people(config: &Config, store: Store) -> anyhow::Result<()> {
    let ctx = database::actions(config, store)?;
    let made = people::load(&ctx).await?;
    if made > 0 {
        say(&format!("seed: {made} demo people"));
    }
    let made = submissions::load(&ctx).await?;
    if made > 0 {
        say(&format!("seed: {made} demo submissions"));
    }
    Ok(())
}
