//! A certificate as it was given: its text, not yet its meaning.

use serde::{Deserialize, Serialize};

/// Why a certificate's text was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Longer than the limit.
    #[error("is longer than {} characters", Certificate::LIMIT)]
    TooLong,
    /// A private key was pasted.
    #[error("is a private key; give the certificate only, and replace that key")]
    PrivateKey,
    /// Not one PEM block and not base64.
    #[error("is not one certificate in PEM form (-----BEGIN CERTIFICATE-----)")]
    Form,
}

/// An X.509 certificate's DER bytes in base64 without line breaks.
///
/// Only the shape is checked here; expiry, key and algorithm are read by a
/// parser elsewhere and judged by the checks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Certificate(String);

impl Certificate {
    /// The most characters that may be given.
    pub const LIMIT: usize = 16_384;

    /// Reads one PEM block, or the bare base64 that metadata holds.
    ///
    /// # Errors
    /// [`CertificateError`] names what is wrong.
    pub fn parse(text: &str) -> Result<Self, CertificateError> {
        if text.len() > Self::LIMIT {
            return Err(CertificateError::TooLong);
        }
        if text.contains("PRIVATE KEY") {
            return Err(CertificateError::PrivateKey);
        }
        let body = match text.trim().strip_prefix("-----BEGIN CERTIFICATE-----") {
            Some(rest) => rest
                .strip_suffix("-----END CERTIFICATE-----")
                .ok_or(CertificateError::Form)?,
            None => text,
        };
        let body: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let digits = body.trim_end_matches('=');
        let padding = body.len() - digits.len();
        // DER starts with SEQUENCE (0x30), so its base64 starts with `M`.
        let good = body.len() >= 64
            && body.len().is_multiple_of(4)
            && padding <= 2
            && digits.starts_with('M')
            && digits
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/');
        if good {
            Ok(Self(body))
        } else {
            Err(CertificateError::Form)
        }
    }

    /// The base64 text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The certificate as a PEM block, 64 characters a line (RFC 7468).
    pub fn to_pem(&self) -> String {
        let mut pem = String::with_capacity(self.0.len() + self.0.len() / 64 + 60);
        pem.push_str("-----BEGIN CERTIFICATE-----\n");
        for (n, c) in self.0.chars().enumerate() {
            if n > 0 && n.is_multiple_of(64) {
                pem.push('\n');
            }
            pem.push(c);
        }
        pem.push_str("\n-----END CERTIFICATE-----\n");
        pem
    }
}

impl TryFrom<String> for Certificate {
    type Error = CertificateError;
    fn try_from(text: String) -> Result<Self, CertificateError> {
        Self::parse(&text)
    }
}

impl From<Certificate> for String {
    fn from(certificate: Certificate) -> String {
        certificate.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pem_and_bare_base64_are_the_same_certificate() {
        let bare = format!("MIID{}==", "A".repeat(122));
        let certificate = Certificate::parse(&bare).unwrap();
        assert_eq!(Certificate::parse(&certificate.to_pem()), Ok(certificate));
    }

    #[test]
    fn keys_and_other_texts_are_refused() {
        let key = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----";
        assert_eq!(Certificate::parse(key), Err(CertificateError::PrivateKey));
        assert_eq!(Certificate::parse("hello"), Err(CertificateError::Form));
        let open = format!("-----BEGIN CERTIFICATE-----\n{}", "M".repeat(64));
        assert_eq!(Certificate::parse(&open), Err(CertificateError::Form));
    }
}
