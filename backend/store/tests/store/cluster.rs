//! A throw-away PostgreSQL for these tests: one server for the run, one database a test.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use oin_store::embedded::{self, Options, SUPERUSER, Server};
use oin_store::{Store, StoreOptions, migrate, prepare_cluster};

/// The server, started by the first test that asks. Nothing drops it: it ends with this process,
/// and the next run takes its folder away.
fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        sweep(&base);
        let options = Options {
            data_dir: base.join(format!("{PREFIX}{}", std::process::id())),
            bin_dir: std::env::var_os("OIN_PG_BIN").map(PathBuf::from),
            durable: false,
        };
        embedded::start(&options, "the store's tests").unwrap()
    })
}

const PREFIX: &str = "oin-store-";

/// Folders of earlier runs whose process has gone.
fn sweep(base: &Path) {
    for entry in std::fs::read_dir(base).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(owner) = name.strip_prefix(PREFIX)
            && !Path::new("/proc").join(owner).exists()
        {
            // Another run may sweep at the same time.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// A database of its own.
pub(crate) struct Database {
    name: String,
}

impl Database {
    /// An empty one, with the roles.
    pub(crate) async fn empty() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("t{}", NEXT.fetch_add(1, Ordering::Relaxed));
        prepare_cluster(&server().url(SUPERUSER, "postgres"), &name)
            .await
            .unwrap();
        Self { name }
    }

    /// One with every migration applied.
    pub(crate) async fn migrated() -> Self {
        let database = Self::empty().await;
        migrate(&database.url("oin_migrate")).await.unwrap();
        database
    }

    pub(crate) fn url(&self, role: &str) -> String {
        server().url(role, &self.name)
    }

    /// The store as the application sees it.
    pub(crate) async fn store(&self) -> Store {
        Store::connect(&self.url("oin_app"), StoreOptions::default())
            .await
            .unwrap()
    }

    /// A connection below the store, for looking and for making trouble.
    pub(crate) async fn raw(&self, role: &str) -> tokio_postgres::Client {
        let (client, connection) = tokio_postgres::connect(&self.url(role), tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        client
    }
}
