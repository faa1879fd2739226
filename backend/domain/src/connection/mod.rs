//! A connection: the declared sign-on settings of one protocol.

mod certificate;
mod claims;
mod facts;
mod known;
mod oidc;
mod plain;
mod saml;
mod source;
mod swa;
mod ws_fed;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use certificate::{Certificate, CertificateError};
pub use claims::{AttributeFormat, GroupMatch, Groups, NameIdFormat, Statement, Subject};
pub use known::{Attribute, Known, NameId, Note, Setting, SettingName, Step};
pub use oidc::{ClientAuth, Oidc, Scope};
pub use plain::{Bookmark, Other};
pub use saml::{Acs, CutOver, Encryption, Initiation, Logout, LogoutBinding, RequestSigning, Saml, Signing};
pub use source::{Source, SourceError, UserField};
pub use swa::{CredentialsBy, ExtraField, ExtraValue, Selector, SelectorError, Swa};
pub use ws_fed::WsFed;

crate::choices! {
    /// How people sign on.
    SignOn as "sign_on" {
        /// Security Assertion Markup Language 2.0.
        Saml2 = "saml2", "SAML 2.0";
        /// OpenID Connect.
        Oidc = "oidc", "OpenID Connect";
        /// WS-Federation passive requestor.
        WsFed = "ws-fed", "WS-Federation";
        /// Secure Web Authentication: a login form filled with stored credentials.
        Swa = "swa", "SWA";
        /// A link without sign-on.
        Bookmark = "bookmark", "Bookmark";
    }
}

crate::choices! {
    /// Who starts the sign-on.
    Flow as "flow" {
        /// The app sends the person to the identity provider.
        Sp = "sp", "SP-initiated";
        /// The identity provider sends the person to the app.
        Idp = "idp", "IdP-initiated";
    }
}

crate::choices! {
    /// What a connection declares; the `type` of its JSON.
    ConnectionType as "connection type" {
        /// SAML 2.0.
        Saml = "saml", "SAML 2.0";
        /// OpenID Connect.
        Oidc = "oidc", "OpenID Connect";
        /// A login form.
        Swa = "swa", "SWA (login form)";
        /// WS-Federation.
        WsFed = "ws_fed", "WS-Federation";
        /// A link without sign-on.
        Bookmark = "bookmark", "Bookmark";
        /// Described in words.
        Other = "other", "Something else";
    }
}

/// The sign-on settings of one protocol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Connection {
    /// Facts that were published, none of them required or proven.
    Known(Known),
    /// SAML 2.0, declared by the vendor.
    Saml(Box<Saml>),
    /// OpenID Connect, declared by the vendor.
    Oidc(Box<Oidc>),
    /// A login form, declared by the vendor.
    Swa(Box<Swa>),
    /// WS-Federation, declared by the vendor.
    WsFed(Box<WsFed>),
    /// A link.
    Bookmark(Bookmark),
    /// Described in words.
    Other(Other),
}

impl Connection {
    /// The sign-on mode; nothing for a method that is only described.
    pub fn mode(&self) -> Option<SignOn> {
        match self {
            Self::Known(known) => Some(known.mode),
            Self::Saml(_) => Some(SignOn::Saml2),
            Self::Oidc(_) => Some(SignOn::Oidc),
            Self::Swa(_) => Some(SignOn::Swa),
            Self::WsFed(_) => Some(SignOn::WsFed),
            Self::Bookmark(_) => Some(SignOn::Bookmark),
            Self::Other(_) => None,
        }
    }

    /// Who may start the sign-on; empty when not stated.
    pub fn flows(&self) -> &[Flow] {
        match self {
            Self::Known(known) => &known.flows,
            Self::Saml(saml) => saml.flows.flows(),
            Self::Oidc(oidc) => oidc.flows(),
            Self::Swa(_) => &[Flow::Idp],
            Self::WsFed(_) => &[Flow::Sp],
            Self::Bookmark(_) | Self::Other(_) => &[],
        }
    }

    /// The steps in the vendor's own console.
    pub fn steps(&self) -> &[Step] {
        match self {
            Self::Known(known) => &known.steps,
            Self::Saml(saml) => &saml.steps,
            Self::Oidc(oidc) => &oidc.steps,
            Self::Swa(swa) => &swa.steps,
            Self::WsFed(ws_fed) => &ws_fed.steps,
            Self::Bookmark(_) => &[],
            Self::Other(other) => &other.steps,
        }
    }

    /// What the catalog shows of it, in the form of published facts; nothing
    /// for a method that is only described.
    pub fn facts(&self) -> Option<Cow<'_, Known>> {
        match self {
            Self::Known(known) => Some(Cow::Borrowed(known)),
            Self::Saml(saml) => Some(Cow::Owned(Known::from(saml.as_ref()))),
            Self::Oidc(oidc) => Some(Cow::Owned(Known::from(oidc.as_ref()))),
            Self::Swa(swa) => Some(Cow::Owned(Known::from(swa.as_ref()))),
            Self::WsFed(ws_fed) => Some(Cow::Owned(Known::from(ws_fed.as_ref()))),
            Self::Bookmark(bookmark) => Some(Cow::Owned(Known::from(bookmark))),
            Self::Other(_) => None,
        }
    }

    /// The stable value of its kind: the `type` of its JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Known(_) => "known",
            Self::Saml(_) => "saml",
            Self::Oidc(_) => "oidc",
            Self::Swa(_) => "swa",
            Self::WsFed(_) => "ws_fed",
            Self::Bookmark(_) => "bookmark",
            Self::Other(_) => "other",
        }
    }
}
