//! A connection: the declared sign-on settings of one protocol.

mod known;

use serde::{Deserialize, Serialize};

pub use known::{Attribute, Known, NameId, Note, Setting, SettingName, Step};

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

/// The sign-on settings of one protocol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Connection {
    /// Facts that were published, none of them required or proven.
    Known(Known),
}

impl Connection {
    /// The sign-on mode.
    pub fn mode(&self) -> SignOn {
        match self {
            Self::Known(known) => known.mode,
        }
    }

    /// Who may start the sign-on; empty when not stated.
    pub fn flows(&self) -> &[Flow] {
        match self {
            Self::Known(known) => &known.flows,
        }
    }
}
