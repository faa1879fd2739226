//! One process at a time looks after a data folder's database: an advisory lock that the system
//! gives back when its holder dies, however it dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::error::Error;

const FILE: &str = "oin.lock";

/// The lock, held until this is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file is not enough: a child of another thread that is between fork and
        // exec still has a copy, and would hold the lock for a moment. A failure leaves just
        // that.
        let _ = self.file.unlock();
    }
}

/// Who holds the lock, in that process' own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) pid: u32,
    pub(super) what: String,
}

/// The answer to asking for the lock.
#[derive(Debug)]
pub(super) enum Attempt {
    Got(Lock),
    HeldBy(Holder),
}

/// Asks for the lock of `data_dir` without waiting, and signs it with this process and `what`
/// when it is given.
pub(super) fn take(data_dir: &Path, what: &str) -> Result<Attempt, Error> {
    let path = data_dir.join(FILE);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(Error::within(data_dir, "open", &path))?;
    match file.try_lock() {
        Ok(()) => {
            sign(&mut file, what).map_err(Error::files("write", &path))?;
            Ok(Attempt::Got(Lock { file }))
        }
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            file.read_to_string(&mut text)
                .map_err(Error::files("read", &path))?;
            Ok(Attempt::HeldBy(Holder::parse(&text)))
        }
        Err(TryLockError::Error(source)) => Err(Error::files("lock", &path)(source)),
    }
}

fn sign(file: &mut File, what: &str) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{} {what}", std::process::id())
}

impl Holder {
    /// Reads `pid what`. A holder that has the lock but has not signed yet has no name.
    fn parse(text: &str) -> Self {
        let (pid, what) = text.trim().split_once(' ').unwrap_or_default();
        match pid.parse() {
            Ok(pid) => Self {
                pid,
                what: what.to_owned(),
            },
            Err(_) => Self {
                pid: 0,
                what: "it is just starting".to_owned(),
            },
        }
    }

    /// The refusal that names this holder.
    pub(super) fn refusal(self, data_dir: &Path) -> Error {
        Error::Held {
            data_dir: data_dir.to_path_buf(),
            pid: self.pid,
            what: self.what,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Holder;

    #[test]
    fn a_holder_is_read_back_as_it_signed() {
        let holder = Holder::parse("42 oin serve on 127.0.0.1:8080\n");
        assert_eq!(holder.pid, 42);
        assert_eq!(holder.what, "oin serve on 127.0.0.1:8080");
    }

    #[test]
    fn an_unsigned_lock_has_a_nameless_holder() {
        assert_eq!(Holder::parse("").pid, 0);
    }
}
