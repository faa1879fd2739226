//! `oin work`.

use std::sync::Arc;

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};

use super::database::{self, Way};
use super::{print, say};
use crate::actions::Ctx;
use crate::config::Config;
use crate::mail::Mailer;
use crate::outbound::Outbound;
use crate::search::Live;
use crate::vault::Vault;
use crate::work::Workers;

/// Sends letters and does jobs until a signal comes.
pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    config.mail.can_send(config.mode)?;
    database::with(config, "oin work", async |way| {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let (ctx, mailer) = parts(config, way).await?;
        let workers = Workers::start(ctx, mailer, way.url.clone());
        print("oin works");
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        say("oin: finishing what is under way");
        workers.stop().await;
        Ok(())
    })
}

/// What a command that works beside a server needs; its catalog in memory stays empty.
pub(super) async fn parts(config: &Config, way: &Way) -> anyhow::Result<(Arc<Ctx>, Arc<Mailer>)> {
    let store = way.store().await?;
    super::serve::refuse_demo_people(config, &store).await?;
    let vault = Vault::load(&config.keys)?;
    store
        .read(async |read| vault.check(read).await)
        .await
        .context("checking the key file (OIN_KEY_FILE) against the database")?;
    let mailer = Arc::new(Mailer::new(config, &vault)?);
    let live = Arc::new(Live::of(&config.brand)?);
    let outbound = Outbound::new(config, None).context("setting up calls to the outside")?;
    let ctx = Arc::new(Ctx::new(config, store, live, vault, outbound, chrono::Utc::now));
    Ok((ctx, mailer))
}
