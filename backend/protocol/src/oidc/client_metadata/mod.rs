//! Client metadata (RFC 7591 §2, OpenID Connect Dynamic Client Registration 1.0 §2, RP-Initiated Logout
//! 1.0 §3.1): what an app says of itself as a relying party, with the place of each value.

mod keys;
mod members;

pub use keys::Keys;

use serde_json::Value;

use super::json;
use crate::finding::{Code, Finding, Place, Read, Refusal};
use members::Members;

/// Most entries of one list.
pub const MAX_ENTRIES: usize = 100;
/// Longest plain text, in characters.
pub const MAX_TEXT: usize = 1_024;

/// The authentication methods that oin offers at its token endpoint.
pub const AUTH_METHODS: &[&str] = &[
    "none",
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
];
/// The grant types that oin offers.
pub const GRANT_TYPES: &[&str] = &["authorization_code", "refresh_token"];

/// What client metadata says.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientMetadata {
    /// Where the user comes back with a code; at least one.
    pub redirect_uris: Vec<Read<String>>,
    /// Where a sign-on that the provider begins goes (`initiate_login_uri`).
    pub initiate_login_uri: Option<Read<String>>,
    /// Where the user may go after signing out.
    pub post_logout_redirect_uris: Vec<Read<String>>,
    /// How the client proves itself; `client_secret_basic` when the document is silent (RFC 7591 §2).
    pub token_endpoint_auth_method: Read<String>,
    /// Its public keys.
    pub keys: Keys,
    /// The grant types; `authorization_code` when the document is silent.
    pub grant_types: Vec<Read<String>>,
    /// The response types; `code` when the document is silent.
    pub response_types: Vec<Read<String>>,
    /// The scopes, one by one.
    pub scopes: Vec<Read<String>>,
    /// The name for people.
    pub client_name: Option<Read<String>>,
    /// Names in other languages: the language tag and the name.
    pub local_names: Vec<(String, Read<String>)>,
    /// The home page.
    pub client_uri: Option<Read<String>>,
    /// The logo's address; shown, never fetched by this crate.
    pub logo_uri: Option<Read<String>>,
    /// The terms of service.
    pub tos_uri: Option<Read<String>>,
    /// The privacy policy.
    pub policy_uri: Option<Read<String>>,
    /// Mail addresses of people to turn to.
    pub contacts: Vec<Read<String>>,
    /// What is worth saying; none of these blocks.
    pub findings: Vec<Finding>,
}

/// Reads client metadata.
///
/// # Errors
/// Every reason found, with JSON pointers: JSON that is not accepted (`json_*`), members of the wrong type,
/// addresses that are not public https ones, authentication that oin does not offer (`oidc_*`).
pub fn read(bytes: &[u8]) -> Result<ClientMetadata, Refusal> {
    let Value::Object(object) = json::parse(bytes)? else {
        return Err(Finding::whole(Code::OidcNotMetadata, "The document is not a JSON object.").into());
    };
    if object.contains_key("authorization_endpoint") || object.contains_key("token_endpoint") {
        let message = "The document names the endpoints of an OpenID provider.";
        return Err(Finding::whole(Code::OidcProviderMetadata, message).into());
    }
    let mut members = Members::new(&object);
    let redirect_uris = members.uris("redirect_uris");
    if redirect_uris.is_empty() && !members.has_fault() {
        members.say(Code::OidcRedirectMissing, "redirect_uris", no_redirect(&object));
    }
    warn_of_doubles(&redirect_uris, &mut members);
    let auth_method = members
        .text("token_endpoint_auth_method")
        .unwrap_or_else(|| silent("client_secret_basic"));
    if !AUTH_METHODS.contains(&auth_method.value.as_str()) {
        let message = format!(
            "The authentication \"{}\" is not offered.",
            crate::finding::shown(&auth_method.value)
        );
        members.say(Code::OidcAuthMethod, "token_endpoint_auth_method", message);
    }
    let keys = keys::read(&mut members, auth_method.value == "private_key_jwt");
    let grant_types = members.texts_or("grant_types", "authorization_code");
    let response_types = members.texts_or("response_types", "code");
    check_flow(&grant_types, &response_types, &mut members);
    let scopes = scopes(&mut members);
    for name in ["client_secret", "registration_access_token"] {
        if members.take(name).is_some() {
            members.say(Code::OidcSecret, name, format!("The document holds a {name}."));
        }
    }
    let metadata = ClientMetadata {
        redirect_uris,
        initiate_login_uri: members.uri("initiate_login_uri"),
        post_logout_redirect_uris: members.uris("post_logout_redirect_uris"),
        token_endpoint_auth_method: auth_method,
        keys,
        grant_types,
        response_types,
        scopes,
        client_name: members.text("client_name"),
        local_names: members.local_texts("client_name"),
        client_uri: members.uri("client_uri"),
        logo_uri: members.uri("logo_uri"),
        tos_uri: members.uri("tos_uri"),
        policy_uri: members.uri("policy_uri"),
        contacts: members.texts("contacts"),
        findings: members.finish(),
    };
    match Refusal::for_blocking(&metadata.findings) {
        Some(refusal) => Err(refusal),
        None => Ok(metadata),
    }
}

/// Says that there are no redirect URIs, and under which name another product's export has them.
fn no_redirect(object: &serde_json::Map<String, Value>) -> String {
    const OTHERS: [&str; 9] = [
        "redirectUris",
        "redirect_uri",
        "redirectUri",
        "callbacks",
        "callback_urls",
        "replyUrls",
        "web",
        "installed",
        "settings",
    ];
    match OTHERS.iter().find(|name| object.contains_key(**name)) {
        Some(name) => format!(
            "There is no member redirect_uris. This looks like another product's export: see whether its {name} holds the addresses."
        ),
        None => "There is no redirect URI.".to_owned(),
    }
}

/// What RFC 7591 means when the document is silent; the empty path says that no place holds it.
fn silent(value: &str) -> Read<String> {
    Read {
        value: value.to_owned(),
        place: Place::at(""),
    }
}

fn warn_of_doubles(uris: &[Read<String>], members: &mut Members<'_>) {
    let doubled = uris
        .iter()
        .enumerate()
        .find(|(at, uri)| uris.iter().take(*at).any(|other| other.value == uri.value));
    if let Some((_, uri)) = doubled {
        let message = format!(
            "The redirect URI \"{}\" stands twice.",
            crate::finding::shown(&uri.value)
        );
        members
            .findings
            .push(Finding::at(Code::OidcUriDuplicate, uri.place.clone(), message));
    }
}

fn check_flow(grants: &[Read<String>], responses: &[Read<String>], members: &mut Members<'_>) {
    let foreign = grants
        .iter()
        .find(|grant| !GRANT_TYPES.contains(&grant.value.as_str()));
    if let Some(grant) = foreign {
        let message = format!(
            "The grant type \"{}\" is not offered.",
            crate::finding::shown(&grant.value)
        );
        members
            .findings
            .push(Finding::at(Code::OidcGrant, grant.place.clone(), message));
    }
    if !grants.iter().any(|grant| grant.value == "authorization_code") {
        members.say(
            Code::OidcGrant,
            "grant_types",
            "The client does not use the grant type authorization_code.",
        );
    }
    if let Some(response) = responses.iter().find(|response| response.value != "code") {
        let message = format!(
            "The response type \"{}\" is not offered.",
            crate::finding::shown(&response.value)
        );
        members.findings.push(Finding::at(
            Code::OidcResponseType,
            response.place.clone(),
            message,
        ));
    }
}

fn scopes(members: &mut Members<'_>) -> Vec<Read<String>> {
    let Some(list) = members.text("scope") else {
        return Vec::new();
    };
    let scopes: Vec<Read<String>> = list
        .value
        .split_ascii_whitespace()
        .take(MAX_ENTRIES)
        .map(|scope| Read {
            value: scope.to_owned(),
            place: list.place.clone(),
        })
        .collect();
    if !scopes.iter().any(|scope| scope.value == "openid") {
        members.say(Code::OidcScope, "scope", "The scope does not hold openid.");
    }
    scopes
}

#[cfg(test)]
mod tests;
