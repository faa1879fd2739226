//! SAML metadata as fields of a connection.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use oin_domain::choice::Choice;
use oin_domain::connection::{ConnectionType, NameIdFormat};
use oin_protocol::finding::{Code, Finding};
use oin_protocol::saml::aggregate::{self, EntitySummary};
use oin_protocol::saml::metadata::{KeyUse, LocalText, RoleCertificate, SpMetadata, read as read_one};
use oin_protocol::saml::{HTTP_POST, HTTP_REDIRECT};
use oin_protocol::xml;

use super::attributes::{self, Asked};
use super::document::Understood;
use super::reading::Reading;
use super::{EntityChoice, OFFERED, refused};
use crate::actions::Failure;

/// The most ACS that are taken over.
const MOST_ACS: usize = 20;

/// Reads metadata of one service provider, or finds it in an aggregate.
pub(super) fn read(bytes: &[u8], entity: Option<&str>, now: DateTime<Utc>) -> Result<Understood, Failure> {
    let bytes = &xml::to_utf8(bytes);
    if !is_aggregate(bytes) {
        let metadata = read_one(bytes, now).map_err(|error| refused(&error))?;
        return Ok(Understood::One(fields(&metadata, now)));
    }
    if let Some(entity) = entity {
        return cut(bytes, entity, now);
    }
    let list = aggregate::list(bytes, now).map_err(|error| refused(&error))?;
    let providers: Vec<&EntitySummary> = list.entities.iter().filter(|entity| entity.is_sp).collect();
    match providers[..] {
        // None: the reader of one says why nothing is there.
        [] => {
            let metadata = read_one(bytes, now).map_err(|error| refused(&error))?;
            Ok(Understood::One(fields(&metadata, now)))
        }
        [only] => cut(bytes, &only.entity_id, now),
        ref several => Ok(Understood::Several {
            total: several.len(),
            entities: several
                .iter()
                .take(OFFERED)
                .map(|entity| EntityChoice {
                    entity_id: entity.entity_id.clone(),
                    name: entity.display_name.clone(),
                    line: entity.line,
                })
                .collect(),
        }),
    }
}

/// Whether the document may hold several entities: a single one never names their root.
fn is_aggregate(bytes: &[u8]) -> bool {
    const ROOT: &[u8] = b"EntitiesDescriptor";
    bytes.len() > xml::MAX_BYTES || bytes.windows(ROOT.len()).any(|window| window == ROOT)
}

fn cut(bytes: &[u8], entity: &str, now: DateTime<Utc>) -> Result<Understood, Failure> {
    let cut = aggregate::cut(bytes, entity, now).map_err(|error| refused(&error))?;
    let metadata = read_one(cut.document.as_bytes(), now).map_err(|error| refused(&error))?;
    Ok(Understood::One(fields(&metadata, now).shifted(cut.line)))
}

fn fields(metadata: &SpMetadata, now: DateTime<Utc>) -> Reading {
    let mut reading = Reading::new(ConnectionType::Saml, metadata.findings.clone());
    acs(&mut reading, metadata);
    reading.put("audience", &metadata.entity_id);
    name_id_format(&mut reading, metadata);
    if let Some(wants) = metadata
        .want_assertions_signed
        .as_ref()
        .filter(|wants| wants.value)
    {
        reading.at("signing", "assertion", &wants.place);
    }
    certificates(&mut reading, metadata, now);
    logout(&mut reading, metadata, now);
    let asked = metadata.requested_attributes.iter().map(|attribute| Asked {
        name: &attribute.name,
        format: attribute.name_format.as_ref().map(|format| format.value.as_str()),
        friendly: attribute.friendly_name.as_ref().map(|name| name.value.as_str()),
        required: attribute.required,
        place: &attribute.place,
    });
    attributes::put(&mut reading, asked);
    about(&mut reading, metadata);
    reading
}

/// The format of the NameID. Products list all they can take, in no order: of several, one that names a
/// person for more than a single session is meant.
fn name_id_format(reading: &mut Reading, metadata: &SpMetadata) {
    let known = || {
        metadata.name_id_formats.iter().filter_map(|format| {
            let mut all = NameIdFormat::ALL.iter();
            let known = all.find(|known| known.uri() == format.value)?;
            Some((*known, &format.place))
        })
    };
    let lasting = known().find(|(format, _)| *format != NameIdFormat::Transient);
    if let Some((format, place)) = lasting.or_else(|| known().next()) {
        reading.at("name_id.format", format.as_str(), place);
    }
}

/// The ACS to which we can answer, the default first.
fn acs(reading: &mut Reading, metadata: &SpMetadata) {
    let default = metadata.default_acs();
    let others = metadata
        .assertion_consumer_services
        .iter()
        .filter(|acs| acs.is_post() && default.is_none_or(|default| default.place != acs.place));
    if let Some(over) = others.clone().nth(MOST_ACS - 1) {
        let message =
            format!("The document has more ACS than a connection holds; the first {MOST_ACS} are taken.");
        reading.finding(Finding::at(Code::SamlTooMany, over.place.clone(), message));
    }
    let services: Vec<_> = default.into_iter().chain(others).take(MOST_ACS).collect();
    let mut taken: Vec<u16> = services
        .iter()
        .filter_map(|acs| acs.index.as_ref().map(|index| index.value))
        .collect();
    for (n, acs) in services.into_iter().enumerate() {
        let index = match &acs.index {
            Some(index) => index.value,
            // Metadata without indexes still needs to tell them apart.
            None => {
                let free = (0..u16::MAX).find(|index| !taken.contains(index)).unwrap_or(0);
                taken.push(free);
                free
            }
        };
        reading.at(format!("acs.{n}.index"), index.to_string(), &acs.place);
        reading.put(format!("acs.{n}.url"), &acs.location);
    }
    reading.holds("acs");
}

fn certificates(reading: &mut Reading, metadata: &SpMetadata, now: DateTime<Utc>) {
    let signs = metadata
        .authn_requests_signed
        .as_ref()
        .filter(|signed| signed.value);
    if let Some(signed) = signs {
        match of_use(reading, metadata, &[KeyUse::Signing, KeyUse::Both], now) {
            Some(signing) => {
                reading.at("requests.kind", "signed", &signed.place);
                reading.at("requests.certificate", pem(signing), &signing.place);
            }
            None => {
                let message = "The app signs its requests, but no certificate says with which key.";
                reading.finding(Finding::at(Code::SamlNoSigningKey, signed.place.clone(), message));
            }
        }
    }
    // A key for both uses is no wish for encryption.
    if let Some(encryption) = of_use(reading, metadata, &[KeyUse::Encryption], now) {
        reading.at("encryption.kind", "aes_gcm", &encryption.place);
        reading.at("encryption.certificate", pem(encryption), &encryption.place);
    }
}

/// The first certificate for one of these uses that is valid now, else the first; a finding tells when
/// there are others, as while keys change.
fn of_use<'m>(
    reading: &mut Reading,
    metadata: &'m SpMetadata,
    uses: &[KeyUse],
    now: DateTime<Utc>,
) -> Option<&'m RoleCertificate> {
    let all = || {
        let all = metadata.certificates.iter();
        all.filter(|certificate| uses.contains(&certificate.key_use))
    };
    let valid = |one: &&RoleCertificate| one.certificate.not_before <= now && now < one.certificate.not_after;
    let chosen = all().find(valid).or_else(|| all().next())?;
    if all().any(|other| other.certificate.der != chosen.certificate.der) {
        let message = format!(
            "There are several certificates for the same use; the one of {} is taken.",
            chosen.certificate.subject
        );
        reading.finding(Finding::at(Code::SamlSeveralKeys, chosen.place.clone(), message));
    }
    Some(chosen)
}

fn logout(reading: &mut Reading, metadata: &SpMetadata, now: DateTime<Utc>) {
    let Some(first) = metadata.single_logout_services.first() else {
        return;
    };
    let known = [(HTTP_POST, "post"), (HTTP_REDIRECT, "redirect")];
    let found = known.iter().find_map(|(uri, binding)| {
        let mut services = metadata.single_logout_services.iter();
        let service = services.find(|service| service.binding.value == *uri)?;
        Some((service, *binding))
    });
    let usable = metadata.certificates.iter();
    let valid = |one: &&RoleCertificate| {
        one.key_use != KeyUse::Encryption
            && one.certificate.not_before <= now
            && now < one.certificate.not_after
    };
    let signing = usable.clone().find(valid).or_else(|| {
        let mut usable = usable.clone();
        usable.find(|certificate| certificate.key_use != KeyUse::Encryption)
    });
    let (Some((service, binding)), Some(signing)) = (found, signing) else {
        let why = match found {
            None => "its bindings are neither HTTP-POST nor HTTP-Redirect",
            Some(_) => "no certificate says with which key the app signs",
        };
        let message = format!("Single logout is not taken over: {why}.");
        let place = first.location.place.clone();
        reading.finding(Finding::at(Code::SamlSloUnused, place, message));
        return;
    };
    reading.at("logout.kind", "saml", &service.location.place);
    reading.put("logout.url", &service.location);
    reading.at("logout.binding", binding, &service.binding.place);
    reading.put("logout.issuer", &metadata.entity_id);
    reading.at("logout.certificate", pem(signing), &signing.place);
}

/// What the document says of the app itself.
fn about(reading: &mut Reading, metadata: &SpMetadata) {
    let names: Vec<LocalText> = metadata
        .display_names
        .iter()
        .filter(|name| !is_placeholder(&name.text.value))
        .cloned()
        .collect();
    if let Some(name) = english(&names) {
        reading.about("name", cut_to(&name.text.value, 100), &name.text.place);
    }
    if let Some(description) = english(&metadata.descriptions) {
        let text = cut_to(&description.text.value, 1024);
        reading.about("description", text, &description.text.place);
    }
    if let Some(organization) = &metadata.organization {
        let vendor = english(&organization.display_names).or_else(|| english(&organization.names));
        if let Some(vendor) = vendor {
            reading.about("vendor", cut_to(&vendor.text.value, 200), &vendor.text.place);
        }
        let urls: Vec<LocalText> = organization
            .urls
            .iter()
            .filter(|url| url.text.value.starts_with("https://"))
            .cloned()
            .collect();
        if let Some(url) = english(&urls) {
            reading.about("website", url.text.value.clone(), &url.text.place);
        }
    }
    for kind in ["support", "technical"] {
        let contact = metadata.contacts.iter().find(|contact| {
            contact.kind == kind && contact.mails.iter().any(|mail| !is_placeholder(&mail.value))
        });
        if let Some(contact) = contact {
            if let Some(name) = &contact.name {
                reading.about(format!("contacts.{kind}.name"), cut_to(name, 200), &contact.place);
            }
            let mail = contact.mails.iter().find(|mail| !is_placeholder(&mail.value));
            if let Some(mail) = mail {
                reading.about(format!("contacts.{kind}.mail"), mail.value.clone(), &mail.place);
            }
        }
    }
}

/// Texts that products write when nobody has set them: Ruby's and Java's SAML libraries name the list of
/// attributes in place of the service, SimpleSAMLphp names an address that is nobody's.
fn is_placeholder(text: &str) -> bool {
    const KNOWN: [&str; 6] = [
        "required attributes",
        "requested attributes",
        "attributecontract",
        "attribute consuming service",
        "default service",
        "na@example.org",
    ];
    text.chars().nth(1).is_none() || KNOWN.contains(&text.to_ascii_lowercase().as_str())
}

fn english(texts: &[LocalText]) -> Option<&LocalText> {
    texts
        .iter()
        .find(|text| text.language == "en" || text.language.starts_with("en-"))
        .or_else(|| texts.first())
}

fn cut_to(text: &str, limit: usize) -> String {
    text.trim().chars().take(limit).collect()
}

fn pem(certificate: &RoleCertificate) -> String {
    let body = STANDARD.encode(&certificate.certificate.der);
    let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = more;
    }
    text.push_str("-----END CERTIFICATE-----");
    text
}
