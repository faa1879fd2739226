//! A command's way to the database: the configured one, or the embedded one,
//! which is started here when no other process runs it.

use std::path::Path;
use std::sync::Arc;

use oin_store::embedded::{self, Access, Connection, Options};
use oin_store::{Store, StoreOptions};

use crate::actions::Ctx;
use crate::config::{Config, Database};
use crate::outbound::Outbound;
use crate::search::Live;
use crate::vault::Vault;

/// The database inside the embedded server.
const DATABASE: &str = "oin";

/// An open way to the database; [`Way::close`] stops what was started.
pub(super) struct Way {
    /// As the application's role.
    pub(super) url: String,
    /// As the role that owns the tables.
    pub(super) migrate_url: String,
    /// As a role that may read and restore everything, for backups.
    pub(super) owner_url: String,
    embedded: Option<Access>,
}

/// Whether a command may share the embedded server with another process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sharing {
    /// It runs beside a server.
    Allowed,
    /// It is the server: one owner at a time.
    Alone,
}

impl Way {
    /// Opens the way; `what` is what others are told about this process.
    pub(super) fn open(config: &Config, what: &str, sharing: Sharing) -> anyhow::Result<Self> {
        match &config.database {
            Database::Outside { url, migrate_url } => Ok(Self {
                url: url.clone(),
                migrate_url: migrate_url.clone(),
                owner_url: migrate_url.clone(),
                embedded: None,
            }),
            Database::Embedded { data_dir, bin_dir } => {
                let options = options(data_dir, bin_dir.as_deref());
                let access = match sharing {
                    Sharing::Alone => Access::Owner(embedded::start(&options, what)?),
                    Sharing::Allowed => embedded::attach_or_start(&options, what)?,
                };
                Ok(Self::embedded(access))
            }
        }
    }

    fn embedded(access: Access) -> Self {
        let connection: &Connection = access.connection();
        Self {
            url: connection.url("oin_app", DATABASE),
            migrate_url: connection.url("oin_migrate", DATABASE),
            owner_url: connection.url(embedded::SUPERUSER, DATABASE),
            embedded: Some(access),
        }
    }

    /// Makes roles and database of the embedded server. In an outside database
    /// they are the operator's business (docs/operations.md).
    pub(super) async fn create(&self) -> anyhow::Result<()> {
        if let Some(access) = &self.embedded {
            let superuser = access.connection().url(embedded::SUPERUSER, "postgres");
            oin_store::prepare_cluster(&superuser, DATABASE).await?;
        }
        Ok(())
    }

    /// Makes roles and database where they are ours to make, and brings the
    /// tables up to date; returns the migrations that were applied.
    pub(super) async fn prepare(&self) -> anyhow::Result<Vec<String>> {
        self.create().await?;
        // The application's role may look, but not change tables: with nothing to
        // do it is enough.
        if oin_store::pending(&self.url).await?.is_empty() {
            return Ok(Vec::new());
        }
        Ok(oin_store::migrate(&self.migrate_url).await?)
    }

    /// Opens the store.
    pub(super) async fn store(&self) -> anyhow::Result<Store> {
        Ok(Store::connect(&self.url, StoreOptions::default()).await?)
    }

    /// Stops the embedded server when this process started it.
    pub(super) fn close(self) -> anyhow::Result<()> {
        match self.embedded {
            Some(access) => Ok(access.finish()?),
            None => Ok(()),
        }
    }
}

/// Where the embedded server is and what runs it.
pub(super) fn options(data_dir: &Path, bin_dir: Option<&Path>) -> Options {
    Options {
        data_dir: data_dir.to_owned(),
        bin_dir: bin_dir.map(Path::to_owned),
        durable: true,
    }
}

/// Opens the way beside a running server, does `work` with it and closes it,
/// whatever the outcome.
pub(super) fn with<T>(
    config: &Config,
    what: &str,
    work: impl AsyncFnOnce(&Way) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let way = Way::open(config, what, Sharing::Allowed)?;
    let outcome = super::block_on(work(&way));
    let closed = way.close();
    let value = outcome?;
    closed?;
    Ok(value)
}

/// Opens the way beside a running server and does `work` with what actions need.
pub(super) fn with_actions<T>(
    config: &Config,
    what: &str,
    work: impl AsyncFnOnce(&Ctx) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    with(config, what, async |way| {
        way.prepare().await?;
        work(&actions(config, way.store().await?)?).await
    })
}

/// What actions need, without a catalog in memory: those of accounts do without.
pub(super) fn actions(config: &Config, store: Store) -> anyhow::Result<Ctx> {
    let live = Arc::new(Live::of(&config.brand)?);
    let vault = Vault::load(&config.keys)?;
    let outbound = Outbound::new(config, None)?;
    Ok(Ctx::new(config, store, live, vault, outbound, chrono::Utc::now))
}
