//! An OIDC client's registration as fields of a connection.

use oin_domain::choice::Choice;
use oin_domain::connection::{ConnectionType, Scope};
use oin_protocol::finding::{Code, Finding, Read};
use oin_protocol::oidc::client_metadata::{self, ClientMetadata, Keys};

use super::reading::Reading;
use super::refused;
use crate::actions::Failure;

/// The most addresses that are taken over from a list.
const MOST: usize = 20;

pub(super) fn read(bytes: &[u8]) -> Result<Reading, Failure> {
    let metadata = client_metadata::read(bytes).map_err(|error| refused(&error))?;
    let mut reading = Reading::new(ConnectionType::Oidc, metadata.findings.clone());
    list(&mut reading, "redirect_uris", &metadata.redirect_uris);
    list(
        &mut reading,
        "post_logout_uris",
        &metadata.post_logout_redirect_uris,
    );
    if let Some(uri) = &metadata.initiate_login_uri {
        reading.put("initiate_login_uri", uri);
    }
    reading.put("client_auth", &metadata.token_endpoint_auth_method);
    match &metadata.keys {
        Keys::Address(uri) => reading.put("jwks_uri", uri),
        Keys::Set(set) => {
            let message = "The keys stand in the document and are not taken over.";
            reading.finding(Finding::at(Code::OidcKeysInside, set.place.clone(), message));
        }
        Keys::None => {}
    }
    let known = metadata
        .scopes
        .iter()
        .filter(|scope| Scope::parse(&scope.value).is_some());
    let known: Vec<Read<String>> = known.cloned().collect();
    list(&mut reading, "scopes", &known);
    about(&mut reading, &metadata);
    Ok(reading)
}

fn list(reading: &mut Reading, name: &'static str, values: &[Read<String>]) {
    for (n, value) in values.iter().take(MOST).enumerate() {
        reading.put(format!("{name}.{n}"), value);
    }
    if !values.is_empty() {
        reading.holds(name);
    }
}

fn about(reading: &mut Reading, metadata: &ClientMetadata) {
    if let Some(name) = &metadata.client_name {
        let text: String = name.value.chars().take(100).collect();
        reading.about("name", text, &name.place);
    }
    if let Some(uri) = metadata
        .client_uri
        .as_ref()
        .filter(|uri| uri.value.starts_with("https://"))
    {
        reading.about("website", uri.value.clone(), &uri.place);
    }
    if let Some(mail) = metadata.contacts.first() {
        reading.about("contacts.technical.mail", mail.value.clone(), &mail.place);
    }
}
