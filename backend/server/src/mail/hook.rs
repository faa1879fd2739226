//! The signature of the hook through which a mail service hands messages over: that of Standard
//! Webhooks, HMAC-SHA256 over `id.timestamp.body`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::config::{Hidden, SettingError};

/// How far a call's time may be from ours.
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// The secret that the mail service shares with us.
pub struct HookKey(Vec<u8>);

/// What a call says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`, in seconds since 1970.
    pub timestamp: &'a str,
    /// `webhook-signature`: one or more of `v1,<base64>` with blanks between them.
    pub signatures: &'a str,
}

impl HookKey {
    /// Reads the setting.
    ///
    /// # Errors
    /// A text that is no such secret; it is not repeated.
    pub fn read(secret: &Hidden) -> Result<Self, SettingError> {
        let bytes = secret
            .reveal()
            .strip_prefix(PREFIX)
            .and_then(|text| STANDARD.decode(text.trim()).ok())
            .filter(|bytes| (24..=64).contains(&bytes.len()));
        bytes.map(Self).ok_or_else(|| {
            SettingError::new(
                "OIN_MAIL_HOOK_SECRET",
                "must be whsec_ and the base64 of 24 to 64 random bytes",
            )
        })
    }

    /// Whether a call is signed with it and was made just now.
    pub fn accepts(&self, signed: &Signed<'_>, body: &[u8], now: DateTime<Utc>) -> bool {
        signed.is_recent(now) && signed.each().any(|one| self.made(signed, body, &one))
    }

    fn made(&self, signed: &Signed<'_>, body: &[u8], signature: &[u8]) -> bool {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return false;
        };
        mac.update(format!("{}.{}.", signed.id, signed.timestamp).as_bytes());
        mac.update(body);
        // It compares in constant time.
        mac.verify_slice(signature).is_ok()
    }
}

impl Signed<'_> {
    /// Whether it says that it was made just now and is signed at all: what can be asked before the
    /// body is read.
    pub fn is_recent(&self, now: DateTime<Utc>) -> bool {
        let at = self.timestamp.parse().ok();
        let at = at.and_then(|at| DateTime::from_timestamp(at, 0));
        let recent = at.is_some_and(|at| (now - at).abs() <= SKEW);
        recent && !self.id.is_empty() && self.each().next().is_some()
    }

    fn each(&self) -> impl Iterator<Item = Vec<u8>> {
        let versions = self.signatures.split(' ');
        let ours = versions.filter_map(|one| one.strip_prefix("v1,"));
        ours.filter_map(|one| STANDARD.decode(one).ok())
    }
}
