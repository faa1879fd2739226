//! Where the cluster of a data folder lives.
//!
//! Normally in `pg` inside the data folder. As root the server runs as another user, who cannot
//! always get there (root's home is closed to everybody else): then it lives under
//! `/var/lib/oin`, and `pg.location` in the data folder says so.

use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use nix::unistd::Uid;

use super::error::Error;
use super::owner::{self, Owner};
use super::postmaster;

const INSIDE: &str = "pg";
const LOCATION: &str = "pg.location";
const OUTSIDE: &str = "/var/lib/oin";

/// Longest folder that still leaves room for `/.s.PGSQL.5432` in a socket address (104 bytes on
/// macOS, 108 on Linux).
const LONGEST_SOCKET_FOLDER: usize = 103 - "/.s.PGSQL.5432".len();

/// A cluster's home: a private folder of the user who runs the server, with the cluster and its
/// socket in it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    home: PathBuf,
    pub(super) owner: Owner,
}

impl Place {
    /// The cluster itself.
    pub(super) fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    /// Where a new cluster is prepared, so that a half-made one is never mistaken for a whole
    /// one.
    pub(super) fn unfinished(&self) -> PathBuf {
        self.home.join("data.new")
    }

    pub(super) fn home(&self) -> &Path {
        &self.home
    }

    /// The private folder for the server's socket, made when it is missing.
    pub(super) fn socket_folder(&self) -> Result<PathBuf, Error> {
        let inside = self.home.join("socket");
        let folder = if inside.as_os_str().len() <= LONGEST_SOCKET_FOLDER {
            inside
        } else {
            Path::new("/tmp").join(format!("oin-{}", fingerprint(&self.home)))
        };
        self.make_private(&folder)?;
        Ok(folder)
    }

    /// Makes a folder that only the server's user may enter. One that exists is accepted only
    /// from that user: in a shared folder such as `/tmp` somebody else could have put it there.
    fn make_private(&self, folder: &Path) -> Result<(), Error> {
        match DirBuilder::new().mode(0o700).create(folder) {
            Ok(()) => self.owner.give(folder),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let found = folder.symlink_metadata().map_err(Error::files("read", folder))?;
                let private = found.is_dir() && found.mode() & 0o077 == 0;
                if found.uid() == self.owner.uid().as_raw() && private {
                    Ok(())
                } else if found.uid() == 0 && found.is_dir() && owner::is_root() {
                    // Ours from a start that ended between making the folder and giving it
                    // away.
                    self.owner.give(folder)
                } else {
                    Err(Error::NotOurs {
                        path: folder.to_path_buf(),
                        owner: owner::name_of(Uid::from_raw(found.uid())),
                    })
                }
            }
            Err(error) => Err(Error::files("create", folder)(error)),
        }
    }
}

/// Makes the data folder, private, when it is missing, and returns its one true path.
pub(super) fn prepare(data_dir: &Path) -> Result<PathBuf, Error> {
    if let Some(parent) = data_dir.parent() {
        std::fs::create_dir_all(parent).map_err(Error::files("create", parent))?;
    }
    match DirBuilder::new().mode(0o700).create(data_dir) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            return Err(Error::files("create", data_dir)(error));
        }
        Ok(()) | Err(_) => {}
    }
    data_dir.canonicalize().map_err(Error::files("find", data_dir))
}

/// The cluster's folder of a prepared data folder, as far as one was chosen; changes nothing.
pub(super) fn existing_data(data_dir: &Path) -> Result<PathBuf, Error> {
    Ok(recorded(data_dir)?
        .unwrap_or_else(|| data_dir.join(INSIDE))
        .join("data"))
}

/// Finds or chooses the place of a prepared data folder's cluster. The caller holds the lock.
pub(super) fn find(data_dir: &Path) -> Result<Place, Error> {
    let recorded = recorded(data_dir)?;
    let home = recorded.clone().unwrap_or_else(|| data_dir.join(INSIDE));
    let data = home.join("data");
    match data.try_exists() {
        Ok(true) => {
            let owner = owner::of_cluster(&data)?;
            if owner.can_enter(&data) {
                return Ok(Place { home, owner });
            }
            return Err(Error::NotReachable {
                path: data,
                account: owner.name(),
            });
        }
        Ok(false) => {}
        // Another user's private folder: say whose it is.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            owner::of_cluster(&home)?;
            return Err(Error::files("look into", &home)(error));
        }
        Err(error) => return Err(Error::files("look into", &home)(error)),
    }

    let owner = owner::for_new_cluster()?;
    let home = if recorded.is_some() || owner.can_enter(data_dir) || owner.pass(data_dir)? {
        home
    } else {
        outside(data_dir, &owner)?
    };
    let place = Place { home, owner };
    place.make_private(&place.home)?;
    Ok(place)
}

/// Chooses and records a place under `/var/lib/oin`.
fn outside(data_dir: &Path, owner: &Owner) -> Result<PathBuf, Error> {
    let all = Path::new(OUTSIDE);
    std::fs::create_dir_all(all).map_err(Error::files("create", all))?;
    // Somebody may have made it private before: `oin key` keeps its file there for root.
    if !owner.can_enter(all) && !owner.pass(all)? {
        return Err(Error::NotReachable {
            path: all.to_path_buf(),
            account: owner.name(),
        });
    }
    let home = all.join(fingerprint(data_dir));
    set_leftover_aside(&home)?;

    let note = data_dir.join(LOCATION);
    let text = format!("{}\n", home.display());
    let unfinished = data_dir.join("pg.location.new");
    std::fs::write(&unfinished, text)
        .and_then(|()| std::fs::rename(&unfinished, &note))
        .map_err(Error::files("write", &note))?;
    tracing::info!(
        user = owner.name(),
        data_folder = %data_dir.display(),
        database_folder = %home.display(),
        "the database's user cannot enter the data folder, so the database lives elsewhere"
    );
    Ok(home)
}

/// The place is recorded before it is made. One that exists unrecorded belonged to a data
/// folder that was deleted: it must not come back to life in a new one, and deleting it is not
/// ours to decide.
fn set_leftover_aside(home: &Path) -> Result<(), Error> {
    if !home.exists() {
        return Ok(());
    }
    postmaster::stop_leftover(&home.join("data"))?;
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let aside = home.with_extension(format!("deleted-{seconds}"));
    std::fs::rename(home, &aside).map_err(Error::files("rename", home))?;
    tracing::warn!(
        kept_in = %aside.display(),
        "found the database of a data folder that no longer exists; it can be deleted"
    );
    Ok(())
}

/// What `pg.location` says, when it is there.
fn recorded(data_dir: &Path) -> Result<Option<PathBuf>, Error> {
    let note = data_dir.join(LOCATION);
    match std::fs::read_to_string(&note) {
        Ok(text) => Ok(Some(PathBuf::from(text.trim_end_matches('\n')))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::files("read", &note)(error)),
    }
}

/// 16 hexadecimal digits that stay the same for a path on every machine and with every compiler
/// (FNV-1a, 64 bits).
fn fingerprint(path: &Path) -> String {
    let hash = path
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_the_published_hash() {
        // Test vectors of the FNV authors.
        assert_eq!(fingerprint(Path::new("")), "cbf29ce484222325");
        assert_eq!(fingerprint(Path::new("foobar")), "85944171f73967e8");
    }
}
