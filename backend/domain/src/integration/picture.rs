//! Pictures: stored files, named by what is in them.

use serde::{Deserialize, Serialize};

use crate::text::Line;

/// Why a file's key was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is no stored file: its key has 64 characters of 0-9 and a-f")]
pub struct FileKeyError;

/// A stored file: the SHA-256 of its re-encoded bytes, in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileKey(String);

impl FileKey {
    /// Checks `text`.
    ///
    /// # Errors
    /// [`FileKeyError`] when it is not 64 lower-case hex digits.
    pub fn parse(text: &str) -> Result<Self, FileKeyError> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 64 && text.bytes().all(hex) {
            Ok(Self(text.to_owned()))
        } else {
            Err(FileKeyError)
        }
    }

    /// The key itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FileKey {
    type Error = FileKeyError;
    fn try_from(text: String) -> Result<Self, FileKeyError> {
        Self::parse(&text)
    }
}

impl From<FileKey> for String {
    fn from(key: FileKey) -> String {
        key.0
    }
}

/// A picture of the app, with what it shows for people who do not see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screenshot {
    /// The picture.
    pub file: FileKey,
    /// What it shows.
    pub caption: Line,
}
