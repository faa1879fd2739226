//! X.509 certificates as metadata carries them (RFC 5280, base64 of DER).

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;

use crate::finding::{Code, Finding, Place};

/// Smallest RSA key that is not weak, in bits (NIST SP 800-131A).
pub const MIN_RSA_BITS: u32 = 2_048;
/// Days before its end from which on a certificate is worth a warning.
pub const SOON_DAYS: i64 = 30;

/// A certificate, as far as oin needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The certificate itself, DER.
    pub der: Vec<u8>,
    /// SHA-256 of the DER, in lower-case hex.
    pub fingerprint: String,
    /// The subject, as RFC 4514 writes names.
    pub subject: String,
    /// The issuer, likewise; equal to the subject for a self-signed certificate.
    pub issuer: String,
    /// The first moment of its validity.
    pub not_before: DateTime<Utc>,
    /// The last moment of its validity.
    pub not_after: DateTime<Utc>,
    /// The public key.
    pub key: Key,
    /// What the certificate itself was signed with.
    pub signature_algorithm: SignatureAlgorithm,
}

/// A public key: its kind and its bytes as the certificate holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The kind.
    pub kind: KeyKind,
    /// The size in bits: of the modulus, or of the curve's field. 0 when it is not known.
    pub bits: u32,
    /// The content of `subjectPublicKey`: an `RSAPublicKey` in DER, or the curve's point (SEC 1).
    pub bytes: Vec<u8>,
}

/// The kinds of key that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA.
    Rsa,
    /// The curve P-256 (secp256r1).
    P256,
    /// The curve P-384 (secp384r1).
    P384,
    /// The curve P-521 (secp521r1).
    P521,
    /// Any other.
    Other,
}

impl KeyKind {
    /// The kind's name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Other => "another kind",
        }
    }
}

/// What a certificate was signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureAlgorithm {
    /// The object identifier, dotted.
    pub oid: String,
    /// The name for people; the object identifier when it has none here.
    pub name: String,
    /// True for MD2, MD5 and SHA-1.
    pub weak: bool,
}

impl Certificate {
    /// Reads the base64 text of an `X509Certificate` element. Line breaks, and the lines around a PEM
    /// block, are allowed: many tools leave them in.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn from_base64(text: &str) -> Result<Self, String> {
        if text.contains("PRIVATE KEY") || text.contains("PRIVATEKEY") {
            return Err(
                "This is a private key. Keep it secret, and replace it if it was shown to others.".into(),
            );
        }
        let body: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let body = body.strip_prefix("-----BEGINCERTIFICATE-----").unwrap_or(&body);
        let body = body.strip_suffix("-----ENDCERTIFICATE-----").unwrap_or(body);
        if body.is_empty() {
            return Err("The certificate is empty.".into());
        }
        let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, config);
        let der = engine
            .decode(body)
            .map_err(|error| format!("The certificate is not base64: {error}."))?;
        Self::from_der(&der)
    }

    /// Reads a certificate in DER.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn from_der(der: &[u8]) -> Result<Self, String> {
        let (rest, parsed) =
            X509Certificate::from_der(der).map_err(|_| "This is not an X.509 certificate.")?;
        if !rest.is_empty() {
            return Err("Bytes follow after the certificate.".into());
        }
        let time = |seconds| DateTime::from_timestamp(seconds, 0).ok_or("The validity is not a time.");
        Ok(Self {
            der: der.to_vec(),
            fingerprint: Sha256::digest(der)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            subject: parsed.subject().to_string(),
            issuer: parsed.issuer().to_string(),
            not_before: time(parsed.validity().not_before.timestamp())?,
            not_after: time(parsed.validity().not_after.timestamp())?,
            key: key(&parsed)?,
            signature_algorithm: signature_algorithm(&parsed.signature_algorithm.algorithm.to_id_string()),
        })
    }

    /// True when the key is too small or of a kind that is not accepted.
    pub fn has_weak_key(&self) -> bool {
        match self.key.kind {
            KeyKind::Rsa => self.key.bits < MIN_RSA_BITS,
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => false,
            KeyKind::Other => true,
        }
    }

    /// What is worth saying about it at `now`.
    pub fn findings(&self, now: DateTime<Utc>, place: &Place) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut say = |code, message: String| findings.push(Finding::at(code, place.clone(), message));
        let day = |time: DateTime<Utc>| time.format("%-d %B %Y").to_string();
        if self.not_after < now {
            say(
                Code::CertificateExpired,
                format!("The certificate expired on {}.", day(self.not_after)),
            );
        } else if self.not_after - now < TimeDelta::days(SOON_DAYS) {
            say(
                Code::CertificateExpiresSoon,
                format!("The certificate expires on {}.", day(self.not_after)),
            );
        }
        if self.not_before > now {
            say(
                Code::CertificateNotYetValid,
                format!("The certificate is valid from {} on.", day(self.not_before)),
            );
        }
        if self.has_weak_key() {
            let size = if self.key.bits > 0 {
                format!(" with {} bits", self.key.bits)
            } else {
                String::new()
            };
            say(
                Code::CertificateWeakKey,
                format!("The key is {}{size}.", self.key.kind.name()),
            );
        }
        if self.signature_algorithm.weak {
            let message = format!(
                "The certificate was signed with {}.",
                self.signature_algorithm.name
            );
            say(Code::CertificateWeakSignature, message);
        }
        findings
    }
}

fn key(parsed: &X509Certificate<'_>) -> Result<Key, String> {
    let info = parsed.public_key();
    let bytes = info.subject_public_key.data.to_vec();
    let curve = info
        .algorithm
        .parameters
        .as_ref()
        .and_then(|any| any.as_oid().ok())
        .map(|oid| oid.to_id_string());
    let (kind, bits) = match info.parsed().map_err(|_| "The public key cannot be read.")? {
        // Counted here: the parser rounds to whole bytes.
        PublicKey::RSA(rsa) => (KeyKind::Rsa, bits_of(rsa.modulus)),
        PublicKey::EC(_) => match curve.as_deref() {
            Some("1.2.840.10045.3.1.7") => (KeyKind::P256, 256),
            Some("1.3.132.0.34") => (KeyKind::P384, 384),
            Some("1.3.132.0.35") => (KeyKind::P521, 521),
            _ => (KeyKind::Other, 0),
        },
        _ => (KeyKind::Other, 0),
    };
    Ok(Key { kind, bits, bytes })
}

/// The length of a big-endian number in bits, without leading zeros.
fn bits_of(number: &[u8]) -> u32 {
    let first = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let Some(top) = number.get(first) else { return 0 };
    let bytes = u32::try_from(number.len() - first).unwrap_or(u32::MAX / 8);
    bytes * 8 - top.leading_zeros()
}

fn signature_algorithm(oid: &str) -> SignatureAlgorithm {
    let (name, weak) = match oid {
        "1.2.840.113549.1.1.2" => ("RSA with MD2", true),
        "1.2.840.113549.1.1.4" => ("RSA with MD5", true),
        "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" => ("RSA with SHA-1", true),
        "1.2.840.113549.1.1.10" => ("RSA-PSS", false),
        "1.2.840.113549.1.1.11" => ("RSA with SHA-256", false),
        "1.2.840.113549.1.1.12" => ("RSA with SHA-384", false),
        "1.2.840.113549.1.1.13" => ("RSA with SHA-512", false),
        "1.2.840.10040.4.3" => ("DSA with SHA-1", true),
        "1.2.840.10045.4.1" => ("ECDSA with SHA-1", true),
        "1.2.840.10045.4.3.2" => ("ECDSA with SHA-256", false),
        "1.2.840.10045.4.3.3" => ("ECDSA with SHA-384", false),
        "1.2.840.10045.4.3.4" => ("ECDSA with SHA-512", false),
        "1.3.101.112" => ("Ed25519", false),
        other => (other, false),
    };
    SignatureAlgorithm {
        oid: oid.to_owned(),
        name: name.to_owned(),
        weak,
    }
}
