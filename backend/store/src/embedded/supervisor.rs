//! Starting the server, starting it again when it dies, and stopping it: all from one thread
//! that lives as long as the server. Linux tells the server that we died when the *thread* that
//! spawned it ends, so no other thread may spawn it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::binaries::Binaries;
use super::cluster;
use super::error::Error;
use super::log::Log;
use super::place::Place;
use super::postmaster::{self, Note};

/// How often a starting, running and stopping server is looked at.
const STARTING_POLL: Duration = Duration::from_millis(10);
const RUNNING_POLL: Duration = Duration::from_millis(100);
const STOPPING_POLL: Duration = Duration::from_millis(5);
/// A start that takes longer than this (it replays what a crash left) is mentioned, and again
/// after each such time.
const LONG_START: Duration = Duration::from_secs(10);
/// Pause before a server that died is started again: doubles up to the longest while it keeps
/// dying.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A server that ran this long counts as healthy again.
const HEALTHY_AFTER: Duration = Duration::from_secs(30);
/// The sessions of a server that was killed may live for a moment and keep the cluster; a first
/// start waits so long for them.
const SURVIVORS_LEAVE: Duration = Duration::from_secs(20);
/// How long a stopping server may take for an orderly end, and then for a hasty one, before it
/// is killed.
const ORDERLY_END: Duration = Duration::from_secs(30);
const HASTY_END: Duration = Duration::from_secs(5);

/// Everything that one start of the server needs.
#[derive(Debug)]
pub(super) struct Launch {
    pub(super) binaries: Binaries,
    pub(super) place: Place,
    pub(super) socket_folder: PathBuf,
    pub(super) log: Log,
    pub(super) durable: bool,
}

/// The running thread.
#[derive(Debug)]
pub(super) struct Supervisor {
    stop: Sender<()>,
    thread: JoinHandle<Result<(), Error>>,
}

impl Supervisor {
    /// Starts the server and returns when it accepts connections.
    pub(super) fn start(launch: Launch) -> Result<Self, Error> {
        let (stop, asked) = channel();
        let (started, first) = channel();
        let thread = std::thread::Builder::new()
            .name("oin-postgres".to_owned())
            .spawn(move || launch.supervise(&started, &asked))
            .map_err(|source| Error::Program {
                program: PathBuf::from("a thread for PostgreSQL"),
                source,
            })?;
        let supervisor = Self { stop, thread };
        match first.recv() {
            Ok(()) => Ok(supervisor),
            // The thread ended without a ready server: its result says why.
            Err(_) => match supervisor.stop() {
                Err(error) => Err(error),
                Ok(()) => Err(Error::SupervisorLost),
            },
        }
    }

    /// Stops the server and waits for its end.
    pub(super) fn stop(self) -> Result<(), Error> {
        // A thread that has ended already does not hear this; its result is collected all the
        // same.
        let _ = self.stop.send(());
        self.thread.join().unwrap_or(Err(Error::SupervisorLost))
    }
}

/// How one life of the server ended.
enum End {
    Asked,
    Died {
        status: ExitStatus,
        tail: String,
        was_ready: bool,
    },
}

impl Launch {
    /// Keeps the server alive until it is asked to stop. Fails only when the first start fails,
    /// or the last stop.
    fn supervise(&self, started: &Sender<()>, asked: &Receiver<()>) -> Result<(), Error> {
        let beginning = Instant::now();
        let mut ever_ready = false;
        let mut pause = SHORTEST_PAUSE;
        loop {
            let born = Instant::now();
            let end = postmaster::stop_leftover(&self.place.data())
                .and_then(|()| postmaster::clear_sockets(&self.socket_folder))
                .and_then(|()| self.live(started, asked));
            match end {
                Ok(End::Asked) => return Ok(()),
                Ok(End::Died {
                    status,
                    tail,
                    was_ready,
                }) => {
                    ever_ready |= was_ready;
                    let survivors = tail.contains("shared memory block");
                    let worth_a_wait = survivors && beginning.elapsed() < SURVIVORS_LEAVE;
                    if !(ever_ready || worth_a_wait) {
                        return Err(Error::Died {
                            log: self.log.path().to_path_buf(),
                            tail,
                        });
                    }
                    tracing::warn!(%status, log = %self.log.path().display(), "PostgreSQL ended unexpectedly; starting it again");
                }
                Err(error) if ever_ready => {
                    tracing::error!(%error, "PostgreSQL could not be started again; trying on")
                }
                Err(error) => return Err(error),
            }
            if born.elapsed() >= HEALTHY_AFTER {
                pause = SHORTEST_PAUSE;
            }
            if asked.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                return Ok(());
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// One life of the server, from its start to its end.
    fn live(&self, started: &Sender<()>, asked: &Receiver<()>) -> Result<End, Error> {
        let born = Instant::now();
        let (mut child, log_start) = self.spawn()?;
        let mut is_ready = false;
        let mut mention_at = LONG_START;
        loop {
            if let Some(status) = child.try_wait().map_err(|source| self.program_failure(source))? {
                return Ok(End::Died {
                    status,
                    tail: self.log.tail(log_start),
                    was_ready: is_ready,
                });
            }
            if !is_ready && self.says_ready(&child) {
                is_ready = true;
                tracing::info!(
                    version = self.binaries.major,
                    pid = child.id(),
                    milliseconds = u64::try_from(born.elapsed().as_millis()).unwrap_or(u64::MAX),
                    "PostgreSQL is ready"
                );
                // Nobody listens any more after the first time.
                let _ = started.send(());
            }
            if !is_ready && born.elapsed() >= mention_at {
                mention_at += LONG_START;
                tracing::warn!(log = %self.log.path().display(), "PostgreSQL is still starting, probably recovering from a crash");
            }
            let poll = if is_ready { RUNNING_POLL } else { STARTING_POLL };
            // Asked, or whoever could ask is gone.
            if asked.recv_timeout(poll) != Err(RecvTimeoutError::Timeout) {
                self.end(&mut child)?;
                return Ok(End::Asked);
            }
        }
    }

    fn spawn(&self) -> Result<(Child, u64), Error> {
        let (log, log_start) = self.log.open()?;
        let also = log.try_clone().map_err(Error::files("open", self.log.path()))?;
        let mut command = self
            .place
            .owner
            .command(&self.binaries.postgres(), Signal::SIGINT);
        command
            .arg("-D")
            .arg(self.place.data())
            .arg("-k")
            .arg(quoted(&self.socket_folder));
        for setting in cluster::settings(self.durable) {
            command.args(["-c", setting]);
        }
        let child = command
            .stdout(Stdio::from(log))
            .stderr(Stdio::from(also))
            .spawn()
            .map_err(|source| self.program_failure(source))?;
        Ok((child, log_start))
    }

    fn says_ready(&self, child: &Child) -> bool {
        Note::read(&self.place.data()).is_some_and(|note| note.ready && note.pid == child.id().cast_signed())
    }

    /// Stops the server: sessions are ended and a checkpoint is written, and more hastily when
    /// that takes too long.
    fn end(&self, child: &mut Child) -> Result<(), Error> {
        let pid = Pid::from_raw(child.id().cast_signed());
        for (signal, patience) in [(Signal::SIGINT, ORDERLY_END), (Signal::SIGQUIT, HASTY_END)] {
            // It may have ended by itself in this moment; the wait below tells.
            let _ = kill(pid, signal);
            let deadline = Instant::now() + patience;
            while Instant::now() < deadline {
                if child
                    .try_wait()
                    .map_err(|source| self.program_failure(source))?
                    .is_some()
                {
                    return Ok(());
                }
                std::thread::sleep(STOPPING_POLL);
            }
            tracing::warn!(%signal, seconds = patience.as_secs(), "PostgreSQL did not stop in time");
        }
        child
            .kill()
            .and_then(|()| child.wait())
            .map(drop)
            .map_err(|source| self.program_failure(source))
    }

    fn program_failure(&self, source: std::io::Error) -> Error {
        Error::Program {
            program: self.binaries.postgres(),
            source,
        }
    }
}

/// The setting is a list of folders, so a comma or a quote in a name must not count.
fn quoted(folder: &std::path::Path) -> OsString {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};

    let mut text = vec![b'"'];
    for &byte in folder.as_os_str().as_bytes() {
        if byte == b'"' {
            text.push(b'"');
        }
        text.push(byte);
    }
    text.push(b'"');
    OsString::from_vec(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_folder_with_a_comma_or_a_quote_stays_one_folder() {
        assert_eq!(quoted(Path::new("/a,b\"c")), OsString::from("\"/a,b\"\"c\""));
    }
}
