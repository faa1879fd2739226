//! The secret of the hook through which a mail service hands messages over, signed as Standard
//! Webhooks say.

use chrono::{DateTime, Utc};
use oin_protocol::standard_webhooks::{Signed, SigningKey};

use crate::config::{Hidden, SettingError};

/// The secret that the mail service shares with us.
pub struct HookKey(SigningKey);

impl HookKey {
    /// Reads the setting.
    ///
    /// # Errors
    /// A text that is no such secret; it is not repeated.
    pub fn read(secret: &Hidden) -> Result<Self, SettingError> {
        SigningKey::parse(secret.reveal().trim()).map(Self).map_err(|_| {
            SettingError::new(
                "OIN_MAIL_HOOK_SECRET",
                "must be whsec_ and the base64 of 24 to 64 random bytes",
            )
        })
    }

    /// Whether a call is signed with it and was made just now.
    pub fn accepts(&self, signed: &Signed<'_>, body: &[u8], now: DateTime<Utc>) -> bool {
        signed.verify([&self.0], body, now).is_ok()
    }
}
