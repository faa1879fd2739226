//! An enveloped signature over a document that is written canonically.
//!
//! Exclusive canonicalization leaves such a document as it is, so the octets
//! that are hashed are the text itself. What is written here is read by
//! `oin_protocol::saml::signature` in a test.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::super::signer::Signer;

const DS: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Signs `document`, whose root's start tag ends at `after` and has the ID `id`;
/// the signature goes there.
///
/// The document must be canonical: no declaration, no empty-element tags, namespaces
/// declared where they are used first, attributes in canonical order.
pub(super) fn enveloped(
    document: &str,
    after: usize,
    id: &str,
    signer: &Signer,
    certificate: &str,
) -> anyhow::Result<String> {
    let digest = STANDARD.encode(Sha256::digest(document.as_bytes()));
    let signed_info = format!(
        "<ds:SignedInfo xmlns:ds=\"{DS}\">\
         <ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"></ds:SignatureMethod>\
         <ds:Reference URI=\"#{id}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>\
         <ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform>\
         </ds:Transforms><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>\
         <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    );
    let value = STANDARD.encode(signer.sign(signed_info.as_bytes())?);
    let (start, rest) = document.split_at(after);
    Ok(format!(
        "{start}<ds:Signature xmlns:ds=\"{DS}\">{signed_info}<ds:SignatureValue>{value}</ds:SignatureValue>\
         <ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\
         </ds:Signature>{rest}"
    ))
}
