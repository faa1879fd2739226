//! The application: everything wired together, for the command and for tests.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use oin_store::{Store, StoreOptions};
use tokio::task::JoinHandle;

use crate::actions::Ctx;
use crate::assets::Manifest;
use crate::config::{Config, Mode};
use crate::mail::Mailer;
use crate::outbound::Outbound;
use crate::search::{Live, State, follow};
use crate::templates::Templates;
use crate::vault::Vault;
use crate::web::{Parts, edge, routes};
use crate::work::{self, Workers};
use crate::world::FakeWorld;

/// How long requests may take after the process was told to end.
const DRAIN: Duration = Duration::from_secs(30);
/// How often idle addresses are forgotten.
const TIDY: Duration = Duration::from_secs(60);

/// An application that is open for requests.
pub struct Open {
    live: Arc<Live>,
    ctx: Arc<Ctx>,
    mailer: Arc<Mailer>,
    workers: Option<Workers>,
    address: SocketAddr,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
    helpers: Vec<JoinHandle<()>>,
    world: Option<FakeWorld>,
}

impl Open {
    /// Opens the application on the database at `url`, which is migrated, and
    /// starts to fill the catalog in memory. Port 0 takes a free one.
    ///
    /// # Errors
    /// A database that cannot be reached, templates or assets that cannot be
    /// used, an address that is taken.
    pub async fn start(config: &Config, url: &str, clock: fn() -> DateTime<Utc>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(config.http.listen)
            .with_context(|| format!("cannot listen on {} (OIN_LISTEN, --listen)", config.http.listen))?;
        let address = listener.local_addr()?;
        let store = Store::connect(url, StoreOptions::default())
            .await
            .context("connecting to the database")?;
        let live = Arc::new(Live::of(&config.brand)?);
        let templates = Templates::load(&Manifest::load()?)?;
        let vault = Vault::load(&config.keys)?;
        // A key file of another installation must not go unnoticed until a secret is needed.
        store
            .read(async |read| vault.check(read).await)
            .await
            .context("checking the key file (OIN_KEY_FILE) against the database")?;
        let mailer = Arc::new(Mailer::new(config, &vault)?);
        let world = match config.world.on {
            true => Some(FakeWorld::start(&config.world, clock).await?),
            false => None,
        };
        let config = &with_its_provider(config, world.as_ref());
        let outbound = Outbound::new(config, world.as_ref().map(FakeWorld::outbound))
            .context("setting up calls to the outside")?;
        let ctx = web::Data::new(Ctx::new(
            config,
            store.clone(),
            live.clone(),
            vault,
            outbound,
            clock,
        ));
        if let Some(world) = &world {
            let ctx = ctx.clone();
            world.follow(move || ctx.now());
        }
        let parts = web::Data::new(Parts::new(&config.http, templates)?);
        let kept = parts.clone();
        let forget = move || kept.forget_answers();
        let mut helpers = vec![
            tokio::spawn(follow(
                live.clone(),
                store,
                url.to_owned(),
                config.brand.clone(),
                forget,
            )),
            tokio::spawn(tidy(parts.clone())),
        ];
        let ctx_of_work = ctx.clone().into_inner();
        let workers = if config.works {
            Some(Workers::start(
                ctx_of_work.clone(),
                mailer.clone(),
                url.to_owned(),
            ))
        } else {
            if config.mode == Mode::Local {
                helpers.push(work::follow_clock(ctx_of_work.clone(), url.to_owned()));
            }
            None
        };
        let server = serve(listener, ctx, parts, mailer.clone().into())?;
        let handle = server.handle();
        Ok(Self {
            live,
            ctx: ctx_of_work,
            mailer,
            workers,
            address,
            handle,
            server: tokio::spawn(server),
            helpers,
            world,
        })
    }

    /// The fake world, where it is played.
    pub fn world(&self) -> Option<&FakeWorld> {
        self.world.as_ref()
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the catalog is in memory, at most `patience`; says whether it is.
    pub async fn is_warm_within(&self, patience: Duration) -> bool {
        let warm = async {
            while self.live.state() == State::Warming {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(patience, warm).await.is_ok()
    }

    /// Does all work that is due until none is left; for tests, in which no worker runs by itself.
    ///
    /// # Errors
    /// The database's, or work that never ends.
    pub async fn work_until_idle(&self) -> anyhow::Result<()> {
        if self.ctx.mode() == Mode::Local {
            crate::actions::dev::read_clock(&self.ctx)
                .await
                .context("reading the clock")?;
        }
        work::until_idle(&self.ctx, &self.mailer).await
    }

    /// Stops to listen, lets running requests finish, and ends.
    ///
    /// # Errors
    /// What the server ended with.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.handle.stop(true).await;
        if let Some(workers) = self.workers {
            workers.stop().await;
        }
        for helper in &self.helpers {
            helper.abort();
        }
        if let Some(world) = self.world {
            world.stop().await?;
        }
        self.server.await?.context("serving requests")
    }
}

/// The configuration; unless it names providers to sign in with, the fake world's is one.
fn with_its_provider(config: &Config, world: Option<&FakeWorld>) -> Config {
    let mut config = config.clone();
    if let Some(world) = world.filter(|_| !config.sign_in.given) {
        config.sign_in.providers = vec![world.sign_in_provider()];
    }
    config
}

fn serve(
    listener: TcpListener,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    mailer: web::Data<Mailer>,
) -> anyhow::Result<Server> {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(ctx.clone())
            .app_data(parts.clone())
            .app_data(mailer.clone())
            .wrap(from_fn(edge::edge))
            .configure(routes::declare)
    })
    .client_request_timeout(Duration::from_secs(5))
    .keep_alive(Duration::from_secs(75))
    .shutdown_timeout(DRAIN.as_secs())
    .disable_signals()
    .listen(listener)?;
    Ok(server.run())
}

async fn tidy(parts: web::Data<Parts>) {
    loop {
        tokio::time::sleep(TIDY).await;
        parts.tidy();
    }
}
