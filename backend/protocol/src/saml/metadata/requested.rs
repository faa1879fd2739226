//! The attributes that a service provider asks for (saml-metadata-2.0-os §2.4.4.1, §2.4.4.2).

use super::{bounded, xs_boolean};
use crate::finding::{Code, Finding, Place, Read, Refusal};
use crate::saml::METADATA;
use crate::xml::Element;

/// An attribute that the service provider wants in the assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedAttribute {
    /// The name, as the assertion must spell it.
    pub name: Read<String>,
    /// The URI of the name's format.
    pub name_format: Option<Read<String>>,
    /// The name for people.
    pub friendly_name: Option<Read<String>>,
    /// Whether sign-on fails without it.
    pub required: bool,
    /// Where it stands.
    pub place: Place,
}

/// The AttributeConsumingService that counts.
#[derive(Default)]
pub(super) struct Requested<'t, 'i> {
    pub(super) attributes: Vec<RequestedAttribute>,
    pub(super) service: Option<Element<'t, 'i>>,
}

/// Reads the default service's wishes: the one marked so, else the first.
pub(super) fn read<'t, 'i>(
    role: &Element<'t, 'i>,
    findings: &mut Vec<Finding>,
) -> Result<Requested<'t, 'i>, Refusal> {
    let services = role.children_named(METADATA, "AttributeConsumingService");
    let marked = |service: &&Element<'_, '_>| {
        service
            .attribute("isDefault")
            .and_then(|read| xs_boolean(read.value))
            == Some(true)
    };
    let Some(service) = services.iter().find(marked).or_else(|| services.first()) else {
        return Ok(Requested::default());
    };
    let mut attributes = Vec::new();
    for element in bounded(service.children_named(METADATA, "RequestedAttribute"), findings) {
        let Some(name) = owned(&element, "Name") else {
            let message = "A RequestedAttribute has no Name and was left out.";
            findings.push(Finding::at(Code::SamlAttributeName, element.place(), message));
            continue;
        };
        crate::xml::check_identifier("Name", &name.value, &name.place)?;
        attributes.push(RequestedAttribute {
            name,
            name_format: owned(&element, "NameFormat"),
            friendly_name: owned(&element, "FriendlyName"),
            required: element
                .attribute("isRequired")
                .and_then(|read| xs_boolean(read.value))
                == Some(true),
            place: element.place(),
        });
    }
    Ok(Requested {
        attributes,
        service: Some(service.clone()),
    })
}

fn owned(element: &Element<'_, '_>, name: &str) -> Option<Read<String>> {
    let read = element.attribute(name).filter(|read| !read.value.is_empty())?;
    Some(Read {
        value: read.value.to_owned(),
        place: read.place,
    })
}
