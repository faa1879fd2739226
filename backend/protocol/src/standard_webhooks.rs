//! The signature of messages between servers, as <https://www.standardwebhooks.com> says:
//! HMAC-SHA256 over `id.timestamp.body`, with a secret that both sides know.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use ring::hmac;

/// How far the time that a message names may be from the reader's.
pub const SKEW: TimeDelta = TimeDelta::minutes(5);
/// What a secret begins with.
pub const PREFIX: &str = "whsec_";
/// How many bytes a secret has, at least and at most.
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// The header that names the message.
pub const ID: &str = "webhook-id";
/// The header with the time of the call, in seconds since 1970.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header with the signatures.
pub const SIGNATURE: &str = "webhook-signature";

/// The text is no secret: `whsec_` and the base64 of 24 to 64 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSecret;

/// A secret that both sides know. It can be neither printed nor read back.
pub struct SigningKey(hmac::Key);

impl SigningKey {
    /// Reads a secret.
    ///
    /// # Errors
    /// [`NoSecret`]; the text is not repeated.
    pub fn parse(secret: &str) -> Result<Self, NoSecret> {
        let bytes = secret
            .strip_prefix(PREFIX)
            .and_then(|text| STANDARD.decode(text).ok());
        let bytes = bytes
            .filter(|bytes| LENGTHS.contains(&bytes.len()))
            .ok_or(NoSecret)?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    /// The signature of a message, `v1,` and base64.
    pub fn sign(&self, id: &str, at: DateTime<Utc>, body: &[u8]) -> String {
        let tag = hmac::sign(&self.0, &signed(id, &at.timestamp().to_string(), body));
        format!("v1,{}", STANDARD.encode(tag))
    }
}

/// The secret that `bytes` are, as both sides write it down.
pub fn secret(bytes: &[u8; 32]) -> String {
    let mut text = String::with_capacity(PREFIX.len() + 44);
    text.push_str(PREFIX);
    STANDARD.encode_string(bytes, &mut text);
    text
}

/// What a message says of itself in its header.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`, in seconds since 1970.
    pub timestamp: &'a str,
    /// `webhook-signature`: one or more of `v1,<base64>` with blanks between them.
    pub signatures: &'a str,
}

/// Why a message is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No id, or one with a dot: the dot ends it in what is signed, so that the rest of such an id
    /// could be passed off as the time.
    Id,
    /// No time, or one that is no whole number.
    Timestamp,
    /// It was sent more than [`SKEW`] ago: somebody may be sending it again.
    TooOld,
    /// It is from the future by more than that.
    TooNew,
    /// There is no signature of a kind that is read.
    Unsigned,
    /// None of the signatures fits.
    Signature,
}

impl Signed<'_> {
    /// What can be judged before the body is read: the id, the time, and that it is signed at all.
    ///
    /// # Errors
    /// A [`Refusal`] other than [`Refusal::Signature`].
    pub fn judge(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.judge_id()?;
        self.judge_time(now)?;
        self.each().next().map(drop).ok_or(Refusal::Unsigned)
    }

    /// Whether the id is one.
    ///
    /// # Errors
    /// [`Refusal::Id`].
    pub fn judge_id(&self) -> Result<(), Refusal> {
        if self.id.is_empty() || self.id.contains('.') {
            return Err(Refusal::Id);
        }
        Ok(())
    }

    /// When it was sent, as it says, which must be about `now`.
    ///
    /// # Errors
    /// [`Refusal::Timestamp`], [`Refusal::TooOld`], [`Refusal::TooNew`].
    pub fn judge_time(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
        let at = self.sent_at()?;
        if now - at > SKEW {
            return Err(Refusal::TooOld);
        }
        if at - now > SKEW {
            return Err(Refusal::TooNew);
        }
        Ok(at)
    }

    /// When it was sent, as it says.
    ///
    /// # Errors
    /// [`Refusal::Timestamp`].
    pub fn sent_at(&self) -> Result<DateTime<Utc>, Refusal> {
        let digits = !self.timestamp.is_empty() && self.timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let seconds: Option<i64> = digits.then(|| self.timestamp.parse().ok()).flatten();
        let at = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        at.ok_or(Refusal::Timestamp)
    }

    /// Whether a message was signed with one of `keys` just now. Signatures are compared in
    /// constant time.
    ///
    /// # Errors
    /// A [`Refusal`].
    pub fn verify<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k SigningKey>,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        self.judge(now)?;
        self.judge_signature(keys, body)
    }

    /// Whether a message was signed with one of `keys`, whenever that was: for looking at a message
    /// that was kept. Whoever acts on messages asks [`Signed::verify`].
    ///
    /// # Errors
    /// [`Refusal::Unsigned`], [`Refusal::Signature`].
    pub fn judge_signature<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k SigningKey>,
        body: &[u8],
    ) -> Result<(), Refusal> {
        self.each().next().map(drop).ok_or(Refusal::Unsigned)?;
        let signed = signed(self.id, self.timestamp, body);
        let fits = |key: &SigningKey| {
            self.each()
                .any(|signature| hmac::verify(&key.0, &signed, &signature).is_ok())
        };
        match keys.into_iter().any(fits) {
            true => Ok(()),
            false => Err(Refusal::Signature),
        }
    }

    /// The signatures of the kind that is read here; those of other kinds are for others.
    fn each(&self) -> impl Iterator<Item = Vec<u8>> {
        let versions = self.signatures.split(' ');
        let ours = versions.filter_map(|one| one.strip_prefix("v1,"));
        ours.filter_map(|one| STANDARD.decode(one).ok())
    }
}

/// What is signed.
fn signed(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    let mut signed = Vec::with_capacity(id.len() + timestamp.len() + body.len() + 2);
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        signed.extend_from_slice(part);
    }
    signed
}

#[cfg(test)]
mod tests;
