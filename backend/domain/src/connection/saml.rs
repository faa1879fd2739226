//! A SAML 2.0 connection: what the SP declares of itself.
//!
//! The network signs with RSA and SHA-256 only; of SPs it accepts RSA or ECDSA
//! with SHA-256, -384 or -512. Assertions are encrypted with AES-GCM.

use serde::{Deserialize, Serialize};

use crate::integration::{Pattern, UrlPattern};
use crate::text::{Line, Prose};

use super::{Certificate, Flow, Groups, Statement, Step, Subject};

/// An assertion consumer service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acs {
    /// Its index, unique in the connection.
    pub index: u16,
    /// Where assertions are posted.
    pub url: UrlPattern,
}

crate::choices! {
    /// What is signed.
    Signing as "signing" {
        /// The response around the assertion.
        Response = "response", "Response";
        /// The assertion.
        Assertion = "assertion", "Assertion";
        /// Both.
        Both = "both", "Response and assertion";
    }
}

crate::choices! {
    /// How a logout message travels (SAML Bindings 2.0, sections 3.4 and 3.5).
    LogoutBinding as "logout binding" {
        /// In the address.
        Redirect = "redirect", "HTTP-Redirect";
        /// In a form.
        Post = "post", "HTTP-POST";
    }
}

/// Whether assertions are encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Encryption {
    /// They are not.
    None,
    /// With AES-GCM, for the SP's key.
    AesGcm {
        /// The SP's encryption certificate.
        certificate: Certificate,
    },
}

/// Whether the SP signs its AuthnRequests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RequestSigning {
    /// It does not.
    Unsigned,
    /// It does, and unsigned ones are refused.
    Signed {
        /// The SP's signing certificate.
        certificate: Certificate,
    },
}

/// Who may start the sign-on, and how a person starts at the SP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Initiation {
    /// Only the identity provider.
    Idp,
    /// Only the SP.
    Sp {
        /// Where a person starts, at most 512 characters.
        start_url: UrlPattern,
        /// What the person does there.
        how_to: Prose,
    },
    /// Either.
    Both {
        /// Where a person starts at the SP, at most 512 characters.
        start_url: UrlPattern,
        /// What the person does there.
        how_to: Prose,
    },
}

impl Initiation {
    /// The most characters of a start URL.
    pub const START_LIMIT: usize = 512;

    /// The flows, in display order.
    pub fn flows(&self) -> &'static [Flow] {
        match self {
            Self::Idp => &[Flow::Idp],
            Self::Sp { .. } => &[Flow::Sp],
            Self::Both { .. } => &[Flow::Sp, Flow::Idp],
        }
    }

    /// Where and how a person starts at the SP.
    pub fn start(&self) -> Option<(&UrlPattern, &Prose)> {
        match self {
            Self::Idp => None,
            Self::Sp { start_url, how_to } | Self::Both { start_url, how_to } => Some((start_url, how_to)),
        }
    }
}

/// Single logout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Logout {
    /// Not supported.
    None,
    /// The SP takes and sends logout messages.
    Saml {
        /// Where logout messages go.
        url: UrlPattern,
        /// How they travel.
        binding: LogoutBinding,
        /// The issuer of the SP's logout messages.
        issuer: Pattern,
        /// What the SP signs them with.
        certificate: Certificate,
    },
}

/// What happens to the app's own passwords.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CutOver {
    /// Passwords go on working.
    SideBySide,
    /// Only single sign-on works from then on.
    SsoOnly {
        /// Where an administrator can still sign in with a password.
        back_door: UrlPattern,
    },
}

/// A SAML 2.0 connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saml {
    /// Where assertions are posted; the default first, indexes unique.
    pub acs: Vec<Acs>,
    /// The SP's entity ID, the assertion's audience.
    pub audience: Pattern,
    /// The assertion's recipient, when it is not the ACS URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<UrlPattern>,
    /// The response's destination, when it is not the ACS URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<UrlPattern>,
    /// Whom the assertion is about.
    pub name_id: Subject,
    /// What is signed.
    pub signing: Signing,
    /// Whether assertions are encrypted.
    pub encryption: Encryption,
    /// What is sent along as RelayState when nothing else was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay_state: Option<Pattern>,
    /// Who may start.
    pub flows: Initiation,
    /// Whether people are asked to sign in anew at every sign-on.
    pub force_authn: bool,
    /// The authnContextClassRef that the SP expects (SAML AuthnContext 2.0).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authn_context: Option<Line>,
    /// Whether the SP signs its AuthnRequests.
    pub requests: RequestSigning,
    /// Single logout.
    pub logout: Logout,
    /// Whether accounts are made at first sign-on.
    pub jit: bool,
    /// The attributes of the assertion.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Statement>,
    /// The groups that are sent along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Groups>,
    /// What happens to the app's own passwords.
    pub cut_over: CutOver,
    /// Steps in the SP's own console.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

impl Saml {
    /// The SP's certificates, each with what it is for.
    pub fn certificates(&self) -> Vec<(&'static str, &Certificate)> {
        let mut found = Vec::new();
        if let RequestSigning::Signed { certificate } = &self.requests {
            found.push(("signing", certificate));
        }
        if let Encryption::AesGcm { certificate } = &self.encryption {
            found.push(("encryption", certificate));
        }
        if let Logout::Saml { certificate, .. } = &self.logout {
            found.push(("logout", certificate));
        }
        found
    }
}
