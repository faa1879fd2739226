//! A key of the world that signs: the provider's tokens and a vendor's metadata.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rcgen::KeyPair;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};

/// An ECDSA key on P-256, made at start.
pub(super) struct Signer {
    key: EcdsaKeyPair,
    certified: KeyPair,
    random: SystemRandom,
}

impl Signer {
    pub(super) fn new() -> anyhow::Result<Self> {
        let certified = KeyPair::generate()?;
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let key = EcdsaKeyPair::from_pkcs8(algorithm, certified.serialized_der(), &random)
            .map_err(|error| anyhow::anyhow!("a key cannot be read: {error}"))?;
        Ok(Self {
            key,
            certified,
            random,
        })
    }

    /// The signature over `bytes`: r and s, 32 bytes each, with SHA-256.
    pub(super) fn sign(&self, bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
        let signature = self.key.sign(&self.random, bytes);
        let signature = signature.map_err(|_| anyhow::anyhow!("no randomness to sign with"))?;
        Ok(signature.as_ref().to_vec())
    }

    /// The same key, to make certificates for it.
    pub(super) fn key_pair(&self) -> &KeyPair {
        &self.certified
    }

    /// The public key's coordinates x and y, as a JSON Web Key carries them.
    pub(super) fn coordinates(&self) -> (String, String) {
        // An uncompressed point: 4, x, y.
        let point = self.key.public_key().as_ref();
        let (x, y) = point.get(1..).unwrap_or_default().split_at(32);
        (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y))
    }
}
