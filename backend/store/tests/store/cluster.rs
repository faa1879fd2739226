//! A throw-away PostgreSQL for these tests: one cluster for the run, one database a test.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use oin_store::{Store, StoreOptions, migrate, prepare_cluster};

/// The cluster's folder, which is also its socket's; made by the first test that asks.
fn cluster() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let base = if Path::new("/dev/shm").is_dir() {
            "/dev/shm"
        } else {
            "/tmp"
        };
        sweep(Path::new(base));
        let folder = PathBuf::from(base).join(format!("oin-store-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        if is_root() {
            assert!(
                Command::new("chown")
                    .arg("postgres")
                    .arg(&folder)
                    .status()
                    .unwrap()
                    .success()
            );
        }
        let data = folder.join("pg");
        let initdb = unprivileged("initdb")
            .args(["-A", "trust", "-U", "oin", "-E", "UTF8", "--locale=C", "-N", "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(initdb.success());
        let mut server = unprivileged("postgres");
        server
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args([
                "-c",
                "listen_addresses=",
                "-c",
                "fsync=off",
                "-c",
                "full_page_writes=off",
            ])
            .args(["-c", "max_connections=200", "-c", "jit=off"])
            .stderr(std::fs::File::create(folder.join("log")).unwrap());
        // The server dies with the thread that started it, so that thread lasts as long as the
        // process: a test's own would end with the test.
        std::thread::spawn(move || server.spawn().unwrap().wait());
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let pid = std::fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            if pid.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
                return folder;
            }
            assert!(Instant::now() < deadline, "PostgreSQL did not start");
            std::thread::sleep(Duration::from_millis(50));
        }
    })
}

/// Clusters of earlier runs whose process has gone, and their folders.
fn sweep(base: &Path) {
    for entry in std::fs::read_dir(base).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(owner) = name.strip_prefix("oin-store-") else {
            continue;
        };
        if Path::new("/proc").join(owner).exists() {
            continue;
        }
        let pid = std::fs::read_to_string(entry.path().join("pg/postmaster.pid")).unwrap_or_default();
        if let Some(pid) = pid.lines().next() {
            let _ = Command::new("kill")
                .args(["-QUIT", pid])
                .stderr(Stdio::null())
                .status();
        }
        let _ = std::fs::remove_dir_all(entry.path());
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

/// PostgreSQL's programs, as another user when this one is root.
fn unprivileged(program: &str) -> Command {
    let newest = std::fs::read_dir("/usr/lib/postgresql")
        .unwrap()
        .flatten()
        .filter_map(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok())
        .max()
        .unwrap();
    let path = format!("/usr/lib/postgresql/{newest}/bin/{program}");
    if !is_root() {
        return Command::new(path);
    }
    let mut command = Command::new("setpriv");
    command
        .args([
            "--reuid=postgres",
            "--regid=postgres",
            "--clear-groups",
            "--pdeathsig=INT",
        ])
        .arg(path)
        .current_dir("/");
    command
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
        prepare_cluster(&url("oin", "postgres"), &name).await.unwrap();
        Self { name }
    }

    /// One with every migration applied.
    pub(crate) async fn migrated() -> Self {
        let database = Self::empty().await;
        migrate(&database.url("oin_migrate")).await.unwrap();
        database
    }

    pub(crate) fn url(&self, role: &str) -> String {
        url(role, &self.name)
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

fn url(role: &str, database: &str) -> String {
    let folder = cluster().to_string_lossy().replace('/', "%2F");
    format!("postgres://{role}@{folder}/{database}")
}
