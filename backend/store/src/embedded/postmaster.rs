//! What the file `postmaster.pid` says about the server on a cluster, and ending a server that
//! was left behind.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::error::Error;

const POLL: Duration = Duration::from_millis(10);
/// How long a server may take to end in order (it writes a checkpoint), and then to end at
/// once.
const ORDERLY: Duration = Duration::from_secs(30);
const AT_ONCE: Duration = Duration::from_secs(10);

/// The server's own note in its cluster.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) pid: i32,
    pub(super) socket_folder: PathBuf,
    /// Whether it accepts connections.
    pub(super) ready: bool,
}

impl Note {
    /// Reads the note, or nothing when no server has written one. One that is still being
    /// written reads as not ready.
    pub(super) fn read(data: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(data.join("postmaster.pid")).ok()?;
        Self::parse(&text)
    }

    /// Lines: 1 process, 2 folder, 3 start, 4 port, 5 socket folder, 6 address, 7 shared
    /// memory, 8 state (PostgreSQL 10+).
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        Some(Self {
            pid,
            socket_folder: PathBuf::from(lines.nth(3).unwrap_or_default()),
            ready: lines.nth(2).is_some_and(|state| state.trim() == "ready"),
        })
    }

    /// Whether a server with this note lives and works on `data`.
    pub(super) fn is_alive(&self, data: &Path) -> bool {
        is_server_on(self.pid, data)
    }
}

/// Whether process `pid` is a server on `data`. The number alone proves nothing: numbers are
/// reused.
#[cfg(target_os = "linux")]
fn is_server_on(pid: i32, data: &Path) -> bool {
    // A server's working folder is its cluster; a process that has ended but was not collected
    // has none.
    std::fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder == data)
}

#[cfg(not(target_os = "linux"))]
fn is_server_on(pid: i32, _data: &Path) -> bool {
    std::process::Command::new("ps")
        .args(["-o", "comm=", "-p", &pid.to_string()])
        .output()
        .is_ok_and(|answer| String::from_utf8_lossy(&answer.stdout).contains("postgres"))
}

/// Ends a server that an earlier process left on `data`, so that there are never two. The
/// caller holds the lock, so no other living `oin` owns it.
pub(super) fn stop_leftover(data: &Path) -> Result<(), Error> {
    let Some(note) = Note::read(data) else {
        return Ok(());
    };
    if !note.is_alive(data) {
        return forget_stranger(&note, data);
    }
    tracing::info!(
        pid = note.pid,
        "stopping a PostgreSQL that an earlier start left behind"
    );
    for (signal, patience) in [(Signal::SIGINT, ORDERLY), (Signal::SIGQUIT, AT_ONCE)] {
        // A failure means that it has just ended, or that it is not ours to stop: the wait
        // tells which.
        let _ = kill(Pid::from_raw(note.pid), signal);
        if gone_within(patience, || note.is_alive(data)) {
            return Ok(());
        }
    }
    Err(Error::Orphan {
        pid: note.pid,
        data: data.to_path_buf(),
    })
}

/// Removes the socket and its lock file that a killed server left in a cluster's own folder.
/// The lock file names a process by its number too, and a server does not start while that
/// number lives. Only called when no server lives on the cluster.
pub(super) fn clear_sockets(folder: &Path) -> Result<(), Error> {
    for name in [".s.PGSQL.5432", ".s.PGSQL.5432.lock"] {
        let path = folder.join(name);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::files("remove", &path)(error));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Removes a note whose number now belongs to some other process (or to one that ended and was
/// never collected, as happens in containers): PostgreSQL would take that one for a living
/// server and refuse to start for ever. It keeps its other guard, the shared memory that is
/// tied to the folder.
fn forget_stranger(note: &Note, data: &Path) -> Result<(), Error> {
    if kill(Pid::from_raw(note.pid), None).is_err() {
        return Ok(());
    }
    let path = data.join("postmaster.pid");
    tracing::info!(
        pid = note.pid,
        "postmaster.pid names a process that is not PostgreSQL; removing it"
    );
    std::fs::remove_file(&path).map_err(Error::files("remove", &path))
}

fn gone_within(patience: Duration, alive: impl Fn() -> bool) -> bool {
    let deadline = Instant::now() + patience;
    while alive() {
        if Instant::now() >= deadline {
            return false;
        }
        std::thread::sleep(POLL);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str =
        "4711\n/srv/oin/pg/data\n1795500000\n5432\n/srv/oin/pg/socket\n\n  5432001    0\nready   \n";

    #[test]
    fn a_ready_server_says_where_its_socket_is() {
        let note = Note {
            pid: 4711,
            socket_folder: PathBuf::from("/srv/oin/pg/socket"),
            ready: true,
        };
        assert_eq!(Note::parse(WHOLE), Some(note));
    }

    #[test]
    fn a_starting_or_half_written_note_is_not_ready() {
        let starting = WHOLE.replace("ready", "starting");
        assert_eq!(Note::parse(&starting).map(|note| note.ready), Some(false));
        assert_eq!(Note::parse("4711\n/srv").map(|note| note.ready), Some(false));
        assert_eq!(Note::parse(""), None);
    }

    #[test]
    fn a_living_stranger_is_not_taken_for_a_server() {
        let us = i32::try_from(std::process::id()).expect("process numbers are small");
        assert!(!is_server_on(us, Path::new("/nowhere")));
    }
}
