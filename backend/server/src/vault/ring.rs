//! The keys that are not in the database, as the key file holds them.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oin_domain::choice::Choice;
use oin_domain::choices;
use zeroize::Zeroizing;

use super::VaultError;
use super::secret::{Secret, random, random_key};

choices! {
    /// What a key is for.
    Purpose as "purpose" {
        /// Wraps the data keys.
        Wrap = "wrap", "Wraps the keys of orgs";
        /// Goes into the hashes of passwords.
        Pepper = "pepper", "Goes into passwords";
    }
}

choices! {
    /// What may be done with a key.
    KeyState as "state" {
        /// New things are made with it; one a purpose.
        Valid = "valid", "in use";
        /// What was made with it still opens.
        Retained = "retained", "opens what was made with it";
        /// Nothing: it may be known to others.
        Revoked = "revoked", "not used at all";
    }
}

/// A key of 256 bits.
pub struct Key {
    id: String,
    purpose: Purpose,
    state: KeyState,
    secret: Secret,
}

impl Key {
    /// A new key that is in use.
    ///
    /// # Errors
    /// [`VaultError::Randomness`].
    pub(super) fn generate(purpose: Purpose) -> Result<Self, VaultError> {
        let mut id = String::from("k");
        for byte in random::<8>()? {
            // Writing to a string does not fail.
            let _ = write!(id, "{byte:02x}");
        }
        Ok(Self {
            id,
            purpose,
            state: KeyState::Valid,
            secret: random_key()?,
        })
    }

    /// Its name, which is not secret.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// What may be done with it.
    pub fn state(&self) -> KeyState {
        self.state
    }

    /// The key itself.
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }
}

/// Every key. For each purpose exactly one is valid.
pub struct Ring {
    keys: Vec<Key>,
    // Where the valid one of each purpose stands in `keys`.
    wrap: usize,
    pepper: usize,
}

/// Why a text is no ring. Names lines and ids, never a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    /// A line is not `purpose id state key`.
    #[error("entry {0} is not `purpose id state key`")]
    Form(usize),
    /// A key is not 32 bytes in base64.
    #[error("the key {0} is not 32 bytes in base64")]
    Length(String),
    /// A key that nobody drew at random.
    #[error("the key {0} repeats itself: draw one with `openssl rand -base64 32`")]
    Weak(String),
    /// Two keys have one name.
    #[error("two keys are called {0}")]
    Twice(String),
    /// None or several keys of a purpose are valid.
    #[error("needs exactly one valid key for `{0}`, has {1}")]
    Valid(Purpose, usize),
}

impl Ring {
    /// A ring with one new key for each purpose.
    ///
    /// # Errors
    /// [`VaultError::Randomness`].
    pub(super) fn generate() -> Result<Self, VaultError> {
        Ok(Self {
            keys: vec![Key::generate(Purpose::Wrap)?, Key::generate(Purpose::Pepper)?],
            wrap: 0,
            pepper: 1,
        })
    }

    /// Reads a ring: entries are lines, or separated by `;` where a setting cannot hold lines;
    /// `#` begins a comment.
    ///
    /// # Errors
    /// [`RingError`].
    pub(super) fn parse(text: &str) -> Result<Self, RingError> {
        let mut keys: Vec<Key> = Vec::new();
        for (number, entry) in (1..).zip(text.split(['\n', ';'])) {
            let entry = entry.trim();
            if entry.is_empty() || entry.starts_with('#') {
                continue;
            }
            let key = read(entry, number)?;
            if keys.iter().any(|other| other.id == key.id) {
                return Err(RingError::Twice(key.id));
            }
            keys.push(key);
        }
        Self::of(keys)
    }

    fn of(keys: Vec<Key>) -> Result<Self, RingError> {
        let valid = |purpose| {
            let mut found = (0..)
                .zip(&keys)
                .filter(|(_, key)| key.purpose == purpose && key.state == KeyState::Valid);
            match (found.next(), found.count()) {
                (Some((at, _)), 0) => Ok(at),
                (None, _) => Err(RingError::Valid(purpose, 0)),
                (Some(_), more) => Err(RingError::Valid(purpose, 1 + more)),
            }
        };
        let (wrap, pepper) = (valid(Purpose::Wrap)?, valid(Purpose::Pepper)?);
        Ok(Self { keys, wrap, pepper })
    }

    /// The ring as its file holds it.
    pub(super) fn text(&self) -> Zeroizing<String> {
        // Room for all of it, so that it never moves and leaves a copy behind.
        let mut text = Zeroizing::new(String::with_capacity(HEAD.len() + self.keys.len() * 160));
        text.push_str(HEAD);
        for key in &self.keys {
            let secret = Zeroizing::new(STANDARD.encode(key.secret.bytes()));
            for part in [
                key.purpose.as_str(),
                " ",
                &key.id,
                " ",
                key.state.as_str(),
                " ",
                &secret,
                "\n",
            ] {
                text.push_str(part);
            }
        }
        text
    }

    /// This ring with a new valid key for `purpose`; the one before is retained.
    ///
    /// # Errors
    /// [`VaultError::Randomness`].
    pub(super) fn rotated(mut self, purpose: Purpose) -> Result<Self, VaultError> {
        let at = match purpose {
            Purpose::Wrap => &mut self.wrap,
            Purpose::Pepper => &mut self.pepper,
        };
        self.keys[*at].state = KeyState::Retained;
        *at = self.keys.len();
        self.keys.push(Key::generate(purpose)?);
        Ok(self)
    }

    /// This ring without a key that is not valid; unchanged when it has none of that name.
    pub(super) fn without(self, id: &str) -> Result<Self, RingError> {
        let keys = self.keys.into_iter();
        Self::of(
            keys.filter(|key| key.id != id || key.state == KeyState::Valid)
                .collect(),
        )
    }

    /// The key that new things are made with.
    pub fn valid(&self, purpose: Purpose) -> &Key {
        match purpose {
            Purpose::Wrap => &self.keys[self.wrap],
            Purpose::Pepper => &self.keys[self.pepper],
        }
    }

    /// The key of that name, unless it was revoked.
    pub fn usable(&self, purpose: Purpose, id: &str) -> Option<&Key> {
        self.keys
            .iter()
            .find(|key| key.purpose == purpose && key.id == id && key.state != KeyState::Revoked)
    }

    /// All keys, for listing their names.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }
}

const HEAD: &str = "# oin's keys: whoever has this file and the database has every secret in it.
# Keep a copy, apart from the database's backups: without it no secret ever opens again.
# purpose id state key
";

fn read(entry: &str, number: usize) -> Result<Key, RingError> {
    let mut parts = entry.split_whitespace();
    let form = || RingError::Form(number);
    let (Some(purpose), Some(id), Some(state), Some(secret), None) = (
        parts.next().and_then(Purpose::parse),
        parts.next(),
        parts.next().and_then(KeyState::parse),
        parts.next(),
        parts.next(),
    ) else {
        return Err(form());
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if id.len() > 64 || !id.chars().all(plain) {
        return Err(form());
    }
    let secret = STANDARD
        .decode(secret)
        .map(Secret::new)
        .ok()
        .filter(|secret| secret.bytes().len() == 32)
        .ok_or_else(|| RingError::Length(id.to_owned()))?;
    // A key drawn at random has some 30 different bytes; one typed or filled in has a few.
    let mut different = [false; 256];
    for byte in secret.bytes() {
        different[usize::from(*byte)] = true;
    }
    if different.iter().filter(|seen| **seen).count() < 16 {
        return Err(RingError::Weak(id.to_owned()));
    }
    Ok(Key {
        id: id.to_owned(),
        purpose,
        state,
        secret,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> RingError {
        Ring::parse(text).err().unwrap()
    }

    #[test]
    fn a_ring_survives_being_written_and_read() {
        let ring = Ring::generate().unwrap().rotated(Purpose::Wrap).unwrap();
        let again = Ring::parse(&ring.text()).unwrap();
        let facts = |ring: &Ring| -> Vec<_> {
            ring.keys()
                .iter()
                .map(|key| {
                    (
                        key.id.clone(),
                        key.purpose,
                        key.state,
                        key.secret.bytes().to_vec(),
                    )
                })
                .collect()
        };
        assert_eq!(facts(&ring), facts(&again));
        let setting = ring
            .text()
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect::<Vec<_>>()
            .join("; ");
        assert_eq!(facts(&ring), facts(&Ring::parse(&setting).unwrap()));
    }

    #[test]
    fn only_a_revoked_key_is_of_no_use() {
        let ring = Ring::generate().unwrap();
        let first = ring.valid(Purpose::Wrap).id().to_owned();
        let ring = ring.rotated(Purpose::Wrap).unwrap();
        assert_ne!(ring.valid(Purpose::Wrap).id(), first);
        assert!(ring.usable(Purpose::Wrap, &first).is_some());
        assert!(ring.usable(Purpose::Pepper, &first).is_none());
        let revoked = Ring::parse(&ring.text().replace("retained", "revoked")).unwrap();
        assert!(revoked.usable(Purpose::Wrap, &first).is_none());
        let valid = ring.valid(Purpose::Wrap).id().to_owned();
        let ring = ring.without(&first).unwrap().without(&valid).unwrap();
        assert!(ring.usable(Purpose::Wrap, &first).is_none());
        assert_eq!(ring.valid(Purpose::Wrap).id(), valid);
    }

    #[test]
    fn what_is_no_ring_is_refused_without_telling_a_key() {
        let ring = Ring::generate().unwrap();
        let text = ring.text();
        let wrap = ring.valid(Purpose::Wrap);
        let line = text.lines().find(|line| line.starts_with("wrap")).unwrap();
        assert_eq!(refused(""), RingError::Valid(Purpose::Wrap, 0));
        assert_eq!(refused(line), RingError::Valid(Purpose::Pepper, 0));
        assert_eq!(refused("wrap a valid"), RingError::Form(1));
        assert_eq!(refused("wrap a valid b c"), RingError::Form(1));
        assert_eq!(refused("key a valid b"), RingError::Form(1));
        assert_eq!(refused("wrap a.b valid b"), RingError::Form(1));
        assert_eq!(refused("wrap a valid c2hvcnQ="), RingError::Length("a".into()));
        let zeros = STANDARD.encode([0; 32]);
        assert_eq!(
            refused(&format!("wrap a valid {zeros}")),
            RingError::Weak("a".into())
        );
        let twice = format!("{line};{line}");
        assert_eq!(refused(&twice), RingError::Twice(wrap.id().to_owned()));
        let other = line.replace(wrap.id(), "other");
        assert_eq!(
            refused(&format!("{}{other}", text.as_str())),
            RingError::Valid(Purpose::Wrap, 2)
        );
    }
}
