//! Pictures: stored files, named by keys that nobody can guess.

use serde::{Deserialize, Serialize};

use crate::text::Line;

/// Why a file's key was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is no stored file: its key has 64 characters of 0-9 and a-f")]
pub struct FileKeyError;

/// A stored file: 32 random bytes in lower-case hex. Whoever knows the key may see the picture, so
/// it is neither a number that can be counted up nor made from the picture, which others may have.
/// An org that brings the same picture again gets the same key.
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

    /// The key that 32 random bytes make.
    pub fn of(random: [u8; 32]) -> Self {
        use std::fmt::Write as _;
        let mut hex = String::with_capacity(64);
        for byte in random {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Self(hex)
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

crate::choices! {
    /// What a picture is for.
    PictureKind as "kind of picture" {
        /// The app's logo.
        Logo = "logo", "logo";
        /// A picture of the app, or of a step in its console.
        Screenshot = "screenshot", "screenshot";
    }
}

crate::choices! {
    /// In which size a picture is kept.
    PictureForm as "size" {
        /// A logo of 64 by 64 pixels.
        Small = "64", "64 by 64 pixels";
        /// A logo of 128 by 128 pixels.
        Medium = "128", "128 by 128 pixels";
        /// A logo of 256 by 256 pixels.
        Large = "256", "256 by 256 pixels";
        /// A screenshot, at most 2,560 pixels a side.
        Full = "full", "full size";
        /// A screenshot, at most 480 pixels a side.
        Thumbnail = "thumbnail", "thumbnail";
    }
}

impl PictureForm {
    /// The sizes in which a kind of picture is kept.
    pub const fn of(kind: PictureKind) -> &'static [Self] {
        match kind {
            PictureKind::Logo => &[Self::Small, Self::Medium, Self::Large],
            PictureKind::Screenshot => &[Self::Thumbnail, Self::Full],
        }
    }
}

/// The largest upload of a kind, in bytes.
pub const fn largest_upload(kind: PictureKind) -> usize {
    match kind {
        PictureKind::Logo => 1024 * 1024,
        PictureKind::Screenshot => 5 * 1024 * 1024,
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
