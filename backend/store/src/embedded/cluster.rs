//! Making a new cluster, and the settings every server of ours runs with.

use std::path::Path;

use nix::sys::signal::Signal;

use super::SUPERUSER;
use super::binaries::Binaries;
use super::error::Error;
use super::owner::LOCALE;
use super::place::Place;

/// Only the private socket lets anybody in, and whoever can reach it may be any role: the
/// folder's mode is the guard.
const WHO_MAY_CONNECT: &str = "# type  database  user  method\nlocal   all       all   trust\n";

/// What holds for every server of ours: no network port, and modest on a small machine.
const SETTINGS: [&str; 14] = [
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    "shared_buffers=128MB",
    "max_connections=100",
    "max_wal_size=512MB",
    // Compiling short queries costs more than it saves.
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_destination=stderr",
    "logging_collector=off",
    "log_line_prefix=%m [%p] %u@%d ",
    "log_checkpoints=off",
    "cluster_name=oin",
];

#[cfg(target_os = "linux")]
const DURABLE: [&str; 2] = [
    "synchronous_commit=on",
    // After a crash: one call for the whole disk instead of one for each of a thousand files.
    "recovery_init_sync_method=syncfs",
];
#[cfg(not(target_os = "linux"))]
const DURABLE: [&str; 1] = ["synchronous_commit=on"];

/// For tests: an operating-system crash may destroy the cluster, nothing else may.
const FLEETING: [&str; 5] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
];

/// All settings for the server's command line, as `name=value`.
pub(super) fn settings(durable: bool) -> impl Iterator<Item = &'static str> {
    let further: &[&str] = if durable { &DURABLE } else { &FLEETING };
    SETTINGS.iter().chain(further).copied()
}

/// Makes the cluster when there is none yet. It is prepared aside and renamed when whole.
pub(super) fn make(binaries: &Binaries, place: &Place, durable: bool) -> Result<(), Error> {
    if place.data().exists() {
        return Ok(());
    }
    let unfinished = place.unfinished();
    match std::fs::remove_dir_all(&unfinished) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Error::files("remove", &unfinished)(error));
        }
        Ok(()) | Err(_) => {}
    }
    initdb(binaries, place, durable)?;

    let rules = unfinished.join("pg_hba.conf");
    std::fs::write(&rules, WHO_MAY_CONNECT).map_err(Error::files("write", &rules))?;
    let data = place.data();
    std::fs::rename(&unfinished, &data).map_err(Error::files("rename", &unfinished))?;
    sync(place.home()).map_err(Error::files("write", place.home()))
}

fn initdb(binaries: &Binaries, place: &Place, durable: bool) -> Result<(), Error> {
    let program = binaries.initdb();
    // An initdb that outlives us would write into the folder that the next start prepares.
    let mut command = place.owner.command(&program, Signal::SIGKILL);
    command
        .args([
            "--username",
            SUPERUSER,
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--locale",
            LOCALE,
        ])
        .args(["--data-checksums", "--no-instructions", "--pgdata"])
        .arg(place.unfinished());
    if !durable {
        command.arg("--no-sync");
    }
    let answer = command
        .output()
        .map_err(|source| Error::Program { program, source })?;
    if answer.status.success() {
        return Ok(());
    }
    Err(Error::Initdb {
        output: String::from_utf8_lossy(&answer.stderr).trim().to_owned(),
    })
}

/// Makes a rename in `folder` last beyond a power cut.
fn sync(folder: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}
