//! SAML 2.0: metadata of service providers, aggregates, and the signatures on both.

pub mod aggregate;
pub mod metadata;
pub mod signature;

/// Namespace of SAML metadata (`md:`).
pub const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
/// Namespace of SAML assertions (`saml:`).
pub const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// Namespace of the protocol, and its name in `protocolSupportEnumeration`.
pub const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// Namespace of XML Signature (`ds:`).
pub const XMLDSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Namespace of the metadata extension for user interfaces (`mdui:`).
pub const MDUI: &str = "urn:oasis:names:tc:SAML:metadata:ui";
/// The one binding by which oin answers.
pub const HTTP_POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
/// The redirect binding.
pub const HTTP_REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

/// Bindings that a standard defines. Besides those of SAML 2.0 (saml-bindings-2.0-os) these are
/// SimpleSign, and the SAML 1 profiles that metadata of long-lived service providers still lists.
const BINDINGS: &[&str] = &[
    HTTP_POST,
    HTTP_REDIRECT,
    "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact",
    "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST-SimpleSign",
    "urn:oasis:names:tc:SAML:2.0:bindings:PAOS",
    "urn:oasis:names:tc:SAML:2.0:bindings:SOAP",
    "urn:oasis:names:tc:SAML:2.0:bindings:URI",
    "urn:oasis:names:tc:SAML:1.0:profiles:browser-post",
    "urn:oasis:names:tc:SAML:1.0:profiles:artifact-01",
    "urn:oasis:names:tc:SAML:1.0:bindings:SOAP-binding",
    "urn:oasis:names:tc:SAML:2.0:profiles:holder-of-key:SSO:browser",
    // WS-Federation beside SAML, as Shibboleth and ADFS write it.
    "http://schemas.xmlsoap.org/ws/2003/07/secext",
    "http://docs.oasis-open.org/wsfed/federation/200706",
];

/// True for a binding that a standard defines.
pub fn is_known_binding(uri: &str) -> bool {
    BINDINGS.contains(&uri)
}

/// The NameID formats of SAML 1.1 and 2.0 (saml-core-2.0-os §8.3).
pub const NAME_ID_FORMATS: &[&str] = &[
    "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:entity",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
];
