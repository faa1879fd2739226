//! The data sets in their databases, kept from one run to the next.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use oin_store::embedded::{self, Access, Connection, Options, Server};
use oin_store::{Store, StoreOptions};

use crate::dataset::{self, categories};
use crate::say;

/// The database inside the embedded server.
const DATABASE: &str = "oin";
/// How many listings a transaction publishes.
const BATCH: u64 = 500;

/// The folder with a data set of `total` integrations, made when it is missing.
///
/// # Errors
/// A folder that cannot be written, what the database says.
pub(crate) fn prepared(total: u64) -> anyhow::Result<PathBuf> {
    let kept = std::env::current_exe()?
        .ancestors()
        .nth(2)
        .context("this program is not in a target folder")?
        .join("bench-data");
    let folder = kept.join(format!("{total}-edition-{}", dataset::EDITION));
    let whole = folder.join("whole");
    if whole.exists() {
        return Ok(folder);
    }
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context("removing a half-made data set")?;
    }
    std::fs::create_dir_all(&folder)?;
    let started = Instant::now();
    let options = Options {
        durable: false,
        ..options(&folder)
    };
    let server = embedded::start(&options, "loading a data set")?;
    let loaded = runtime()?.block_on(load(&server, total));
    server.stop()?;
    loaded?;
    std::fs::write(&whole, "")?;
    say(&format!(
        "{total} integrations made in {:.0} s",
        started.elapsed().as_secs_f64()
    ));
    Ok(folder)
}

fn options(folder: &Path) -> Options {
    Options {
        data_dir: folder.to_owned(),
        bin_dir: std::env::var_os("OIN_PG_BIN").map(PathBuf::from),
        durable: true,
    }
}

/// A runtime for the asynchronous parts.
///
/// # Errors
/// The system has no threads left.
pub(crate) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

async fn load(server: &Server, total: u64) -> anyhow::Result<()> {
    let superuser = server.url(embedded::SUPERUSER, "postgres");
    oin_store::prepare_cluster(&superuser, DATABASE).await?;
    oin_store::migrate(&server.url("oin_migrate", DATABASE)).await?;
    let store = Store::connect(&server.url("oin_app", DATABASE), StoreOptions::default()).await?;
    let list = categories()?;
    let now: DateTime<Utc> = Utc::now();
    store
        .write(async |tx| tx.set_categories(&list, now).await)
        .await?;
    for from in (0..total).step_by(BATCH as usize) {
        let batch = (from..total.min(from + BATCH))
            .map(|number| dataset::listing(number, total, 0))
            .collect::<anyhow::Result<Vec<_>>>()?;
        store
            .write(async |tx| tx.publish_many(batch.clone()).await)
            .await
            .with_context(|| format!("publishing the listings from {from} on"))?;
        if from % 100_000 == 0 && from > 0 {
            say(&format!("{from} of {total} integrations made"));
        }
    }
    // As an installation would be after a while: with statistics, nothing left to tidy up.
    let owner = connect(&server.url(embedded::SUPERUSER, DATABASE)).await?;
    owner.batch_execute("VACUUM (ANALYZE)").await?;
    Ok(())
}

/// Opens a connection of our own, beside the store's.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn connect(url: &str) -> anyhow::Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    // Its end is seen by the client's next statement.
    tokio::spawn(connection);
    Ok(client)
}

/// The way into the database that a running `oin serve` has in `folder`.
pub(crate) struct Inside {
    connection: Connection,
    _access: Access,
}

impl Inside {
    /// Finds it.
    ///
    /// # Errors
    /// Nobody runs it.
    pub(crate) fn of(folder: &Path) -> anyhow::Result<Self> {
        let access = embedded::attach_or_start(&options(folder), "measuring")?;
        Ok(Self {
            connection: access.connection().clone(),
            _access: access,
        })
    }

    /// The address as the application's role.
    pub(crate) fn url(&self) -> String {
        self.connection.url("oin_app", DATABASE)
    }

    /// The address as the role that owns the tables.
    pub(crate) fn migrate_url(&self) -> String {
        self.connection.url("oin_migrate", DATABASE)
    }
}
