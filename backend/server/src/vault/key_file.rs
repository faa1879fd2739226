//! Where the keys come from: a file that only we can read, or a setting.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::VaultError;
use super::ring::{Key, Purpose, Ring, RingError};
use crate::config::{Keys, SettingError};

/// The setting that names the file.
const SETTING: &str = "OIN_KEY_FILE";
/// The most bytes a key file may have: some 400 keys.
const LONGEST: u64 = 64 * 1024;

/// What is wrong with the keys. Names files and ids, never a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error("cannot {doing} {}: {error}", path.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Others can read or write it.
    #[error("{} can be read or changed by others: chmod 600 it", .0.display())]
    Open(PathBuf),
    /// It belongs to another user.
    #[error("{} belongs to another user", .0.display())]
    NotOurs(PathBuf),
    /// It is longer than any ring.
    #[error("{} is too long for a key file", .0.display())]
    TooLong(PathBuf),
    /// It holds no ring.
    #[error("{}: {error}", path.display())]
    Ring {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        error: RingError,
    },
    /// The setting holds no ring.
    #[error("OIN_KEYS: {0}")]
    Setting(RingError),
    /// The keys come from a setting, which only its owner can change.
    #[error("the keys come from OIN_KEYS: change them there")]
    NoFile,
    /// Production makes no keys of its own.
    #[error("there is no key file {}", .0.display())]
    Missing(PathBuf),
}

/// Reads the keys at the start, and makes a file where there is none and that is allowed.
pub(super) fn load(keys: &Keys) -> Result<Ring, SettingError> {
    let wrong = |error: KeyFileError| SettingError::new(SETTING, error.to_string());
    match keys {
        Keys::Setting(text) => {
            Ring::parse(text.reveal()).map_err(|error| SettingError::new("OIN_KEYS", error.to_string()))
        }
        Keys::File { path, may_make } => match read(path) {
            Err(KeyFileError::Missing(_)) if *may_make => make(path)
                .and_then(|()| Ok(read(path)?))
                .map_err(|error| SettingError::new(SETTING, error.to_string())),
            found => found.map_err(wrong),
        },
        Keys::Missing => Err(SettingError::new(
            SETTING,
            "production needs a file with keys: `oin key new > FILE`, mode 0600, or OIN_KEYS",
        )),
    }
}

/// Reads the keys once more, while we run.
pub(super) fn read_again(keys: &Keys) -> Result<Ring, KeyFileError> {
    match keys {
        Keys::Setting(text) => Ring::parse(text.reveal()).map_err(KeyFileError::Setting),
        Keys::File { path, .. } => read(path),
        Keys::Missing => Err(KeyFileError::NoFile),
    }
}

/// A new ring as a key file holds it.
///
/// # Errors
/// [`VaultError::Randomness`].
pub fn fresh() -> Result<Zeroizing<String>, VaultError> {
    Ok(Ring::generate()?.text())
}

/// Adds a new valid key to the file and retains the one before; returns the new one's name.
/// Running processes read the file again when they meet it.
///
/// # Errors
/// [`KeyFileError`], [`VaultError::Randomness`].
pub fn rotate(keys: &Keys, purpose: Purpose) -> Result<String, VaultError> {
    let path = file_of(keys)?;
    let ring = read(path)?.rotated(purpose)?;
    replace(path, &ring)?;
    Ok(ring.valid(purpose).id().to_owned())
}

/// Takes a key out of the file that is not valid. The caller has made sure that nothing needs it.
///
/// # Errors
/// [`KeyFileError`].
pub fn retire(keys: &Keys, id: &str) -> Result<(), KeyFileError> {
    let path = file_of(keys)?;
    let ring = read(path)?.without(id).map_err(|error| KeyFileError::Ring {
        path: path.to_owned(),
        error,
    })?;
    replace(path, &ring)
}

fn file_of(keys: &Keys) -> Result<&Path, KeyFileError> {
    match keys {
        Keys::File { path, .. } => Ok(path),
        Keys::Setting(_) | Keys::Missing => Err(KeyFileError::NoFile),
    }
}

fn failed<'p>(doing: &'static str, path: &'p Path) -> impl FnOnce(std::io::Error) -> KeyFileError + 'p {
    move |error| KeyFileError::File {
        doing,
        path: path.to_owned(),
        error,
    }
}

fn read(path: &Path) -> Result<Ring, KeyFileError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(KeyFileError::Missing(path.to_owned()));
        }
        Err(error) => return Err(failed("open", path)(error)),
    };
    // Of the open file, so that it cannot be another one by now.
    let facts = file.metadata().map_err(failed("look at", path))?;
    let us = nix::unistd::geteuid().as_raw();
    // Orchestrators hand a secret to an unprivileged process as root's file that its group may read.
    let others = if facts.uid() == 0 && us != 0 { 0o037 } else { 0o077 };
    if facts.mode() & others != 0 {
        return Err(KeyFileError::Open(path.to_owned()));
    }
    if facts.uid() != us && facts.uid() != 0 {
        return Err(KeyFileError::NotOurs(path.to_owned()));
    }
    if facts.len() > LONGEST {
        return Err(KeyFileError::TooLong(path.to_owned()));
    }
    // All the room at once: a string that grows would leave its beginnings behind.
    let mut text = Zeroizing::new(String::with_capacity(LONGEST as usize + 1));
    (&mut file)
        .take(LONGEST)
        .read_to_string(&mut text)
        .map_err(failed("read", path))?;
    Ring::parse(&text).map_err(|error| KeyFileError::Ring {
        path: path.to_owned(),
        error,
    })
}

/// Makes a key file, or leaves the one that another process made at this moment.
fn make(path: &Path) -> Result<(), VaultError> {
    if let Some(folder) = path.parent() {
        match DirBuilder::new().recursive(true).mode(0o700).create(folder) {
            Ok(()) => {}
            Err(error) => return Err(failed("make the folder of", path)(error).into()),
        }
    }
    let ring = Ring::generate()?;
    let unfinished = write_beside(path, &ring)?;
    // Unlike a rename, a link does not replace what is there.
    let linked = std::fs::hard_link(&unfinished, path);
    let removed = std::fs::remove_file(&unfinished);
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            return Err(failed("make", path)(error).into());
        }
        Ok(()) | Err(_) => {}
    }
    removed.map_err(failed("tidy up beside", path))?;
    keep(path)?;
    tracing::info!(file = %path.display(), "made keys for secrets; keep a copy apart from the database");
    Ok(())
}

fn replace(path: &Path, ring: &Ring) -> Result<(), KeyFileError> {
    let unfinished = write_beside(path, ring)?;
    std::fs::rename(&unfinished, path).map_err(failed("replace", path))?;
    keep(path)
}

/// Writes the whole file beside its place, so that a crash never leaves half a ring.
fn write_beside(path: &Path, ring: &Ring) -> Result<PathBuf, KeyFileError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    // Its newest key's name: no two who write at once have the same one.
    name.push(format!(".{}.new", ring.keys().last().map_or("", Key::id)));
    let unfinished = path.with_file_name(name);
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)
        .map_err(failed("write", &unfinished))?;
    file.write_all(ring.text().as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(failed("write", &unfinished))?;
    Ok(unfinished)
}

/// Makes the file's name survive a loss of power.
fn keep(path: &Path) -> Result<(), KeyFileError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed("keep", path))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A folder that goes with its test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("oin-keys-{}-{name}", std::process::id()));
            let _ = std::fs::remove_dir_all(&path);
            Self(path)
        }

        fn keys(&self, may_make: bool) -> Keys {
            Keys::File {
                path: self.0.join("data/keys"),
                may_make,
            }
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_missing_file_is_made_once_and_private() {
        let folder = Folder::new("made");
        assert!(load(&folder.keys(false)).is_err());
        let keys = folder.keys(true);
        let ids: Vec<String> = std::thread::scope(|scope| {
            let started: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| load(&keys).unwrap().valid(Purpose::Wrap).id().to_owned()))
                .collect();
            started.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        let path = folder.0.join("data/keys");
        assert_eq!(path.metadata().unwrap().mode() & 0o777, 0o600);
        let beside = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(beside, 1);
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let folder = Folder::new("open");
        let keys = folder.keys(true);
        load(&keys).unwrap();
        let path = folder.0.join("data/keys");
        for mode in [0o640, 0o604, 0o660, 0o777] {
            std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
            let refused = load(&keys).err().unwrap();
            assert_eq!(refused.name, "OIN_KEY_FILE");
            assert!(refused.problem.contains("chmod 600"), "{refused}");
        }
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o400)).unwrap();
        load(&keys).unwrap();
    }

    #[test]
    fn a_short_or_broken_file_is_refused_without_telling_a_key() {
        let folder = Folder::new("broken");
        let keys = folder.keys(true);
        load(&keys).unwrap();
        let path = folder.0.join("data/keys");
        let whole = std::fs::read_to_string(&path).unwrap();
        for length in [0, 40, whole.len() - 10] {
            std::fs::write(&path, &whole[..length]).unwrap();
            let refused = load(&keys).err().unwrap().to_string();
            for word in whole.split_whitespace().filter(|word| word.len() > 40) {
                assert!(!refused.contains(word), "{refused}");
            }
        }
    }

    #[test]
    fn rotating_keeps_the_old_key_until_it_is_retired() {
        let folder = Folder::new("rotated");
        let keys = folder.keys(true);
        let before = load(&keys).unwrap().valid(Purpose::Wrap).id().to_owned();
        let after = rotate(&keys, Purpose::Wrap).unwrap();
        let ring = load(&keys).unwrap();
        assert_eq!(ring.valid(Purpose::Wrap).id(), after);
        assert!(ring.usable(Purpose::Wrap, &before).is_some());
        retire(&keys, &after).unwrap();
        retire(&keys, &before).unwrap();
        let ring = load(&keys).unwrap();
        assert_eq!(ring.valid(Purpose::Wrap).id(), after);
        assert!(ring.usable(Purpose::Wrap, &before).is_none());
        assert_eq!(
            folder.0.join("data/keys").metadata().unwrap().mode() & 0o777,
            0o600
        );
    }
}
