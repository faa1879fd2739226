//! What is said of a person: subject, attributes and groups.

use serde::{Deserialize, Serialize};

use crate::text::Line;

use super::Source;

crate::choices! {
    /// The form of the subject (SAML Core 2.0, section 8.3).
    NameIdFormat as "NameID format" {
        /// The app takes what it gets.
        Unspecified = "unspecified", "Unspecified";
        /// A mail address.
        EmailAddress = "email_address", "Mail address";
        /// The same opaque value at every sign-on.
        Persistent = "persistent", "Persistent";
        /// A new value at every sign-on.
        Transient = "transient", "Transient";
        /// A distinguished name.
        X509SubjectName = "x509_subject_name", "X.509 subject name";
        /// `DOMAIN\\user`.
        WindowsDomainName = "windows_domain_name", "Windows domain-qualified name";
    }
}

impl NameIdFormat {
    /// The format's URI as it stands in messages.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Unspecified => "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            Self::EmailAddress => "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
            Self::Persistent => "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            Self::Transient => "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
            Self::X509SubjectName => "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName",
            Self::WindowsDomainName => "urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName",
        }
    }
}

/// Whom a message is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Its form.
    pub format: NameIdFormat,
    /// Where its value comes from.
    pub source: Source,
}

crate::choices! {
    /// How an attribute's name is to be read (SAML Core 2.0, section 8.2).
    AttributeFormat as "attribute format" {
        /// As the app likes.
        Unspecified = "unspecified", "Unspecified";
        /// A plain name.
        Basic = "basic", "Basic";
        /// A URI.
        Uri = "uri", "URI reference";
    }
}

impl AttributeFormat {
    /// The format's URI as it stands in messages.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Unspecified => "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified",
            Self::Basic => "urn:oasis:names:tc:SAML:2.0:attrname-format:basic",
            Self::Uri => "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
        }
    }
}

/// An attribute of an assertion, or a claim of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Its name in the message.
    pub name: Line,
    /// How the name is to be read.
    pub format: AttributeFormat,
    /// Where its value comes from.
    pub source: Source,
    /// Whether sign-on fails without it.
    #[serde(default)]
    pub required: bool,
}

crate::choices! {
    /// How a group's name is compared.
    GroupMatch as "group filter" {
        /// The name starts with the value.
        StartsWith = "starts_with", "Starts with";
        /// The name is the value.
        Equals = "equals", "Equals";
        /// The value is anywhere in the name.
        Contains = "contains", "Contains";
        /// The whole name matches the regular expression.
        Regex = "regex", "Matches the expression";
    }
}

/// The groups that are sent along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Groups {
    /// The attribute's name in the message.
    pub name: Line,
    /// How a group's name is compared.
    pub filter: GroupMatch,
    /// With what.
    pub value: Line,
}
