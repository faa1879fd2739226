//! Texts that only we can have made: addresses that we hand out and recognise again.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{Key, KeyState, Purpose, Secret, Vault};

impl Vault {
    /// A code over `parts` for one purpose, which is never that of another purpose or of parts that
    /// are divided otherwise. Made with a key of the key file.
    pub fn code(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        code(self.ring().valid(Purpose::Pepper), purpose, parts)
    }

    /// A code over `parts` for one purpose, under a key that is itself a sealed secret.
    pub fn code_under(key: &Secret, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        framed(&hmac(key.bytes(), &[b"oin code v1:", purpose.as_bytes()]), parts)
    }

    /// Every code that this key file could have made over `parts`: while keys change, what was
    /// made with a retained one is still ours.
    pub fn codes(&self, purpose: &str, parts: &[&[u8]]) -> Vec<[u8; 32]> {
        let ring = self.ring();
        let usable = ring
            .keys()
            .iter()
            .filter(|key| key.purpose() == Purpose::Pepper && key.state() != KeyState::Revoked);
        usable.map(|key| code(key, purpose, parts)).collect()
    }
}

/// HMAC-SHA256 under a key of its own, which is itself the HMAC of the purpose: passwords' keyed
/// hashes and these codes have nothing in common.
fn code(key: &Key, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
    framed(
        &hmac(key.secret().bytes(), &[b"oin code v1:", purpose.as_bytes()]),
        parts,
    )
}

fn framed(own: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut framed: Vec<u8> = Vec::new();
    for part in parts {
        framed.extend_from_slice(&(part.len() as u64).to_be_bytes());
        framed.extend_from_slice(part);
    }
    hmac(own, &[&framed])
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // A key of any length is one: this does not fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
