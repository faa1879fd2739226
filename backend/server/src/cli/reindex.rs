//! `oin reindex`.

use super::{database, print};
use crate::config::Config;

/// Makes every running process load the catalog anew.
pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    database::with(config, "oin reindex", async |way| {
        let store = way.store().await?;
        store.write(async |tx| tx.announce_reload().await).await?;
        print("every running process loads the catalog anew");
        Ok(())
    })
}
