//! The algorithms: which there are, and the sums.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaParameters,
    UnparsedPublicKey,
};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::x509::{Key, KeyKind};

/// The hash functions that are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// By the URI of a `DigestMethod` (RFC 9231 §2.1).
    pub(super) fn from_uri(uri: &str) -> Option<Self> {
        match uri {
            "http://www.w3.org/2001/04/xmlenc#sha256" => Some(Self::Sha256),
            "http://www.w3.org/2001/04/xmldsig-more#sha384" => Some(Self::Sha384),
            "http://www.w3.org/2001/04/xmlenc#sha512" => Some(Self::Sha512),
            _ => None,
        }
    }

    pub(super) fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

/// A `SignatureMethod` that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Rsa(Hash),
    Ecdsa(Hash),
}

impl Method {
    /// By its URI (RFC 9231 §2.3).
    pub(super) fn from_uri(uri: &str) -> Option<Self> {
        let name = uri.strip_prefix("http://www.w3.org/2001/04/xmldsig-more#")?;
        let hash = match name.split_once("-sha")?.1 {
            "256" => Hash::Sha256,
            "384" => Hash::Sha384,
            "512" => Hash::Sha512,
            _ => return None,
        };
        match name.split_once('-')?.0 {
            "rsa" => Some(Self::Rsa(hash)),
            "ecdsa" => Some(Self::Ecdsa(hash)),
            _ => None,
        }
    }

    pub(super) fn is_rsa(self) -> bool {
        matches!(self, Self::Rsa(_))
    }
}

/// True when `value` is the signature of `message` by `key`.
pub(super) fn verifies(method: Method, key: &Key, message: &[u8], value: &[u8]) -> bool {
    match method {
        Method::Rsa(hash) => {
            let parameters: &RsaParameters = match hash {
                Hash::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
                Hash::Sha384 => &RSA_PKCS1_2048_8192_SHA384,
                Hash::Sha512 => &RSA_PKCS1_2048_8192_SHA512,
            };
            UnparsedPublicKey::new(parameters, &key.bytes)
                .verify(message, value)
                .is_ok()
        }
        Method::Ecdsa(hash) => ecdsa_verifies(key, &hash.of(message), value),
    }
}

/// ECDSA over a finished hash. XML Signature carries `r` and `s` side by side (RFC 4050 §3.3), each as long as
/// the curve's field. Any hash may meet any curve, which ring does not offer.
fn ecdsa_verifies(key: &Key, hash: &[u8], value: &[u8]) -> bool {
    macro_rules! verify {
        ($curve:ident, $hash:expr) => {{
            let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(&key.bytes);
            let value = $curve::ecdsa::Signature::from_slice(value);
            matches!((key, value), (Ok(key), Ok(value)) if key.verify_prehash($hash, &value).is_ok())
        }};
    }
    match key.kind {
        KeyKind::P256 => verify!(p256, hash),
        KeyKind::P384 => verify!(p384, hash),
        KeyKind::P521 => {
            // The library wants at least half the field; zeros in front do not change the number.
            let mut field = [0; 66];
            let start = field.len().saturating_sub(hash.len());
            field
                .get_mut(start..)
                .into_iter()
                .for_each(|tail| tail.copy_from_slice(hash));
            verify!(p521, &field)
        }
        KeyKind::Rsa | KeyKind::Other => false,
    }
}
