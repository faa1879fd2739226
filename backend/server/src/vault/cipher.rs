//! Sealing and wrapping: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03 over RFC 8439), with a
//! random nonce of 192 bits, so that no counter has to be kept.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use oin_domain::ids::{DataKeyId, OrgId};
use uuid::Uuid;

use super::VaultError;
use super::ring::Key;
use super::secret::{self, Secret};

/// The form of the associated data below.
pub(super) const VERSION: i16 = 1;

const NONCE: usize = 24;

/// All that a sealed secret is bound to.
pub(super) struct Bound<'a> {
    pub(super) place: &'a str,
    pub(super) row: Uuid,
    pub(super) field: &'a str,
    pub(super) org: Option<OrgId>,
    pub(super) target: &'a str,
    pub(super) key: DataKeyId,
    pub(super) version: i16,
    pub(super) revision: i64,
}

impl Bound<'_> {
    /// Nonce, ciphertext and tag.
    pub(super) fn seal(&self, key: &Secret, secret: &Secret) -> Result<Vec<u8>, VaultError> {
        encrypt(key, secret.bytes(), &self.associated()).and_then(|sealed| sealed.ok_or_else(|| self.error()))
    }

    pub(super) fn open(&self, key: &Secret, sealed: &[u8]) -> Result<Secret, VaultError> {
        if self.version != VERSION {
            return Err(self.error());
        }
        decrypt(key, sealed, &self.associated()).ok_or_else(|| self.error())
    }

    fn error(&self) -> VaultError {
        VaultError::Unopenable {
            place: self.place.to_owned(),
            row: self.row,
            field: self.field.to_owned(),
        }
    }

    fn associated(&self) -> Vec<u8> {
        let mut data = Associated::of("oin sealed secret");
        data.bytes(&self.version.to_be_bytes());
        data.text(self.place);
        data.bytes(self.row.as_bytes());
        data.text(self.field);
        data.org(self.org);
        data.text(self.target);
        data.bytes(self.key.0.as_bytes());
        data.bytes(&self.revision.to_be_bytes());
        data.0
    }
}

/// Wraps a data key: nonce, ciphertext and tag, 72 bytes.
pub(super) fn wrap(
    wrapping: &Key,
    id: DataKeyId,
    org: Option<OrgId>,
    key: &Secret,
) -> Result<Vec<u8>, VaultError> {
    encrypt(wrapping.secret(), key.bytes(), &wrapped_as(wrapping, id, org))?.ok_or(VaultError::WrongKey(id))
}

/// Opens a wrapped data key; `None` when it is not what this key wrapped for this org.
pub(super) fn unwrap(wrapping: &Key, id: DataKeyId, org: Option<OrgId>, wrapped: &[u8]) -> Option<Secret> {
    decrypt(wrapping.secret(), wrapped, &wrapped_as(wrapping, id, org)).filter(|key| key.bytes().len() == 32)
}

fn wrapped_as(wrapping: &Key, id: DataKeyId, org: Option<OrgId>) -> Vec<u8> {
    let mut data = Associated::of("oin data key");
    data.bytes(&VERSION.to_be_bytes());
    data.bytes(id.0.as_bytes());
    data.org(org);
    data.text(wrapping.id());
    data.0
}

/// Associated data: every part with its length before it, so that no two lists of parts are the
/// same bytes.
struct Associated(Vec<u8>);

impl Associated {
    fn of(what: &str) -> Self {
        let mut data = Self(Vec::with_capacity(256));
        data.text(what);
        data
    }

    fn bytes(&mut self, part: &[u8]) {
        self.0.extend_from_slice(&(part.len() as u64).to_be_bytes());
        self.0.extend_from_slice(part);
    }

    fn text(&mut self, part: &str) {
        self.bytes(part.as_bytes());
    }

    fn org(&mut self, org: Option<OrgId>) {
        match org {
            Some(org) => self.bytes(org.0.as_bytes()),
            None => self.bytes(&[]),
        }
    }
}

fn encrypt(key: &Secret, clear: &[u8], associated: &[u8]) -> Result<Option<Vec<u8>>, VaultError> {
    let Ok(cipher) = XChaCha20Poly1305::new_from_slice(key.bytes()) else {
        return Ok(None);
    };
    let nonce: [u8; NONCE] = secret::random()?;
    let payload = Payload {
        msg: clear,
        aad: associated,
    };
    let Ok(ciphertext) = cipher.encrypt(&XNonce::from(nonce), payload) else {
        return Ok(None);
    };
    let mut sealed = nonce.to_vec();
    sealed.extend_from_slice(&ciphertext);
    Ok(Some(sealed))
}

fn decrypt(key: &Secret, sealed: &[u8], associated: &[u8]) -> Option<Secret> {
    let cipher = XChaCha20Poly1305::new_from_slice(key.bytes()).ok()?;
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>()?;
    let payload = Payload {
        msg: ciphertext,
        aad: associated,
    };
    cipher
        .decrypt(&XNonce::from(*nonce), payload)
        .ok()
        .map(Secret::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(key: DataKeyId) -> Bound<'static> {
        Bound {
            place: "test_logins",
            row: Uuid::from_u128(1),
            field: "password",
            org: Some(OrgId(Uuid::from_u128(2))),
            target: "https://app.example",
            key,
            version: VERSION,
            revision: 7,
        }
    }

    #[test]
    fn a_secret_opens_only_where_it_was_sealed() {
        let id = DataKeyId(Uuid::from_u128(3));
        let (key, other) = (secret::random_key().unwrap(), secret::random_key().unwrap());
        let clear = Secret::from_text("hunter2".into());
        let sealed = bound(id).seal(&key, &clear).unwrap();
        assert_eq!(
            bound(id).open(&key, &sealed).ok().unwrap().text(),
            Some("hunter2")
        );
        let moved = [
            Bound {
                place: "contacts",
                ..bound(id)
            },
            Bound {
                row: Uuid::from_u128(9),
                ..bound(id)
            },
            Bound {
                field: "token",
                ..bound(id)
            },
            Bound {
                org: Some(OrgId(Uuid::from_u128(9))),
                ..bound(id)
            },
            Bound {
                org: None,
                ..bound(id)
            },
            Bound {
                target: "https://evil.example",
                ..bound(id)
            },
            Bound {
                target: "",
                ..bound(id)
            },
            Bound {
                key: DataKeyId(Uuid::from_u128(9)),
                ..bound(id)
            },
            Bound {
                version: 2,
                ..bound(id)
            },
            Bound {
                revision: 6,
                ..bound(id)
            },
        ];
        for (n, elsewhere) in moved.iter().enumerate() {
            let refused = elsewhere.open(&key, &sealed).err().unwrap();
            assert!(matches!(refused, VaultError::Unopenable { .. }), "{n}");
        }
        assert!(bound(id).open(&other, &sealed).is_err());
        for bit in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(bound(id).open(&key, &flipped).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(bound(id).open(&key, &sealed[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn no_two_sealings_are_alike() {
        let id = DataKeyId(Uuid::from_u128(3));
        let key = secret::random_key().unwrap();
        let clear = Secret::from_text("hunter2".into());
        let [one, two] = [0, 1].map(|_| bound(id).seal(&key, &clear).unwrap());
        assert_ne!(one[..NONCE], two[..NONCE]);
        assert_ne!(one[NONCE..], two[NONCE..]);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let id = DataKeyId(Uuid::from_u128(3));
        let one = Bound {
            place: "ab",
            field: "c",
            ..bound(id)
        };
        let two = Bound {
            place: "a",
            field: "bc",
            ..bound(id)
        };
        assert_ne!(one.associated(), two.associated());
    }
}
