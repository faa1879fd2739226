//! The client's public keys (RFC 7517).

use serde_json::Value;

use super::MAX_ENTRIES;
use super::members::Members;
use crate::finding::{Code, Finding, Place, Read};

/// Members of a JWK that only a private or symmetric key has (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
const SECRET_MEMBERS: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Where a client's public keys are.
#[derive(Debug, Clone, PartialEq)]
pub enum Keys {
    /// It has none.
    None,
    /// Behind an address (`jwks_uri`).
    Address(Read<String>),
    /// In the document (`jwks`): the key set, public keys only.
    Set(Read<Value>),
}

/// Reads the keys; `needed` when the client authenticates with one.
pub(super) fn read(members: &mut Members<'_>, needed: bool) -> Keys {
    let address = members.uri("jwks_uri");
    let set = members.take("jwks");
    match (address, set) {
        (Some(_), Some(_)) => {
            members.say(Code::OidcKeys, "jwks", "Both jwks_uri and jwks are given.");
            Keys::None
        }
        (Some(address), None) => Keys::Address(address),
        (None, Some(set)) => {
            check_set(set, members);
            Keys::Set(Read {
                value: set.clone(),
                place: Place::at("/jwks"),
            })
        }
        (None, None) => {
            if needed {
                let message =
                    "The client authenticates with private_key_jwt, and there is no key to check it.";
                members.say(Code::OidcKeysMissing, "jwks_uri", message);
            }
            Keys::None
        }
    }
}

fn check_set(set: &Value, members: &mut Members<'_>) {
    let Some(Value::Array(keys)) = set.get("keys") else {
        members.say(
            Code::OidcKeys,
            "jwks",
            "jwks is not a key set: it has no list \"keys\".",
        );
        return;
    };
    if keys.is_empty() || keys.len() > MAX_ENTRIES {
        members.say(Code::OidcKeys, "jwks", format!("jwks holds {} keys.", keys.len()));
        return;
    }
    for (at, key) in keys.iter().enumerate() {
        let place = Place::at(format!("/jwks/keys/{at}"));
        let symmetric = key.get("kty").and_then(Value::as_str) == Some("oct");
        if symmetric || SECRET_MEMBERS.iter().any(|member| key.get(member).is_some()) {
            let message = "The key is private or symmetric. Keep it secret, and replace it if others saw it.";
            members.findings.push(Finding::at(Code::OidcKeys, place, message));
        } else if key.get("kty").and_then(Value::as_str).is_none() {
            members.findings.push(Finding::at(
                Code::OidcKeys,
                place,
                "The key does not name its kind (kty).",
            ));
        }
    }
}
