//! The certificates of a role (`KeyDescriptor`, saml-metadata-2.0-os §2.4.1.1).

use chrono::{DateTime, Utc};

use super::bounded;
use crate::finding::{Code, Finding, Place, Refusal, shown};
use crate::saml::{METADATA, XMLDSIG};
use crate::x509::Certificate;
use crate::xml::Element;

/// What a key is for. A KeyDescriptor without `use` is for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// It verifies what the service provider signs.
    Signing,
    /// Assertions are encrypted to it.
    Encryption,
    /// Both.
    Both,
}

/// A certificate of the service provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleCertificate {
    /// What it is for.
    pub key_use: KeyUse,
    /// The certificate.
    pub certificate: Certificate,
    /// Where it stands.
    pub place: Place,
}

/// Reads the certificates of `role`.
///
/// # Errors
/// `xml_identifier` for a certificate that a comment splits.
pub(crate) fn read(
    role: &Element<'_, '_>,
    now: DateTime<Utc>,
    findings: &mut Vec<Finding>,
) -> Result<Vec<RoleCertificate>, Refusal> {
    let mut certificates: Vec<RoleCertificate> = Vec::new();
    for descriptor in bounded(role.children_named(METADATA, "KeyDescriptor"), findings) {
        let key_use = match descriptor.attribute("use").map(|read| read.value) {
            Some("signing") => KeyUse::Signing,
            Some("encryption") => KeyUse::Encryption,
            None => KeyUse::Both,
            Some(other) => {
                let message = format!("A key's use is signing or encryption, not \"{}\".", shown(other));
                findings.push(Finding::at(
                    Code::CertificateUnreadable,
                    descriptor.place(),
                    message,
                ));
                continue;
            }
        };
        let elements = enclosed(&descriptor);
        if elements.is_empty() {
            let message = "A KeyDescriptor holds no X.509 certificate.";
            findings.push(Finding::at(Code::SamlBareKey, descriptor.place(), message));
        }
        for element in elements {
            let text = element.base64()?;
            match Certificate::from_base64(&text.value) {
                Ok(certificate) => {
                    let known = certificates
                        .iter()
                        .any(|other| other.certificate.der == certificate.der);
                    if !known {
                        findings.extend(certificate.findings(now, &text.place));
                    }
                    certificates.push(RoleCertificate {
                        key_use,
                        certificate,
                        place: text.place,
                    });
                }
                Err(message) => findings.push(Finding::at(Code::CertificateUnreadable, text.place, message)),
            }
        }
    }
    Ok(certificates)
}

/// The `X509Certificate` elements in the KeyInfo under `parent`.
pub(crate) fn enclosed<'t, 'i>(parent: &Element<'t, 'i>) -> Vec<Element<'t, 'i>> {
    parent
        .children_named(XMLDSIG, "KeyInfo")
        .iter()
        .flat_map(|info| info.children_named(XMLDSIG, "X509Data"))
        .flat_map(|data| data.children_named(XMLDSIG, "X509Certificate"))
        .collect()
}
