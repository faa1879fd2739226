//! The server's log file: kept small, and quoted when the server does not start.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::error::Error;

/// A log that has grown beyond this many bytes is set aside at the next start, in place of the
/// one set aside before.
const LARGEST: u64 = 10 * 1024 * 1024;
/// How many bytes and lines of it a message quotes.
const QUOTED_BYTES: u64 = 8 * 1024;
const QUOTED_LINES: usize = 12;

/// `pg.log` in the data folder.
#[derive(Debug, Clone)]
pub(super) struct Log {
    path: PathBuf,
}

impl Log {
    pub(super) fn of(data_dir: &Path) -> Self {
        Self {
            path: data_dir.join("pg.log"),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the log for a server that is about to start, and says how long it is so far.
    pub(super) fn open(&self) -> Result<(File, u64), Error> {
        if self.path.metadata().is_ok_and(|found| found.len() > LARGEST) {
            std::fs::rename(&self.path, self.path.with_extension("log.1"))
                .map_err(Error::files("rename", &self.path))?;
        }
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&self.path)
            .map_err(Error::files("open", &self.path))?;
        let length = file.metadata().map_or(0, |found| found.len());
        Ok((file, length))
    }

    /// The last lines that were written after the first `start` bytes.
    pub(super) fn tail(&self, start: u64) -> String {
        let text = self.read_tail(start).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(QUOTED_LINES)..].join("\n")
    }

    fn read_tail(&self, start: u64) -> std::io::Result<String> {
        let mut file = File::open(&self.path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(start.max(length.saturating_sub(QUOTED_BYTES))))?;
        let mut bytes = Vec::new();
        file.take(QUOTED_BYTES).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
