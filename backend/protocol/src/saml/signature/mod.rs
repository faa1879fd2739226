//! Enveloped XML signatures (xmldsig-core1) under one strict profile.
//!
//! Exactly one Signature in the document, directly under the root; one SignedInfo with one Reference,
//! to the root's ID; only the enveloped and exclusive-canonicalization transforms; RSA or ECDSA with
//! SHA-256, SHA-384 or SHA-512. Then the whole root is what was signed, and signature wrapping has no
//! room. The signature is verified over the very tree that values are read from: a second parser
//! could see another document.

mod canonical;
mod crypto;
mod profile;

use chrono::{DateTime, Utc};

use crate::finding::{Code, Finding, Refusal};
use crate::saml::metadata::enclosed_certificates;
use crate::x509::{Certificate, KeyKind};
use crate::xml::{Element, Tree};
use profile::Parts;

/// Most enclosed certificates that are tried; a chain is shorter.
const MAX_ENCLOSED: usize = 5;

/// Whose keys count.
#[derive(Debug, Clone, Copy)]
pub enum Trust<'a> {
    /// Only these; what the document encloses is ignored.
    Only(&'a [Certificate]),
    /// The enclosed certificate. It proves that the document was not changed since, not who wrote it.
    Enclosed,
}

/// The certificate that a signature was verified with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// SHA-256 of the certificate, lower-case hex.
    pub fingerprint: String,
    /// Its subject.
    pub subject: String,
    /// Its end.
    pub not_after: DateTime<Utc>,
}

impl Signer {
    /// What to tell of a signature that only its own certificate vouches for.
    pub(crate) fn untrusted(&self) -> Finding {
        let message = format!(
            "Signed by the certificate {}, verified against the enclosed certificate: not trusted.",
            self.fingerprint
        );
        Finding::whole(Code::SignatureUntrusted, message)
    }
}

/// What can be said about a document's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// There is none.
    Unsigned,
    /// Whole, but verified against the enclosed certificate only.
    Untrusted(Signer),
    /// Whole, and by a certificate that was trusted before.
    Trusted(Signer),
}

/// Reports on the signature of a document that was not asked to have one.
///
/// # Errors
/// Codes `signature_*`: there is a signature, and it breaks a rule.
pub fn report(tree: &Tree<'_>, now: DateTime<Utc>) -> Result<Report, Refusal> {
    Ok(verify(tree, Trust::Enclosed, now)?.map_or(Report::Unsigned, Report::Untrusted))
}

/// Verifies the signature over the root; `None` when the document has no signature at all.
///
/// # Errors
/// Codes `signature_*`, naming the rule that was broken.
pub fn verify(tree: &Tree<'_>, trust: Trust<'_>, now: DateTime<Utc>) -> Result<Option<Signer>, Refusal> {
    let root = tree.root();
    let Some(signature) = profile::find(&root)? else {
        return Ok(None);
    };
    let parts = profile::parts(&root, &signature)?;
    check_digest(&root, &signature, &parts)?;
    let signed = canonical::render(&parts.signed_info, None, &parts.prefixes_of_signed_info);
    let enclosed;
    let candidates = match trust {
        Trust::Only(certificates) => certificates,
        Trust::Enclosed => {
            enclosed = enclosed_in(&signature)?;
            &enclosed
        }
    };
    let mut reason = fault(
        Code::SignatureKey,
        &signature,
        "There is no certificate to verify the signature with.",
    );
    for certificate in candidates {
        if let Err(message) = usable(certificate, parts.method, now) {
            if reason.code() == Code::SignatureKey {
                reason = fault(Code::SignatureKey, &signature, message);
            }
        } else if crypto::verifies(parts.method, &certificate.key, signed.as_bytes(), &parts.value) {
            return Ok(Some(Signer {
                fingerprint: certificate.fingerprint.clone(),
                subject: certificate.subject.clone(),
                not_after: certificate.not_after,
            }));
        } else {
            reason = fault(
                Code::SignatureValue,
                &signature,
                "The signature does not fit the certificate's key.",
            );
        }
    }
    Err(reason)
}

fn check_digest(
    root: &Element<'_, '_>,
    signature: &Element<'_, '_>,
    parts: &Parts<'_, '_>,
) -> Result<(), Refusal> {
    let content = canonical::render(root, Some(signature.node().id()), &parts.prefixes_of_root);
    if parts.digest_method.of(content.as_bytes()) == parts.digest {
        Ok(())
    } else {
        Err(fault(
            Code::SignatureDigest,
            signature,
            "The digest does not fit the document.",
        ))
    }
}

fn enclosed_in(signature: &Element<'_, '_>) -> Result<Vec<Certificate>, Refusal> {
    let mut certificates = Vec::new();
    for element in enclosed_certificates(signature).into_iter().take(MAX_ENCLOSED) {
        let text = element.base64()?;
        let read = Certificate::from_base64(&text.value)
            .map_err(|message| Refusal::from(Finding::at(Code::SignatureKey, text.place, message)))?;
        certificates.push(read);
    }
    Ok(certificates)
}

/// Whether the certificate may sign with `method` at `now`; else why not.
fn usable(certificate: &Certificate, method: crypto::Method, now: DateTime<Utc>) -> Result<(), String> {
    let day = |time: DateTime<Utc>| time.format("%-d %B %Y").to_string();
    if certificate.has_weak_key() {
        let key = &certificate.key;
        return Err(format!(
            "The signer's key is too weak or of another kind: {}, {} bits.",
            key.kind.name(),
            key.bits
        ));
    }
    if certificate.not_after < now {
        return Err(format!(
            "The signer's certificate expired on {}.",
            day(certificate.not_after)
        ));
    }
    if certificate.not_before > now {
        return Err(format!(
            "The signer's certificate is valid from {} on.",
            day(certificate.not_before)
        ));
    }
    if method.is_rsa() != (certificate.key.kind == KeyKind::Rsa) {
        return Err("The signer's key is of another kind than the signature.".into());
    }
    Ok(())
}

fn fault(code: Code, at: &Element<'_, '_>, message: impl Into<String>) -> Refusal {
    Finding::at(code, at.place(), message).into()
}

#[cfg(test)]
mod tests;
