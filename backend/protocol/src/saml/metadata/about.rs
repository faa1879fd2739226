//! What metadata says for people: names, organization, contacts.

use super::requested::Requested;
use crate::finding::{Place, Read};
use crate::saml::{MDUI, METADATA};
use crate::xml::Element;

/// Most entries of one kind; people's texts beyond that help nobody.
const MAX_TEXTS: usize = 50;
/// Longest text that is taken over, in characters.
const MAX_LENGTH: usize = 2_048;

/// A text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalText {
    /// The language tag; empty when none is named.
    pub language: String,
    /// The text on one line.
    pub text: Read<String>,
}

/// The organization behind an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// The legal name, by language.
    pub names: Vec<LocalText>,
    /// The name as people know it, by language.
    pub display_names: Vec<LocalText>,
    /// Addresses of its website, by language; shown, never fetched.
    pub urls: Vec<LocalText>,
}

/// A person or desk to turn to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// `technical`, `support`, `administrative`, `billing` or `other`, as written.
    pub kind: String,
    /// Given name and surname, joined.
    pub name: Option<String>,
    /// The company.
    pub company: Option<String>,
    /// Mail addresses, without `mailto:`.
    pub mails: Vec<Read<String>>,
    /// Telephone numbers.
    pub phones: Vec<Read<String>>,
    /// Where the contact stands.
    pub place: Place,
}

/// Everything meant for people.
pub(super) struct About {
    pub(super) display_names: Vec<LocalText>,
    pub(super) descriptions: Vec<LocalText>,
    pub(super) organization: Option<Organization>,
    pub(super) contacts: Vec<Contact>,
}

/// Reads it from the entity and its role.
pub(super) fn read(root: &Element<'_, '_>, role: &Element<'_, '_>, requested: &Requested<'_, '_>) -> About {
    let interface = role
        .child(METADATA, "Extensions")
        .and_then(|extensions| extensions.child(MDUI, "UIInfo"));
    let organization = root
        .child(METADATA, "Organization")
        .or_else(|| role.child(METADATA, "Organization"));
    let organization = organization.map(|element| Organization {
        names: texts(&element, METADATA, "OrganizationName"),
        display_names: texts(&element, METADATA, "OrganizationDisplayName"),
        urls: texts(&element, METADATA, "OrganizationURL"),
    });
    let from = |element: Option<&Element<'_, '_>>, namespace: &str, name: &str| {
        element
            .map(|element| texts(element, namespace, name))
            .unwrap_or_default()
    };
    let mut display_names = from(interface.as_ref(), MDUI, "DisplayName");
    display_names.extend(from(requested.service.as_ref(), METADATA, "ServiceName"));
    display_names.extend(organization.iter().flat_map(|known| known.display_names.clone()));
    let mut descriptions = from(interface.as_ref(), MDUI, "Description");
    descriptions.extend(from(requested.service.as_ref(), METADATA, "ServiceDescription"));
    let contacts = root
        .children_named(METADATA, "ContactPerson")
        .into_iter()
        .chain(role.children_named(METADATA, "ContactPerson"))
        .take(MAX_TEXTS)
        .map(|element| contact(&element))
        .collect();
    About {
        display_names,
        descriptions,
        organization,
        contacts,
    }
}

fn texts(parent: &Element<'_, '_>, namespace: &str, name: &str) -> Vec<LocalText> {
    let elements = parent.children_named(namespace, name);
    let local = |element: &Element<'_, '_>| {
        Some(LocalText {
            language: element.language().unwrap_or_default().to_owned(),
            text: text(element)?,
        })
    };
    elements.iter().filter_map(local).take(MAX_TEXTS).collect()
}

fn text(element: &Element<'_, '_>) -> Option<Read<String>> {
    let read = element.words()?;
    Some(Read {
        value: read.value.chars().take(MAX_LENGTH).collect(),
        place: read.place,
    })
}

fn contact(element: &Element<'_, '_>) -> Contact {
    let one = |name: &str| {
        element
            .child(METADATA, name)
            .and_then(|child| text(&child))
            .map(|read| read.value)
    };
    let all = |name: &str| -> Vec<Read<String>> {
        element
            .children_named(METADATA, name)
            .iter()
            .filter_map(text)
            .take(MAX_TEXTS)
            .collect()
    };
    let names: Vec<String> = [one("GivenName"), one("SurName")].into_iter().flatten().collect();
    let mut mails = all("EmailAddress");
    for mail in &mut mails {
        if let Some((scheme, address)) = mail.value.split_once(':')
            && scheme.eq_ignore_ascii_case("mailto")
        {
            mail.value = address.to_owned();
        }
    }
    Contact {
        kind: element
            .attribute("contactType")
            .map(|read| read.value.to_owned())
            .unwrap_or_default(),
        name: (!names.is_empty()).then(|| names.join(" ")),
        company: one("Company"),
        mails,
        phones: all("TelephoneNumber"),
        place: element.place(),
    }
}
