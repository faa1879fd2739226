//! `oin serve`.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use oin_store::Store;
use tokio::signal::unix::{SignalKind, signal};

use super::database::{Sharing, Way};
use super::{print, say, seed};
use crate::actions::seeds::people;
use crate::actions::{operations, seeds};
use crate::app::Open;
use crate::config::{Config, Mode, Seed, SettingError, Settings};

/// How long the ready line waits for the catalog to be in memory; requests are
/// answered from the database until then.
const WAIT_FOR_WARMTH: Duration = Duration::from_secs(2);
/// How long a load balancer has to see that this process is about to end.
const NOTICE: Duration = Duration::from_millis(300);

/// What `oin serve` takes.
#[derive(Args)]
pub(super) struct Options {
    /// Address and port to listen on (OIN_LISTEN)
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

impl Options {
    pub(super) fn apply(&self, settings: &mut Settings) {
        if let Some(listen) = self.listen {
            settings.set("OIN_LISTEN", listen.to_string());
        }
    }
}

pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    let started = Instant::now();
    config.mail.can_send(config.mode)?;
    let what = format!("oin serve on {}", config.http.listen);
    let way = Way::open(config, &what, Sharing::Alone)?;
    let outcome = super::block_on(serve(config, &way, started));
    let closed = way.close();
    outcome?;
    closed
}

async fn serve(config: &Config, way: &Way, started: Instant) -> anyhow::Result<()> {
    // From here on a signal is an orderly end, also while migrating or loading.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let open = tokio::select! {
        opened = open(config, way) => opened?,
        _ = terminate.recv() => return Ok(()),
        _ = interrupt.recv() => return Ok(()),
    };
    if !open.is_warm_within(WAIT_FOR_WARMTH).await {
        tracing::info!("the catalog is still loading; names and slugs are answered from the database");
    }
    tracing::info!(address = %open.address(), seconds = started.elapsed().as_secs_f64(), "ready");
    print(&format!("oin is ready at {}", config.http.base_url));
    if config.mail.smtp_url.is_none() {
        tracing::info!(
            "no mail server (OIN_SMTP_URL): letters are at {}/dev/mailbox",
            config.http.base_url
        );
    }
    if let Some(world) = open.world() {
        print(&format!("a fake world answers at {}", world.home()));
    }
    if config.seed == Seed::Demo && config.mode == Mode::Local {
        show_people()?;
    }
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    say("oin: finishing what is under way");
    operations::start_stopping();
    tokio::time::sleep(NOTICE).await;
    open.stop().await
}

async fn open(config: &Config, way: &Way) -> anyhow::Result<Open> {
    let applied = way.prepare().await.context("preparing the database")?;
    for name in &applied {
        tracing::info!(migration = name, "applied");
    }
    if config.seed != Seed::Nothing {
        let store = way.store().await?;
        if seeds::is_untouched(&store).await? {
            seed::load(&store, config.seed == Seed::Demo).await?;
        }
        if config.seed == Seed::Demo && config.mode == Mode::Local {
            seed::load_people(config, store).await?;
        }
    }
    refuse_demo_people(config, &way.store().await?).await?;
    Open::start(config, &way.url, chrono::Utc::now).await
}

/// Refuses to run in production on a database with demo people.
///
/// # Errors
/// That they are there.
pub(super) async fn refuse_demo_people(config: &Config, store: &Store) -> anyhow::Result<()> {
    if config.mode == Mode::Production && people::exist(store).await? {
        return Err(SettingError::new(
            "OIN_MODE",
            "production cannot start on a database with demo people: their passwords are public. Use a fresh database",
        )
        .into());
    }
    Ok(())
}

/// Tells how to sign in as each of the demo people.
fn show_people() -> anyhow::Result<()> {
    say("oin: demo sign-ins (who | address | password | seed of the authenticator app)");
    for person in people::people()? {
        let seed = person.totp_seed.as_deref().unwrap_or("none");
        say(&format!(
            "  {:<15} {:<28} {:<26} {seed}",
            person.who, person.mail, person.password
        ));
        if let Some(token) = &person.token {
            say(&format!("  {:<15} API token {token}", ""));
        }
    }
    Ok(())
}
