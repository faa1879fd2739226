//! Random texts that prove something by being known: cookies, links, API tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oin_store::Digest;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::VaultError;
use super::secret::{Secret, random};

/// 256 random bits for somebody to keep, and their SHA-256 for us. The hash needs neither salt nor
/// time: there is nothing to guess.
pub struct Ticket {
    /// What its holder gets, once: `prefix` and 43 characters of base64url.
    pub text: Secret,
    /// What we keep.
    pub hash: Digest,
}

impl Ticket {
    /// Draws a ticket; `prefix` is `oin_` for API tokens and empty elsewhere.
    ///
    /// # Errors
    /// [`VaultError::Randomness`].
    pub fn draw(prefix: &str) -> Result<Self, VaultError> {
        let bits = Zeroizing::new(random::<32>()?);
        let mut text = String::with_capacity(prefix.len() + 43);
        text.push_str(prefix);
        URL_SAFE_NO_PAD.encode_string(*bits, &mut text);
        Ok(Self {
            hash: digest(&text),
            text: Secret::from_text(text),
        })
    }
}

/// The hash by which a ticket that somebody shows is looked up.
pub fn digest(text: &str) -> Digest {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_are_long_and_never_alike() {
        let [one, two] = [0, 1].map(|_| Ticket::draw("oin_").unwrap());
        let text = one.text.text().unwrap();
        assert_eq!(text.len(), 47);
        assert!(text.starts_with("oin_"));
        assert!(
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
        assert_ne!(one.text.bytes(), two.text.bytes());
        assert_eq!(digest(text), one.hash);
        assert_ne!(one.hash, two.hash);
    }
}
