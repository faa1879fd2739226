//! Why the embedded PostgreSQL could not be used, said so that the reader knows what to do
//! next.

use std::io;
use std::path::{Path, PathBuf};

use super::owner;

/// A failure of the embedded PostgreSQL. Every message names the cause and, where there is one,
/// the fix.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No folder with `postgres` and `initdb` was found.
    #[error(
        "no PostgreSQL server found. Install one (Debian, Ubuntu: apt-get install postgresql; Fedora: dnf install \
         postgresql-server; macOS: brew install postgresql@17), or name the folder with `postgres` and `initdb` in \
         OIN_PG_BIN, or use a database that runs elsewhere with DATABASE_URL. Looked in: {looked_in}"
    )]
    NoBinaries {
        /// The folders that were searched, separated by commas.
        looked_in: String,
    },
    /// There are data of a major version whose programs are not installed.
    #[error(
        "the data in {} were written by PostgreSQL {wanted}, but only these versions are installed: {found}. Install \
         PostgreSQL {wanted} (Debian, Ubuntu: apt-get install postgresql-{wanted}) or name its folder in OIN_PG_BIN",
        data.display()
    )]
    MajorMissing {
        /// The cluster's folder.
        data: PathBuf,
        /// The major version that wrote the data.
        wanted: u32,
        /// The major versions that are installed, for the reader.
        found: String,
    },
    /// Only versions below the lowest supported one are installed.
    #[error(
        "PostgreSQL {found} is too old: oin needs {} or newer",
        super::binaries::LOWEST_MAJOR
    )]
    TooOld {
        /// The major versions that are installed, for the reader.
        found: String,
    },
    /// Another process runs the database of this data folder.
    #[error("the data folder {} is in use by process {pid} ({what}). Stop that process, or choose another folder with --data-dir", data_dir.display())]
    Held {
        /// The data folder.
        data_dir: PathBuf,
        /// The process that holds it; 0 when it has not written its name yet.
        pid: u32,
        /// What that process says it is, for example `oin serve on 127.0.0.1:8080`.
        what: String,
    },
    /// The holder of the data folder did not bring its database up in time.
    #[error("process {pid} ({what}) holds the data folder {}, but its database did not become ready within {seconds} s. Its log is pg.log in that folder", data_dir.display())]
    HolderNotReady {
        /// The data folder.
        data_dir: PathBuf,
        /// The process that holds it.
        pid: u32,
        /// What that process says it is.
        what: String,
        /// How long was waited, in seconds.
        seconds: u64,
    },
    /// PostgreSQL refuses to run as root, and there is nobody else to run it.
    #[error(
        "PostgreSQL does not run as root, and this machine has neither a user `postgres` nor a user `nobody`. Add one (useradd --system postgres) or run oin as an ordinary user"
    )]
    NoAccount,
    /// The files belong to somebody else than the user who would have to run the server.
    #[error("{} belongs to user {owner}. Run oin as that user, or choose another folder with --data-dir", path.display())]
    NotOurs {
        /// The folder in question.
        path: PathBuf,
        /// Its owner's name, or number when the owner has no name.
        owner: String,
    },
    /// A cluster that root owns, which PostgreSQL would refuse.
    #[error("{} belongs to root, and PostgreSQL does not run as root. Give it to the user who shall run the database: chown -R postgres {}", path.display(), path.display())]
    OwnedByRoot {
        /// The cluster's folder.
        path: PathBuf,
    },
    /// The database's user cannot enter a folder on the way to the cluster.
    #[error("user {account}, who runs the database, cannot enter {}. Open the folders on the way to it (chmod o+x), or choose another folder with --data-dir", path.display())]
    NotReachable {
        /// The folder that cannot be entered.
        path: PathBuf,
        /// The user's name.
        account: String,
    },
    /// A folder or file could not be read, made or changed.
    #[error("could not {doing} {}: {source}", path.display())]
    Files {
        /// What was tried, for example `create`.
        doing: &'static str,
        /// The folder or file.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// One of PostgreSQL's programs could not be started at all.
    #[error("could not run {}: {source}", program.display())]
    Program {
        /// The program.
        program: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// `initdb` failed.
    #[error("PostgreSQL could not prepare a new data folder: {output}")]
    Initdb {
        /// What `initdb` printed to standard error.
        output: String,
    },
    /// The server ended before it accepted connections.
    #[error("PostgreSQL ended before it was ready. The end of {}: {tail}", log.display())]
    Died {
        /// The server's log.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },
    /// A server that an earlier process left behind does not end.
    #[error("an earlier PostgreSQL (process {pid}) still runs on {} and does not stop. End it with: kill -QUIT {pid}", data.display())]
    Orphan {
        /// The server's process.
        pid: i32,
        /// The cluster's folder.
        data: PathBuf,
    },
    /// The thread that looks after the server ended by a fault of this program.
    #[error("the thread that looks after PostgreSQL ended unexpectedly")]
    SupervisorLost,
}

impl Error {
    /// Names what was tried on which path; made for `map_err`.
    pub(super) fn files(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Files { doing, path, source }
    }

    /// The same for what lies in `folder`, which may simply be somebody else's.
    pub(super) fn within(folder: &Path, doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let owner = owner::other_owner_of(folder);
        let folder = folder.to_path_buf();
        let otherwise = Self::files(doing, path);
        move |source| match owner {
            Some(owner) if source.kind() == io::ErrorKind::PermissionDenied => {
                Self::NotOurs { path: folder, owner }
            }
            Some(_) | None => otherwise(source),
        }
    }
}
