//! A way to the database that can be cut right after a COMMIT, before anybody hears how it went.

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

use super::{Database, Folder};

/// The name of PostgreSQL's socket in its folder.
const SOCKET: &str = ".s.PGSQL.5432";
/// A simple query of this text, as the protocol has it.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";

/// A proxy before the database. Its threads end with the process.
pub(crate) struct Proxy {
    folder: Folder,
    /// How many COMMITs are still let through; less than nothing: all.
    armed: Arc<AtomicI64>,
    /// How many were.
    cut: Arc<AtomicUsize>,
}

impl Proxy {
    /// One before the server of this run.
    pub(crate) fn before(database: &Database) -> Self {
        let folder = Folder::new();
        let listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
        let (armed, cut) = (Arc::new(AtomicI64::new(-1)), Arc::<AtomicUsize>::default());
        let server = database.socket_folder().join(SOCKET);
        let (arm, count) = (Arc::clone(&armed), Arc::clone(&cut));
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                carry(client, server.clone(), Arc::clone(&arm), Arc::clone(&count));
            }
        });
        Self { folder, armed, cut }
    }

    /// The address of a database by way of the proxy.
    pub(crate) fn url(&self, database: &Database, role: &str) -> String {
        let straight = database.url(role);
        let name = straight.rsplit('/').next().unwrap();
        let folder = self.folder.path().to_str().unwrap().replace('/', "%2F");
        format!("postgres://{role}@{folder}/{name}")
    }

    /// Lets `count` COMMITs through and cuts the connection of the next: PostgreSQL has done it, and
    /// nobody hears so.
    pub(crate) fn cut_commit_after(&self, count: usize) {
        self.armed.store(i64::try_from(count).unwrap(), Ordering::SeqCst);
    }

    /// Lets everything through.
    pub(crate) fn cut_nothing(&self) {
        self.armed.store(-1, Ordering::SeqCst);
    }

    /// How many were cut so far.
    pub(crate) fn cuts(&self) -> usize {
        self.cut.load(Ordering::SeqCst)
    }
}

fn carry(client: UnixStream, server: PathBuf, armed: Arc<AtomicI64>, cut: Arc<AtomicUsize>) {
    let Ok(server) = UnixStream::connect(server) else {
        return;
    };
    let (mut from_server, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let is_cut = Arc::new(AtomicBool::new(false));
    let silent = Arc::clone(&is_cut);
    std::thread::spawn(move || {
        let mut part = [0; 16 * 1024];
        while let Ok(count @ 1..) = from_server.read(&mut part) {
            // After the cut the answer is the proof that PostgreSQL has committed; it goes no further.
            if silent.load(Ordering::SeqCst) {
                cut.fetch_add(1, Ordering::SeqCst);
                break;
            }
            if to_client.write_all(&part[..count]).is_err() {
                break;
            }
        }
        let _ = to_client.shutdown(std::net::Shutdown::Both);
        let _ = from_server.shutdown(std::net::Shutdown::Both);
    });
    std::thread::spawn(move || {
        let (mut client, mut server) = (client, server);
        let mut part = [0; 16 * 1024];
        while let Ok(count @ 1..) = client.read(&mut part) {
            let commits = part[..count].windows(COMMIT.len()).any(|bytes| bytes == COMMIT);
            let take = |left: i64| (left >= 0).then_some(left - 1);
            if commits && armed.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take) == Ok(0) {
                is_cut.store(true, Ordering::SeqCst);
            }
            if server.write_all(&part[..count]).is_err() {
                break;
            }
        }
        let _ = server.shutdown(std::net::Shutdown::Write);
    });
}
