//! Where a service provider receives: assertions and logouts.

use std::collections::HashSet;

use super::{bounded, xs_boolean};
use crate::finding::{Code, Finding, Place, Read, shown};
use crate::saml::{HTTP_POST, METADATA, is_known_binding};
use crate::web_address::{self, Fault};
use crate::xml::Element;

/// An assertion consumer service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionConsumerService {
    /// The binding's URI.
    pub binding: Read<String>,
    /// The ACS URL, exactly as written: answers are only ever sent to this very string.
    pub location: Read<String>,
    /// The index by which an AuthnRequest may choose it.
    pub index: Option<Read<u16>>,
    /// Whether it is marked as the default or as not the default.
    pub is_default: Option<bool>,
    /// Where the whole entry stands.
    pub place: Place,
}

impl AssertionConsumerService {
    /// True when oin can answer it.
    pub fn is_post(&self) -> bool {
        self.binding.value == HTTP_POST
    }
}

/// A single logout service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SingleLogoutService {
    /// The binding's URI.
    pub binding: Read<String>,
    /// Where logout messages go.
    pub location: Read<String>,
    /// Where logout responses go, when that is another address.
    pub response_location: Option<Read<String>>,
}

/// Reads the ACS of `role`; findings tell what is wrong with each.
pub(super) fn assertion_consumer_services(
    role: &Element<'_, '_>,
    findings: &mut Vec<Finding>,
) -> Vec<AssertionConsumerService> {
    let mut services = Vec::new();
    let mut indexes = HashSet::new();
    let mut unused = 0_usize;
    for element in bounded(
        role.children_named(METADATA, "AssertionConsumerService"),
        findings,
    ) {
        let Some(binding) = binding(&element, findings) else {
            continue;
        };
        let Some(location) = required(&element, "Location", Code::SamlAcsInvalid, findings) else {
            continue;
        };
        if binding.value == HTTP_POST {
            check_acs(&location, findings);
        } else {
            unused += 1;
            check_unused(&location, findings);
        }
        let index = index(&element, &mut indexes, findings);
        let is_default = element
            .attribute("isDefault")
            .and_then(|read| xs_boolean(read.value));
        services.push(AssertionConsumerService {
            binding,
            location,
            index,
            is_default,
            place: element.place(),
        });
    }
    if unused > 0 && unused < services.len() {
        let message = format!(
            "{unused} of {} ACS use a binding other than HTTP-POST.",
            services.len()
        );
        findings.push(Finding::at(Code::SamlAcsBindingUnused, role.place(), message));
    }
    if !services.iter().any(AssertionConsumerService::is_post) {
        let message = "There is no AssertionConsumerService with the HTTP-POST binding.";
        findings.push(Finding::at(Code::SamlAcsMissing, role.place(), message));
    }
    let mut defaults = services
        .iter()
        .filter(|acs| acs.is_post() && acs.is_default == Some(true));
    if let (Some(_), Some(second)) = (defaults.next(), defaults.next()) {
        let message = "More than one ACS is marked as the default; the first counts.";
        findings.push(Finding::at(
            Code::SamlAcsSeveralDefaults,
            second.place.clone(),
            message,
        ));
    }
    services
}

/// Reads the logout services of `role` that have a usable address.
pub(super) fn single_logout_services(
    role: &Element<'_, '_>,
    findings: &mut Vec<Finding>,
) -> Vec<SingleLogoutService> {
    let mut services = Vec::new();
    for element in bounded(role.children_named(METADATA, "SingleLogoutService"), findings) {
        let Some(binding) = binding(&element, findings) else {
            continue;
        };
        let Some(location) = required(&element, "Location", Code::SamlSloUrl, findings) else {
            continue;
        };
        let response_location = optional(&element, "ResponseLocation");
        let usable = [Some(&location), response_location.as_ref()]
            .into_iter()
            .flatten()
            .filter(|address| !check_slo(address, findings))
            .count()
            == 0;
        if usable {
            services.push(SingleLogoutService {
                binding,
                location,
                response_location,
            });
        }
    }
    services
}

fn check_acs(location: &Read<String>, findings: &mut Vec<Finding>) {
    let Err(fault) = web_address::check(&location.value) else {
        return;
    };
    let (code, problem) = match fault {
        Fault::Scheme => (Code::SamlAcsScheme, "has a scheme that is not https"),
        Fault::NotHttps => (Code::SamlAcsNotHttps, "is http, not https"),
        Fault::Userinfo => (Code::SamlAcsUserinfo, "holds a user name"),
        Fault::Fragment => (Code::SamlAcsFragment, "has a fragment"),
        // Whether a host is internal is judged at submit, where on-premises apps are known.
        Fault::Loopback => return,
        Fault::Wildcard => (
            Code::SamlAcsInvalid,
            "holds a *; what differs by customer becomes a tenant variable",
        ),
        Fault::Invalid => (Code::SamlAcsInvalid, "is not a full https address"),
    };
    let message = format!("The ACS URL \"{}\" {problem}.", shown(&location.value));
    findings.push(Finding::at(code, location.place.clone(), message));
}

/// An address that oin never sends to still must not carry a script: pages show it.
fn check_unused(location: &Read<String>, findings: &mut Vec<Finding>) {
    if web_address::check(&location.value).err() == Some(Fault::Scheme) {
        check_acs(location, findings);
    }
}

fn check_slo(location: &Read<String>, findings: &mut Vec<Finding>) -> bool {
    let fault = match web_address::check(&location.value) {
        Ok(_) | Err(Fault::Loopback) => return true,
        Err(fault) => fault,
    };
    let code = if fault == Fault::Scheme {
        Code::SamlSloScheme
    } else {
        Code::SamlSloUrl
    };
    let message = format!(
        "The logout URL \"{}\" is not a full https address.",
        shown(&location.value)
    );
    findings.push(Finding::at(code, location.place.clone(), message));
    false
}

fn binding(element: &Element<'_, '_>, findings: &mut Vec<Finding>) -> Option<Read<String>> {
    let binding = required(element, "Binding", Code::SamlBindingUnknown, findings)?;
    if !is_known_binding(&binding.value) {
        let message = format!("No standard defines the binding \"{}\".", shown(&binding.value));
        findings.push(Finding::at(
            Code::SamlBindingUnknown,
            binding.place.clone(),
            message,
        ));
    }
    Some(binding)
}

fn required(
    element: &Element<'_, '_>,
    name: &str,
    code: Code,
    findings: &mut Vec<Finding>,
) -> Option<Read<String>> {
    let read = optional(element, name);
    if read.is_none() {
        let message = format!("The {} has no {name}.", element.name());
        findings.push(Finding::at(code, element.place(), message));
    }
    read
}

fn optional(element: &Element<'_, '_>, name: &str) -> Option<Read<String>> {
    let read = element.attribute(name).filter(|read| !read.value.is_empty())?;
    Some(Read {
        value: read.value.to_owned(),
        place: read.place,
    })
}

fn index(
    element: &Element<'_, '_>,
    seen: &mut HashSet<u16>,
    findings: &mut Vec<Finding>,
) -> Option<Read<u16>> {
    let Some(read) = element.attribute("index") else {
        let message = "The AssertionConsumerService has no index.";
        findings.push(Finding::at(Code::SamlAcsIndexInvalid, element.place(), message));
        return None;
    };
    let Ok(value) = read.value.parse::<u16>() else {
        let message = format!(
            "The index \"{}\" is not a number from 0 to 65,535.",
            shown(read.value)
        );
        findings.push(Finding::at(Code::SamlAcsIndexInvalid, read.place, message));
        return None;
    };
    if !seen.insert(value) {
        let message = format!("The index {value} stands at an ACS before this one too.");
        findings.push(Finding::at(
            Code::SamlAcsIndexDuplicate,
            read.place.clone(),
            message,
        ));
    }
    Some(Read {
        value,
        place: read.place,
    })
}
