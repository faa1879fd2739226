//! A throw-away PostgreSQL: one server for the run, one database a test, each a
//! copy of a database that was migrated and filled once.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use oin_server::actions::seeds;
use oin_store::embedded::{self, Options, SUPERUSER, Server};
use oin_store::{Store, StoreOptions, migrate, prepare_cluster};
use tokio_postgres::{Client, NoTls};

use super::{now, wait};

/// The database that the others are copies of.
const TEMPLATE: &str = "filled";
const PREFIX: &str = "oin-tests-";

/// Folders live in memory where that is possible. Those of runs whose process
/// has gone are taken away first: a killed run cannot clean up after itself.
fn base() -> &'static Path {
    static BASE: OnceLock<PathBuf> = OnceLock::new();
    BASE.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let base = if is_writable(memory) {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        for entry in std::fs::read_dir(&base).unwrap().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let owner = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next());
            if owner.is_some_and(|owner| !Path::new("/proc").join(owner).exists()) {
                // Another run may sweep at the same time.
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        base
    })
}

fn is_writable(folder: &Path) -> bool {
    let probe = folder.join(format!("{PREFIX}{}-probe", std::process::id()));
    let made = std::fs::create_dir(&probe).is_ok();
    let _ = std::fs::remove_dir(&probe);
    made
}

/// A folder of its own that goes when it is dropped.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        Self::within(base())
    }

    fn within(base: &Path) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = base.join(format!("{PREFIX}{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed now is swept by the next run.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Starts a PostgreSQL in `folder`, which may lose what it had when the machine stops.
pub(crate) fn cluster_in(folder: &Path) -> Server {
    start(folder, false)
}

fn start(folder: &Path, durable: bool) -> Server {
    let options = Options {
        data_dir: folder.to_owned(),
        bin_dir: std::env::var_os("OIN_PG_BIN").map(PathBuf::from),
        durable,
    };
    embedded::start(&options, "oin's tests").unwrap()
}

/// The run's server. Nothing drops it: it ends with this process, and the next
/// run takes its folder away.
fn server_and_folder() -> &'static (Server, Folder) {
    static SERVER: OnceLock<(Server, Folder)> = OnceLock::new();
    SERVER.get_or_init(|| {
        let folder = Folder::new();
        let server = cluster_in(folder.path());
        wait(fill(&server));
        (server, folder)
    })
}

fn server() -> &'static Server {
    &server_and_folder().0
}

async fn fill(server: &Server) {
    prepare_cluster(&server.url(SUPERUSER, "postgres"), TEMPLATE)
        .await
        .unwrap();
    migrate(&server.url("oin_migrate", TEMPLATE)).await.unwrap();
    let store = Store::connect(&server.url("oin_app", TEMPLATE), StoreOptions::default())
        .await
        .unwrap();
    let loaded = seeds::load(&store, true, now(), |_, _| {}).await.unwrap();
    assert!(loaded.new > 4_586, "the facts and the demo set: {loaded:?}");
    // The planner must not meet the copies without statistics.
    let raw = connect(&server.url(SUPERUSER, TEMPLATE)).await;
    raw.batch_execute("VACUUM ANALYZE").await.unwrap();
}

/// A filled server of its own on a disk, which flushes what is committed.
pub(crate) struct Cluster {
    server: Server,
    // Dropped after the server has stopped.
    _folder: Folder,
}

impl Cluster {
    pub(crate) fn durable() -> Self {
        let folder = Folder::within(&std::env::temp_dir());
        let server = start(folder.path(), true);
        wait(fill(&server));
        Self {
            server,
            _folder: folder,
        }
    }

    /// The address of its database as a role.
    pub(crate) fn url(&self, role: &str) -> String {
        self.server.url(role, TEMPLATE)
    }

    /// A connection as a role that may do everything.
    pub(crate) fn raw(&self) -> Client {
        wait(connect(&self.url(SUPERUSER)))
    }
}

/// A connection below the store, for looking and for making trouble.
pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// A database of its own; it goes when it is dropped.
pub(crate) struct Database {
    name: String,
}

impl Database {
    fn unused_name() -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        format!("t{}", NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// A copy of the filled one.
    pub(crate) fn filled() -> Self {
        let name = Self::unused_name();
        let url = server().url(SUPERUSER, "postgres");
        wait(async {
            let admin = connect(&url).await;
            let version: String = admin
                .query_one("SHOW server_version_num", &[])
                .await
                .unwrap()
                .get(0);
            // Copying the files is quicker than logging every page, where it can be chosen (15 on).
            let strategy = if version.parse::<u32>().unwrap() >= 150_000 {
                " STRATEGY FILE_COPY"
            } else {
                ""
            };
            let copy = format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER oin_migrate{strategy}");
            // The connections that filled it may still be on their way out.
            for _ in 0..100 {
                match admin.batch_execute(&copy).await {
                    Ok(()) => return,
                    Err(error) if error.as_db_error().is_some_and(|e| e.code().code() == "55006") => {
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                    Err(error) => panic!("{error:?}"),
                }
            }
            panic!("the template stays in use");
        });
        Self { name }
    }

    /// An empty one, with the roles.
    pub(crate) fn empty() -> Self {
        let name = Self::unused_name();
        wait(prepare_cluster(&server().url(SUPERUSER, "postgres"), &name)).unwrap();
        Self { name }
    }

    /// Its address as a role.
    pub(crate) fn url(&self, role: &str) -> String {
        server().url(role, &self.name)
    }

    /// All of it as text, as `pg_dump` writes it.
    pub(crate) fn dump(&self) -> String {
        let (server, folder) = server_and_folder();
        let options = Options {
            data_dir: folder.path().to_owned(),
            bin_dir: std::env::var_os("OIN_PG_BIN").map(PathBuf::from),
            durable: false,
        };
        let program = embedded::program(&options, "pg_dump").unwrap_or_else(|| PathBuf::from("pg_dump"));
        let url = server.url(SUPERUSER, &self.name);
        let dumped = std::process::Command::new(program)
            .args(["--dbname", &url])
            .output();
        let dumped = dumped.unwrap();
        let said = String::from_utf8_lossy(&dumped.stderr);
        assert!(dumped.status.success(), "{said}");
        String::from_utf8(dumped.stdout).unwrap()
    }

    /// The folder of the server's socket.
    pub(crate) fn socket_folder(&self) -> PathBuf {
        server().connection().socket_folder().to_owned()
    }

    /// A connection as a role that may do everything.
    pub(crate) fn raw(&self) -> Client {
        wait(connect(&self.url(SUPERUSER)))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let url = server().url(SUPERUSER, "postgres");
        wait(async {
            let admin = connect(&url).await;
            // It is in memory and the run's folder goes anyway: a failure here is no test's failure.
            let _ = admin
                .batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name))
                .await;
        });
    }
}
