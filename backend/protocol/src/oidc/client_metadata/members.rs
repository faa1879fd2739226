//! The members of the object, taken one by one with their findings.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{MAX_ENTRIES, MAX_TEXT};
use crate::finding::{Code, Finding, Place, Read, Severity, shown};
use crate::oidc::json::pointer;
use crate::web_address::{self, Fault, unseen};

/// Most findings about members that are not used.
const MAX_UNKNOWN: usize = 20;
/// Members that other clients and providers use and that bind nothing here.
const WITHOUT_EFFECT: &[&str] = &[
    "application_type",
    "client_id",
    "client_id_issued_at",
    "client_secret_expires_at",
    "software_id",
    "software_version",
    "registration_client_uri",
    "subject_type",
    "id_token_signed_response_alg",
];

/// An object whose members are taken.
pub(super) struct Members<'v> {
    object: &'v Map<String, Value>,
    taken: BTreeSet<&'v str>,
    pub(super) findings: Vec<Finding>,
}

impl<'v> Members<'v> {
    pub(super) fn new(object: &'v Map<String, Value>) -> Self {
        Self {
            object,
            taken: BTreeSet::new(),
            findings: Vec::new(),
        }
    }

    /// Takes a member; `null` counts as absent.
    pub(super) fn take(&mut self, name: &str) -> Option<&'v Value> {
        let (name, value) = self.object.get_key_value(name)?;
        self.taken.insert(name);
        (!value.is_null()).then_some(value)
    }

    /// Notes a finding about the member `name`.
    pub(super) fn say(&mut self, code: Code, name: &str, message: impl Into<String>) {
        self.findings
            .push(Finding::at(code, Place::at(pointer(name)), message));
    }

    /// True when something blocks already.
    pub(super) fn has_fault(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.code.severity() == Severity::Blocks)
    }

    /// A text for people or of a standard, without characters that do not show.
    pub(super) fn text(&mut self, name: &str) -> Option<Read<String>> {
        let read = self.raw(name)?;
        Some(Read {
            value: read.value.chars().filter(|c| !unseen(*c)).collect(),
            place: read.place,
        })
    }

    fn raw(&mut self, name: &str) -> Option<Read<String>> {
        let value = self.take(name)?;
        self.text_of(value, pointer(name))
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, name: &str) -> Vec<Read<String>> {
        let Some(value) = self.take(name) else {
            return Vec::new();
        };
        let Value::Array(list) = value else {
            self.say(Code::OidcType, name, format!("{name} is not a list."));
            return Vec::new();
        };
        if list.len() > MAX_ENTRIES {
            let message = format!(
                "{name} has {} entries; at most {MAX_ENTRIES} are allowed.",
                list.len()
            );
            self.say(Code::OidcTooLong, name, message);
            return Vec::new();
        }
        let path = pointer(name);
        list.iter()
            .enumerate()
            .filter_map(|(at, value)| self.text_of(value, format!("{path}/{at}")))
            .collect()
    }

    /// A list of texts; what RFC 7591 means when it is absent.
    pub(super) fn texts_or(&mut self, name: &str, otherwise: &str) -> Vec<Read<String>> {
        if self.object.get(name).is_none_or(Value::is_null) {
            return vec![super::silent(otherwise)];
        }
        self.texts(name)
    }

    /// Texts in languages: the members `name#tag` (RFC 7591 §2.2).
    pub(super) fn local_texts(&mut self, name: &str) -> Vec<(String, Read<String>)> {
        let object = self.object;
        let tagged = object
            .keys()
            .filter_map(|key| Some((key, key.strip_prefix(name)?.strip_prefix('#')?)));
        tagged
            .take(MAX_ENTRIES)
            .filter_map(|(key, tag)| Some((tag.to_owned(), self.text(key)?)))
            .collect()
    }

    /// A public https address.
    pub(super) fn uri(&mut self, name: &str) -> Option<Read<String>> {
        let read = self.raw(name)?;
        self.check_uri(&read).then_some(read)
    }

    /// A list of public https addresses.
    pub(super) fn uris(&mut self, name: &str) -> Vec<Read<String>> {
        let all = self.texts(name);
        all.into_iter().filter(|read| self.check_uri(read)).collect()
    }

    fn check_uri(&mut self, read: &Read<String>) -> bool {
        let Err(fault) = web_address::check(&read.value) else {
            return true;
        };
        let (code, problem) = match fault {
            Fault::Scheme => (Code::OidcUriScheme, "has a scheme that is not https"),
            Fault::NotHttps => (Code::OidcUriNotHttps, "is http, not https"),
            Fault::Userinfo => (Code::OidcUriUserinfo, "holds a user name"),
            Fault::Fragment => (Code::OidcUriFragment, "has a fragment"),
            Fault::Loopback => (Code::OidcUriLoopback, "points to the own machine"),
            Fault::Wildcard => (Code::OidcUriInvalid, "holds a *; each address is written out"),
            Fault::Invalid => (Code::OidcUriInvalid, "is not a full https address"),
        };
        let message = format!("The address \"{}\" {problem}.", shown(&read.value));
        self.findings.push(Finding::at(code, read.place.clone(), message));
        false
    }

    fn text_of(&mut self, value: &Value, path: String) -> Option<Read<String>> {
        let place = Place::at(path);
        let Value::String(text) = value else {
            let message = format!("{} is not a text.", place.path);
            self.findings.push(Finding::at(Code::OidcType, place, message));
            return None;
        };
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        // An address that is too long is named as such by the rule for addresses.
        if text.chars().count() > MAX_TEXT && !text.contains("://") {
            let message = format!("{} has more than {MAX_TEXT} characters.", place.path);
            self.findings.push(Finding::at(Code::OidcTooLong, place, message));
            return None;
        }
        Some(Read {
            value: text.to_owned(),
            place,
        })
    }

    /// All findings, with those about members that nobody took.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        let unknown = self
            .object
            .keys()
            .filter(|name| !self.taken.contains(name.as_str()) && !WITHOUT_EFFECT.contains(&name.as_str()));
        for name in unknown.take(MAX_UNKNOWN) {
            let message = format!("The member \"{}\" is not used.", shown(name));
            self.findings
                .push(Finding::at(Code::OidcUnknown, Place::at(pointer(name)), message));
        }
        self.findings
    }
}
