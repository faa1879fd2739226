//! Which user runs the server. PostgreSQL refuses to run as root, so root hands it to an
//! ordinary user.

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::sys::signal::Signal;
use nix::unistd::{Gid, Uid, User};

use super::error::Error;

/// The locale of all of PostgreSQL's programs: messages stay English, text is UTF-8.
pub(super) const LOCALE: &str = if cfg!(target_os = "macos") {
    "en_US.UTF-8"
} else {
    "C.UTF-8"
};

/// The user as whom PostgreSQL's programs run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    /// The user who runs this process, who is not root.
    Caller,
    /// Another user; this process is root.
    Account { uid: Uid, gid: Gid, name: String },
}

/// Whether this process may become other users.
pub(super) fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

/// The user for a new cluster.
pub(super) fn for_new_cluster() -> Result<Owner, Error> {
    if !is_root() {
        return Ok(Owner::Caller);
    }
    ["postgres", "nobody"]
        .into_iter()
        .find_map(|name| User::from_name(name).ok().flatten())
        .map(|user| Owner::Account {
            uid: user.uid,
            gid: user.gid,
            name: user.name,
        })
        .ok_or(Error::NoAccount)
}

/// The user for the cluster in `folder`: its owner, because PostgreSQL accepts nobody else.
pub(super) fn of_cluster(folder: &Path) -> Result<Owner, Error> {
    let metadata = folder.metadata().map_err(Error::files("read", folder))?;
    let (uid, gid) = (Uid::from_raw(metadata.uid()), Gid::from_raw(metadata.gid()));
    match (is_root(), uid.is_root()) {
        (true, true) => Err(Error::OwnedByRoot {
            path: folder.to_path_buf(),
        }),
        (true, false) => Ok(Owner::Account {
            uid,
            gid,
            name: name_of(uid),
        }),
        (false, _) if uid == nix::unistd::geteuid() => Ok(Owner::Caller),
        (false, _) => Err(Error::NotOurs {
            path: folder.to_path_buf(),
            owner: name_of(uid),
        }),
    }
}

/// The name of the user who owns `folder`, when that is not the one who runs this process.
pub(super) fn other_owner_of(folder: &Path) -> Option<String> {
    let uid = Uid::from_raw(folder.metadata().ok()?.uid());
    (uid != nix::unistd::geteuid()).then(|| name_of(uid))
}

/// A user's name, or the number when it has none.
pub(super) fn name_of(uid: Uid) -> String {
    match User::from_uid(uid) {
        Ok(Some(user)) => user.name,
        Ok(None) | Err(_) => uid.to_string(),
    }
}

impl Owner {
    pub(super) fn name(&self) -> String {
        match self {
            Self::Caller => name_of(nix::unistd::geteuid()),
            Self::Account { name, .. } => name.clone(),
        }
    }

    pub(super) fn uid(&self) -> Uid {
        match self {
            Self::Caller => nix::unistd::geteuid(),
            Self::Account { uid, .. } => *uid,
        }
    }

    /// Makes this user the owner of one folder or file.
    pub(super) fn give(&self, path: &Path) -> Result<(), Error> {
        match self {
            Self::Caller => Ok(()),
            Self::Account { uid, gid, .. } => chown(path, Some(uid.as_raw()), Some(gid.as_raw()))
                .map_err(Error::files("change the owner of", path)),
        }
    }

    /// Gives this user a way through root's `folder` (not a look into it), by way of its group,
    /// when that takes nothing from anybody: a folder that is closed to its group. Says whether
    /// the user can enter it now.
    pub(super) fn pass(&self, folder: &Path) -> Result<bool, Error> {
        let Self::Account { gid, .. } = self else {
            return Ok(self.can_enter(folder));
        };
        let found = folder.metadata().map_err(Error::files("read", folder))?;
        let on_the_way = folder.parent().is_none_or(|parent| self.can_enter(parent));
        if found.uid() != 0 || found.mode() & 0o070 != 0 || !on_the_way {
            return Ok(false);
        }
        chown(folder, None, Some(gid.as_raw())).map_err(Error::files("change the group of", folder))?;
        let mode = found.mode() & 0o7777 | 0o010;
        std::fs::set_permissions(folder, Permissions::from_mode(mode))
            .map_err(Error::files("change the mode of", folder))?;
        Ok(self.can_enter(folder))
    }

    /// Whether this user can enter `folder`. Tried for real, since access lists and mounts have
    /// a say beside the mode.
    pub(super) fn can_enter(&self, folder: &Path) -> bool {
        let entered = self
            .command(Path::new("/bin/sh"), Signal::SIGKILL)
            .args(["-c", "cd -- \"$1\"", "sh"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        matches!(entered, Ok(status) if status.success())
    }

    /// A command that runs as this user, with a clean environment (PGDATA, PGPORT and LC_* of
    /// the caller would change what PostgreSQL does), in its own process group (so that Ctrl-C
    /// reaches only this program, which then stops it in order), and that gets `farewell` when
    /// the thread that spawned it ends.
    pub(super) fn command(&self, program: &Path, farewell: Signal) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("LC_ALL", LOCALE)
            .env("PATH", "/usr/bin:/bin")
            .current_dir("/")
            .stdin(Stdio::null())
            .process_group(0);
        if let Self::Account { uid, gid, .. } = self {
            // Setting the user as root makes the standard library drop root's further groups as
            // well.
            command.uid(uid.as_raw()).gid(gid.as_raw());
        }
        end_with_us(&mut command, farewell);
        command
    }
}

/// Asks Linux to send `farewell` to the command when the thread that spawns it is gone, also
/// after a `kill -9` of ours. Elsewhere the next start finds and stops what was left behind.
#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "the only way to run code between fork and exec")]
fn end_with_us(command: &mut Command, farewell: Signal) {
    let us = nix::unistd::getpid();
    // SAFETY: the closure runs in the forked child before exec and makes only two plain system
    // calls (prctl, getppid): it takes no lock, allocates nothing (an error is a bare number)
    // and touches no memory but its two captured numbers. The standard library runs it after it
    // has set the user, which would otherwise clear the request.
    unsafe {
        command.pre_exec(move || {
            nix::sys::prctl::set_pdeathsig(farewell).map_err(std::io::Error::from)?;
            // We may have died before the request was made; then nobody would send the signal.
            if nix::unistd::getppid() == us {
                Ok(())
            } else {
                Err(std::io::Error::from(nix::errno::Errno::ESRCH))
            }
        });
    }
}

#[cfg(not(target_os = "linux"))]
fn end_with_us(_command: &mut Command, _farewell: Signal) {}
