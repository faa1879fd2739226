//! Federation metadata of one app (WS-Federation 1.2 §3.1), with the place of each value.
//!
//! What counts is the RoleDescriptor of the type ApplicationServiceType. Documents without one often
//! still hold a SAML service provider; its entity ID and ACS then stand in for realm and reply URL.

use chrono::{DateTime, Utc};

use crate::finding::{Code, Finding, Place, Read, Refusal, shown};
use crate::saml::metadata::{RoleCertificate, entity, entity_id, role_certificates, valid_until, xs_boolean};
use crate::saml::{HTTP_POST, METADATA, signature};
use crate::web_address;
use crate::xml::{Element, Tree, check_identifier};

/// Namespace of WS-Federation 1.2 (`fed:`).
pub const FEDERATION: &str = "http://docs.oasis-open.org/wsfed/federation/200706";
/// Namespace of the claim types in it (`auth:`).
pub const AUTHORIZATION: &str = "http://docs.oasis-open.org/wsfed/authorization/200706";
/// Namespaces of WS-Addressing, the final one and the one that older tools write.
const ADDRESSING: &[&str] = &[
    "http://www.w3.org/2005/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
];
const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Most entries that are taken over from one list.
const MAX_ENTRIES: usize = 200;

/// What federation metadata says of an app.
#[derive(Debug, Clone, PartialEq)]
pub struct WsFedMetadata {
    /// The realm (`wtrealm`): the first target scope, else the entity ID.
    pub realm: Read<String>,
    /// Every realm that is named, the first one included.
    pub target_scopes: Vec<Read<String>>,
    /// The reply URLs (`wreply`), in order; at least one.
    pub reply_urls: Vec<Read<String>>,
    /// The claims that the app asks for.
    pub claims: Vec<RequestedClaim>,
    /// Its certificates.
    pub certificates: Vec<RoleCertificate>,
    /// When the document ends.
    pub valid_until: Option<Read<DateTime<Utc>>>,
    /// Whether the document is signed, and by whom.
    pub signature: signature::Report,
    /// What is worth saying; none of these blocks.
    pub findings: Vec<Finding>,
}

/// A claim that an app asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedClaim {
    /// The claim type's URI.
    pub uri: Read<String>,
    /// The name for people.
    pub display_name: Option<String>,
    /// Whether sign-on fails without it.
    pub required: bool,
    /// Where it stands.
    pub place: Place,
}

/// Reads the federation metadata of one app. `now` judges validity.
///
/// # Errors
/// Every reason found: as [`crate::saml::metadata::read`] for the document, and `wsfed_*` when it describes
/// no app, or one without realm or reply URL.
pub fn read(bytes: &[u8], now: DateTime<Utc>) -> Result<WsFedMetadata, Refusal> {
    let tree = Tree::parse(bytes)?;
    let root = entity(&tree)?;
    let signature = signature::report(&tree, now)?;
    let mut findings = Vec::new();
    if let signature::Report::Untrusted(signer) = &signature {
        findings.push(signer.untrusted());
    }
    let roles = root.children_named(METADATA, "RoleDescriptor");
    let role = match roles
        .iter()
        .find(|role| is_of_type(role, "ApplicationServiceType"))
    {
        Some(role) => role.clone(),
        None => saml_role(&root, &roles, &mut findings)?,
    };
    let target_scopes = addresses(&role, "TargetScopes", &mut findings)?;
    let realm = match target_scopes.first() {
        Some(scope) => scope.clone(),
        None => realm_of_entity(&root)?,
    };
    let mut reply_urls = addresses(&role, "PassiveRequestorEndpoint", &mut findings)?;
    if reply_urls.is_empty() {
        reply_urls = saml_reply_urls(&root, &mut findings);
    }
    check_replies(&role, &reply_urls, &mut findings);
    let metadata = WsFedMetadata {
        realm,
        target_scopes,
        reply_urls,
        claims: claims(&role)?,
        certificates: role_certificates(&role, now, &mut findings)?,
        valid_until: valid_until(&[&root, &role], now, &mut findings)?,
        signature,
        findings,
    };
    match Refusal::for_blocking(&metadata.findings) {
        Some(refusal) => Err(refusal),
        None => Ok(metadata),
    }
}

/// True when `xsi:type` names `name` of the federation namespace, whatever its prefix.
fn is_of_type(role: &Element<'_, '_>, name: &str) -> bool {
    role.attribute_of(SCHEMA_INSTANCE, "type").is_some_and(|read| {
        let (prefix, local) = match read.value.split_once(':') {
            Some((prefix, local)) => (Some(prefix), local),
            None => (None, read.value),
        };
        local == name && role.namespace_of(prefix) == Some(FEDERATION)
    })
}

/// The SAML role that stands in when no app's role is described.
fn saml_role<'t, 'i>(
    root: &Element<'t, 'i>,
    roles: &[Element<'t, 'i>],
    findings: &mut Vec<Finding>,
) -> Result<Element<'t, 'i>, Refusal> {
    if let Some(role) = root.child(METADATA, "SPSSODescriptor") {
        let message = "There is no ApplicationServiceType; the SAML service provider stands in for it.";
        findings.push(Finding::at(Code::WsfedFromSaml, role.place(), message));
        return Ok(role);
    }
    let refusal = match roles
        .iter()
        .find(|role| is_of_type(role, "SecurityTokenServiceType"))
    {
        Some(role) => Finding::at(
            Code::WsfedStsMetadata,
            role.place(),
            "The document describes a token service only.",
        ),
        None => Finding::at(Code::WsfedNoReply, root.place(), "The document describes no app."),
    };
    Err(refusal.into())
}

fn realm_of_entity(root: &Element<'_, '_>) -> Result<Read<String>, Refusal> {
    entity_id(root).map_err(|refusal| match refusal.code() {
        Code::SamlEntityIdMissing => {
            let message = "Neither TargetScopes nor entityID names a realm.";
            Finding::at(Code::WsfedNoRealm, root.place(), message).into()
        }
        _ => refusal,
    })
}

/// The WS-Addressing addresses in the elements `name` of `role`.
fn addresses(
    role: &Element<'_, '_>,
    name: &str,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Read<String>>, Refusal> {
    let mut found: Vec<Read<String>> = Vec::new();
    let lists = role
        .children()
        .into_iter()
        .filter(|child| child.namespace() == FEDERATION && child.name() == name);
    for reference in lists
        .flat_map(|list| list.children())
        .filter(|child| child.name() == "EndpointReference")
    {
        let address = reference
            .children()
            .into_iter()
            .find(|child| child.name() == "Address" && ADDRESSING.contains(&child.namespace()));
        let Some(address) = address else { continue };
        let read = address.identifier()?;
        if read.value.is_empty() || found.iter().any(|known| known.value == read.value) {
            continue;
        }
        if found.len() == MAX_ENTRIES {
            let message = format!("There are more than {MAX_ENTRIES} addresses; the first were read.");
            findings.push(Finding::at(Code::SamlTooMany, read.place, message));
            break;
        }
        found.push(read);
    }
    Ok(found)
}

/// The ACS of the SAML part: those that say WS-Federation, else those for HTTP-POST.
fn saml_reply_urls(root: &Element<'_, '_>, findings: &mut Vec<Finding>) -> Vec<Read<String>> {
    let Some(role) = root.child(METADATA, "SPSSODescriptor") else {
        return Vec::new();
    };
    let services = role.children_named(METADATA, "AssertionConsumerService");
    let of = |binding: &str| -> Vec<Read<String>> {
        let bound = services
            .iter()
            .filter(|acs| acs.attribute("Binding").is_some_and(|read| read.value == binding));
        bound
            .filter_map(|acs| acs.attribute("Location"))
            .take(MAX_ENTRIES)
            .map(|read| Read {
                value: read.value.to_owned(),
                place: read.place,
            })
            .collect()
    };
    let replies = [of(FEDERATION), of(HTTP_POST)]
        .into_iter()
        .find(|list| !list.is_empty())
        .unwrap_or_default();
    let said = findings.iter().any(|finding| finding.code == Code::WsfedFromSaml);
    if !replies.is_empty() && !said {
        let message = "The reply URL was taken from the SAML part.";
        findings.push(Finding::at(Code::WsfedFromSaml, role.place(), message));
    }
    replies
}

fn check_replies(role: &Element<'_, '_>, replies: &[Read<String>], findings: &mut Vec<Finding>) {
    if replies.is_empty() {
        let message = "The document names no PassiveRequestorEndpoint.";
        findings.push(Finding::at(Code::WsfedNoReply, role.place(), message));
    }
    for reply in replies {
        if web_address::check(&reply.value).is_err_and(|fault| fault != web_address::Fault::Loopback) {
            let message = format!(
                "The reply URL \"{}\" is not a full https address.",
                shown(&reply.value)
            );
            findings.push(Finding::at(Code::WsfedReplyUrl, reply.place.clone(), message));
        }
    }
}

fn claims(role: &Element<'_, '_>) -> Result<Vec<RequestedClaim>, Refusal> {
    let lists = role.children_named(FEDERATION, "ClaimTypesRequested");
    let elements = lists
        .iter()
        .flat_map(|list| list.children_named(AUTHORIZATION, "ClaimType"));
    let mut claims = Vec::new();
    for element in elements.take(MAX_ENTRIES) {
        let Some(uri) = element.attribute("Uri").filter(|read| !read.value.is_empty()) else {
            continue;
        };
        check_identifier("Uri", uri.value, &uri.place)?;
        let optional = element
            .attribute("Optional")
            .and_then(|read| xs_boolean(read.value));
        claims.push(RequestedClaim {
            uri: Read {
                value: uri.value.to_owned(),
                place: uri.place,
            },
            display_name: element
                .child(AUTHORIZATION, "DisplayName")
                .and_then(|name| name.words())
                .map(|read| read.value),
            // WS-Federation 1.2 §3.1.8: required unless it says otherwise.
            required: optional != Some(true),
            place: element.place(),
        });
    }
    Ok(claims)
}

#[cfg(test)]
mod tests;
