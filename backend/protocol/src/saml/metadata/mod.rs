//! Metadata of one service provider (saml-metadata-2.0-os §2.3, §2.4.4), with the place of each value.

mod about;
mod endpoints;
mod keys;
mod requested;

pub use about::{Contact, LocalText, Organization};
pub use endpoints::{AssertionConsumerService, SingleLogoutService};
pub use keys::{KeyUse, RoleCertificate};
pub(crate) use keys::{enclosed as enclosed_certificates, read as role_certificates};
pub use requested::RequestedAttribute;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::{METADATA, PROTOCOL, signature};
use crate::finding::{Code, Finding, Read, Refusal, shown};
use crate::web_address;
use crate::x509::Certificate;
use crate::xml::{Element, Tree};

/// Longest entity ID, in characters (saml-metadata-2.0-os §2.2.1).
pub const MAX_ENTITY_ID: usize = 1_024;
/// Most entries that are taken over from one list of the document.
pub const MAX_ENTRIES: usize = 500;
/// Days before `validUntil` from which on it is mentioned.
const SOON_DAYS: i64 = 14;

/// What the metadata of a service provider says.
#[derive(Debug, Clone, PartialEq)]
pub struct SpMetadata {
    /// The entity ID, as assertions will name it in their audience.
    pub entity_id: Read<String>,
    /// When the document ends; the earlier one of the entity's and the role's.
    pub valid_until: Option<Read<DateTime<Utc>>>,
    /// How long the document may be kept before it is fetched again (an `xs:duration`, as written).
    pub cache_duration: Option<Read<String>>,
    /// Every assertion consumer service, in order, whatever its binding; at least one is HTTP-POST.
    pub assertion_consumer_services: Vec<AssertionConsumerService>,
    /// Every single logout service with a usable address, in order.
    pub single_logout_services: Vec<SingleLogoutService>,
    /// The NameID formats that it wants, in order of preference.
    pub name_id_formats: Vec<Read<String>>,
    /// Its certificates.
    pub certificates: Vec<RoleCertificate>,
    /// Whether it signs its AuthnRequests.
    pub authn_requests_signed: Option<Read<bool>>,
    /// Whether it wants assertions signed.
    pub want_assertions_signed: Option<Read<bool>>,
    /// The attributes that it asks for, of its default AttributeConsumingService.
    pub requested_attributes: Vec<RequestedAttribute>,
    /// Names for people: of the user interface, the service, then the organization.
    pub display_names: Vec<LocalText>,
    /// Descriptions for people.
    pub descriptions: Vec<LocalText>,
    /// The organization behind it.
    pub organization: Option<Organization>,
    /// The people to turn to.
    pub contacts: Vec<Contact>,
    /// Whether the document is signed, and by whom.
    pub signature: signature::Report,
    /// What is worth saying; none of these blocks.
    pub findings: Vec<Finding>,
}

impl SpMetadata {
    /// The default among the HTTP-POST services (saml-metadata-2.0-os §2.2.3): the first marked so, else
    /// the first that is not marked otherwise, else the first.
    pub fn default_acs(&self) -> Option<&AssertionConsumerService> {
        let services = || {
            self.assertion_consumer_services
                .iter()
                .filter(|acs| acs.is_post())
        };
        services()
            .find(|acs| acs.is_default == Some(true))
            .or_else(|| services().find(|acs| acs.is_default.is_none()))
            .or_else(|| services().next())
    }
}

/// Reads the metadata of one service provider. `now` judges validity.
///
/// # Errors
/// Every reason found, with line and path: hostile or broken XML (`xml_*`), a document that is not the
/// metadata of one SAML 2.0 service provider, a missing or unusable entity ID or ACS, a document past
/// its end, or a signature that breaks the rules of [`signature`].
pub fn read(bytes: &[u8], now: DateTime<Utc>) -> Result<SpMetadata, Refusal> {
    let tree = Tree::parse(bytes)?;
    entity(&tree)?;
    let signature = signature::report(&tree, now)?;
    read_tree(&tree, signature, now)
}

/// Reads metadata that must be signed by one of the certificates `trusted`, whatever it encloses.
///
/// # Errors
/// As [`read`], and `signature_missing` when there is no signature.
pub fn read_signed(bytes: &[u8], trusted: &[Certificate], now: DateTime<Utc>) -> Result<SpMetadata, Refusal> {
    let tree = Tree::parse(bytes)?;
    let root = entity(&tree)?;
    match signature::verify(&tree, signature::Trust::Only(trusted), now)? {
        Some(signer) => read_tree(&tree, signature::Report::Trusted(signer), now),
        None => Err(Finding::at(
            Code::SignatureMissing,
            root.place(),
            "The document is not signed.",
        )
        .into()),
    }
}

fn read_tree(
    tree: &Tree<'_>,
    signature: signature::Report,
    now: DateTime<Utc>,
) -> Result<SpMetadata, Refusal> {
    let root = entity(tree)?;
    let mut findings = Vec::new();
    if let signature::Report::Untrusted(signer) = &signature {
        findings.push(signer.untrusted());
    }
    let role = sp_role(&root, &mut findings)?;
    let metadata = assemble(&root, &role, signature, now, findings)?;
    match Refusal::for_blocking(&metadata.findings) {
        Some(refusal) => Err(refusal),
        None => Ok(metadata),
    }
}

/// The root as an EntityDescriptor.
///
/// # Errors
/// `saml_aggregate` or `saml_not_metadata`.
pub(crate) fn entity<'t, 'i>(tree: &'t Tree<'i>) -> Result<Element<'t, 'i>, Refusal> {
    let root = tree.root();
    if root.is(METADATA, "EntityDescriptor") {
        return Ok(root);
    }
    let refusal = if root.is(METADATA, "EntitiesDescriptor") {
        Finding::at(
            Code::SamlAggregate,
            root.place(),
            "The document describes several entities.",
        )
    } else {
        let message = format!(
            "The root element is {} of the namespace \"{}\", not an EntityDescriptor of SAML 2.0.",
            shown(root.name()),
            shown(root.namespace())
        );
        Finding::at(Code::SamlNotMetadata, root.place(), message)
    };
    Err(refusal.into())
}

/// The first role that is a SAML 2.0 service provider's.
fn sp_role<'t, 'i>(root: &Element<'t, 'i>, findings: &mut Vec<Finding>) -> Result<Element<'t, 'i>, Refusal> {
    let all = root.children_named(METADATA, "SPSSODescriptor");
    let speaks_saml2 = |role: &Element<'_, '_>| {
        role.attribute("protocolSupportEnumeration")
            .is_some_and(|protocols| {
                protocols
                    .value
                    .split_ascii_whitespace()
                    .any(|protocol| protocol == PROTOCOL)
            })
    };
    let mut roles = all.iter().filter(|role| speaks_saml2(role));
    if let Some(role) = roles.next() {
        if let Some(other) = roles.next() {
            let message = "The entity has several service provider roles; the first was read.";
            findings.push(Finding::at(Code::SamlSeveralRoles, other.place(), message));
        }
        return Ok(role.clone());
    }
    let refusal = if let Some(role) = all.first() {
        let message = "The service provider role does not name SAML 2.0 in protocolSupportEnumeration.";
        Finding::at(Code::SamlNoSpRole, role.place(), message)
    } else if let Some(role) = root.child(METADATA, "IDPSSODescriptor") {
        Finding::at(
            Code::SamlIdpMetadata,
            role.place(),
            "The document describes an identity provider only.",
        )
    } else {
        Finding::at(
            Code::SamlNoSpRole,
            root.place(),
            "The entity has no SPSSODescriptor.",
        )
    };
    Err(refusal.into())
}

fn assemble(
    root: &Element<'_, '_>,
    role: &Element<'_, '_>,
    signature: signature::Report,
    now: DateTime<Utc>,
    mut findings: Vec<Finding>,
) -> Result<SpMetadata, Refusal> {
    let entity_id = entity_id(root)?;
    let valid_until = valid_until(&[root, role], now, &mut findings)?;
    let duration = role
        .attribute("cacheDuration")
        .or_else(|| root.attribute("cacheDuration"));
    let requested = requested::read(role, &mut findings)?;
    let about = about::read(root, role, &requested);
    Ok(SpMetadata {
        entity_id,
        valid_until,
        cache_duration: duration.map(|read| Read {
            value: read.value.to_owned(),
            place: read.place,
        }),
        assertion_consumer_services: endpoints::assertion_consumer_services(role, &mut findings),
        single_logout_services: endpoints::single_logout_services(role, &mut findings),
        name_id_formats: name_id_formats(role, &mut findings)?,
        certificates: keys::read(role, now, &mut findings)?,
        authn_requests_signed: boolean(role, "AuthnRequestsSigned", &mut findings),
        want_assertions_signed: boolean(role, "WantAssertionsSigned", &mut findings),
        requested_attributes: requested.attributes,
        display_names: about.display_names,
        descriptions: about.descriptions,
        organization: about.organization,
        contacts: about.contacts,
        signature,
        findings,
    })
}

/// The entity ID of an EntityDescriptor.
///
/// # Errors
/// `saml_entity_id_missing`, `saml_entity_id_too_long`, `xml_identifier`.
pub(crate) fn entity_id(root: &Element<'_, '_>) -> Result<Read<String>, Refusal> {
    let read = root.attribute("entityID").filter(|read| !read.value.is_empty());
    let Some(read) = read else {
        let message = "The EntityDescriptor has no entityID.";
        return Err(Finding::at(Code::SamlEntityIdMissing, root.place(), message).into());
    };
    let length = read.value.chars().count();
    if length > MAX_ENTITY_ID {
        let message = format!("The entityID has {length} characters.");
        return Err(Finding::at(Code::SamlEntityIdTooLong, read.place, message).into());
    }
    crate::xml::check_identifier("entityID", read.value, &read.place)?;
    if web_address::runs(read.value) {
        let message = format!(
            "The entityID \"{}\" is a script or a document.",
            shown(read.value)
        );
        return Err(Finding::at(Code::SamlEntityIdScheme, read.place, message).into());
    }
    Ok(Read {
        value: read.value.to_owned(),
        place: read.place,
    })
}

/// The earliest end that any of `elements` names.
pub(crate) fn valid_until(
    elements: &[&Element<'_, '_>],
    now: DateTime<Utc>,
    findings: &mut Vec<Finding>,
) -> Result<Option<Read<DateTime<Utc>>>, Refusal> {
    let mut earliest: Option<Read<DateTime<Utc>>> = None;
    for read in elements
        .iter()
        .filter_map(|element| element.attribute("validUntil"))
    {
        let Some(value) = instant(read.value) else {
            let message = format!("validUntil is not a time: \"{}\".", shown(read.value));
            return Err(Finding::at(Code::SamlDate, read.place, message).into());
        };
        if earliest.as_ref().is_none_or(|known| value < known.value) {
            earliest = Some(Read {
                value,
                place: read.place,
            });
        }
    }
    if let Some(end) = &earliest {
        let day = end.value.format("%-d %B %Y, %H:%M UTC");
        if end.value <= now {
            let message = format!("The document was valid until {day}.");
            findings.push(Finding::at(Code::SamlValidUntilPast, end.place.clone(), message));
        } else if end.value - now < chrono::TimeDelta::days(SOON_DAYS) {
            let message = format!("The document is valid until {day}.");
            findings.push(Finding::at(Code::SamlValidUntilSoon, end.place.clone(), message));
        }
    }
    Ok(earliest)
}

/// An `xs:dateTime`. SAML wants UTC (saml-core-2.0-os §1.3.3); a missing zone is read as that.
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(|time| time.and_utc()))
        .ok()
}

fn boolean(role: &Element<'_, '_>, name: &str, findings: &mut Vec<Finding>) -> Option<Read<bool>> {
    let read = role.attribute(name)?;
    let value = xs_boolean(read.value);
    if value.is_none() {
        let message = format!("{name} is neither true nor false: \"{}\".", shown(read.value));
        findings.push(Finding::at(Code::SamlBoolean, read.place.clone(), message));
    }
    Some(Read {
        value: value?,
        place: read.place,
    })
}

/// An `xs:boolean`.
pub(crate) fn xs_boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

fn name_id_formats(
    role: &Element<'_, '_>,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Read<String>>, Refusal> {
    let mut formats: Vec<Read<String>> = Vec::new();
    for element in bounded(role.children_named(METADATA, "NameIDFormat"), findings) {
        let format = element.identifier()?;
        if format.value.is_empty() || formats.iter().any(|known| known.value == format.value) {
            continue;
        }
        if !super::NAME_ID_FORMATS.contains(&format.value.as_str()) {
            let message = format!(
                "No standard defines the NameID format \"{}\".",
                shown(&format.value)
            );
            findings.push(Finding::at(
                Code::SamlNameIdFormatUnknown,
                format.place.clone(),
                message,
            ));
        }
        formats.push(format);
    }
    Ok(formats)
}

/// The first [`MAX_ENTRIES`] of a list; a finding tells when there are more.
fn bounded<'t, 'i>(mut list: Vec<Element<'t, 'i>>, findings: &mut Vec<Finding>) -> Vec<Element<'t, 'i>> {
    if let Some(first_over) = list.get(MAX_ENTRIES) {
        let message = format!(
            "There are {} {}; the first {MAX_ENTRIES} were read.",
            list.len(),
            first_over.name()
        );
        findings.push(Finding::at(Code::SamlTooMany, first_over.place(), message));
        list.truncate(MAX_ENTRIES);
    }
    list
}

#[cfg(test)]
mod tests;
