//! oin's own PostgreSQL: a server that oin finds, prepares, starts, watches and stops, so that
//! one command is enough to run everything on one machine. An installation with a database of
//! its own never comes here.
//!
//! - [`start`] is for the one process that serves a data folder; [`attach_or_start`] for the
//!   commands beside it.
//! - The server listens on a socket in a private folder only: no port, no password.
//! - As root, the server runs as another user, and nobody else can enter its folder.
//! - Whoever dies, the other one copes: a dead server is started again; a dead oin takes its
//!   server along.
//!
//! Everything here blocks; call it before an async runtime has work to do, or from a thread
//! that may block.

mod binaries;
mod cluster;
mod error;
mod lock;
mod log;
mod owner;
mod place;
mod postmaster;
mod supervisor;
#[cfg(test)]
mod tests;
mod url;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use error::Error;

use lock::{Attempt, Lock};
use log::Log;
use postmaster::Note;
use supervisor::{Launch, Supervisor};

/// The role that a new cluster starts with; it may do everything.
pub const SUPERUSER: &str = "oin";

/// How long a command waits for the holder of the data folder to bring its database up (a first
/// start makes the cluster).
const HOLDER_PATIENCE: Duration = Duration::from_secs(60);
const HOLDER_POLL: Duration = Duration::from_millis(50);

/// What to run and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder; made when it is missing.
    pub data_dir: PathBuf,
    /// The folder with `postgres` and `initdb` (`OIN_PG_BIN`); searched for when it is absent.
    pub bin_dir: Option<PathBuf>,
    /// Whether what was committed outlives a power cut. Only tests say no, for speed.
    pub durable: bool,
}

/// The way to a running server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    socket_folder: PathBuf,
}

impl Connection {
    /// The address of `database` as `role`, in the form
    /// `postgres://role@%2Fsocket%2Ffolder/database`.
    #[must_use]
    pub fn url(&self, role: &str, database: &str) -> String {
        url::of(&self.socket_folder, role, database)
    }

    /// The folder with the server's socket, for programs such as `psql` and `pg_dump`
    /// (`--host`).
    #[must_use]
    pub fn socket_folder(&self) -> &Path {
        &self.socket_folder
    }
}

/// A server that this process runs. Dropping it stops it, too; [`Server::stop`] also tells how
/// that went.
#[derive(Debug)]
pub struct Server {
    connection: Connection,
    // Only empty once stopped.
    supervisor: Option<Supervisor>,
    // Given back last.
    _lock: Lock,
}

impl Server {
    /// See [`Connection::url`].
    #[must_use]
    pub fn url(&self, role: &str, database: &str) -> String {
        self.connection.url(role, database)
    }

    /// The way to this server; it stays valid when the server is started again after its death.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Stops the server in order and gives the data folder back.
    ///
    /// # Errors
    /// When the server could not be stopped, or had been lost before.
    pub fn stop(mut self) -> Result<(), Error> {
        self.supervisor.take().map_or(Ok(()), Supervisor::stop)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(supervisor) = self.supervisor.take()
            && let Err(error) = supervisor.stop()
        {
            tracing::error!(%error, "PostgreSQL was not stopped in order");
        }
    }
}

/// A command's way to the database of a data folder.
#[derive(Debug)]
pub enum Access {
    /// Nobody ran it, so this process does.
    Owner(Server),
    /// Another process runs it; its end is the end of this connection.
    Guest(Connection),
}

impl Access {
    /// The way to the server, whoever runs it.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        match self {
            Self::Owner(server) => server.connection(),
            Self::Guest(connection) => connection,
        }
    }

    /// Stops the server when this process started it.
    ///
    /// # Errors
    /// As [`Server::stop`].
    pub fn finish(self) -> Result<(), Error> {
        match self {
            Self::Owner(server) => server.stop(),
            Self::Guest(_) => Ok(()),
        }
    }
}

/// Starts the server of a data folder and returns when it accepts connections. `holder` is what
/// others are told about this process, for example `oin serve on 127.0.0.1:8080`.
///
/// # Errors
/// [`Error::Held`] when another process has the data folder; the others say what is missing or
/// broken.
pub fn start(options: &Options, holder: &str) -> Result<Server, Error> {
    let data_dir = place::prepare(&options.data_dir)?;
    match lock::take(&data_dir, holder)? {
        Attempt::Got(lock) => start_locked(options, &data_dir, lock),
        Attempt::HeldBy(holder) => Err(holder.refusal(&data_dir)),
    }
}

/// Uses the server of a data folder when another process runs it, else starts it.
///
/// # Errors
/// [`Error::HolderNotReady`] when another process has the data folder but its server does not
/// come up; else as [`start`].
pub fn attach_or_start(options: &Options, holder: &str) -> Result<Access, Error> {
    let data_dir = place::prepare(&options.data_dir)?;
    let deadline = Instant::now() + HOLDER_PATIENCE;
    loop {
        let other = match lock::take(&data_dir, holder)? {
            Attempt::Got(lock) => return start_locked(options, &data_dir, lock).map(Access::Owner),
            Attempt::HeldBy(other) => other,
        };
        if let Some(connection) = running(&data_dir)? {
            return Ok(Access::Guest(connection));
        }
        if Instant::now() >= deadline {
            return Err(Error::HolderNotReady {
                data_dir,
                pid: other.pid,
                what: other.what,
                seconds: HOLDER_PATIENCE.as_secs(),
            });
        }
        std::thread::sleep(HOLDER_POLL);
    }
}

/// One of PostgreSQL's other programs (`pg_dump`, `pg_restore`), of the version that wrote the
/// data; nothing when it is not installed beside the server's own.
#[must_use]
pub fn program(options: &Options, name: &str) -> Option<PathBuf> {
    let data = place::existing_data(&options.data_dir).ok()?;
    let binaries = binaries::find(options.bin_dir.as_deref(), &data).ok()?;
    binaries.program(name)
}

fn start_locked(options: &Options, data_dir: &Path, lock: Lock) -> Result<Server, Error> {
    let place = place::find(data_dir)?;
    let binaries = binaries::find(options.bin_dir.as_deref(), &place.data())?;
    cluster::make(&binaries, &place, options.durable)?;
    let socket_folder = place.socket_folder()?;
    let supervisor = Supervisor::start(Launch {
        binaries,
        place,
        socket_folder: socket_folder.clone(),
        log: Log::of(data_dir),
        durable: options.durable,
    })?;
    Ok(Server {
        connection: Connection { socket_folder },
        supervisor: Some(supervisor),
        _lock: lock,
    })
}

/// The way to the server that another process runs on `data_dir`, when it accepts connections.
fn running(data_dir: &Path) -> Result<Option<Connection>, Error> {
    let data = place::existing_data(data_dir)?;
    Ok(Note::read(&data)
        .filter(|note| note.ready && note.is_alive(&data))
        .map(|note| Connection {
            socket_folder: note.socket_folder,
        }))
}
