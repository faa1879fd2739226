//! A secret while it is in clear.

use zeroize::Zeroizing;

use super::VaultError;

/// Bytes that must not get out. Wiped when dropped; it can be neither printed, nor copied, nor
/// turned into JSON:
///
/// ```compile_fail
/// let secret = oin_server::vault::Secret::from_text("hunter2".to_owned());
/// println!("{secret:?}");
/// ```
///
/// ```compile_fail
/// let secret = oin_server::vault::Secret::from_text("hunter2".to_owned());
/// serde_json::to_string(&secret);
/// ```
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes bytes over.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Takes a text over.
    pub fn from_text(text: String) -> Self {
        Self::new(text.into_bytes())
    }

    /// The bytes, for the one who needs them.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text, when it is one.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

/// `N` bytes from the system's generator.
///
/// # Errors
/// [`VaultError::Randomness`].
pub(super) fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(VaultError::Randomness)?;
    Ok(bytes)
}

/// A new key of 256 bits.
pub(super) fn random_key() -> Result<Secret, VaultError> {
    // Filled in place: no copy is left on the stack.
    let mut key = Secret::new(vec![0; 32]);
    getrandom::fill(&mut key.0).map_err(VaultError::Randomness)?;
    Ok(key)
}
