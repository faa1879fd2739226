//! A facts-only connection: the mode, and whatever settings were published.

use serde::{Deserialize, Serialize};

use crate::integration::{FileKey, Pattern};
use crate::text::{Line, Prose};

use super::{Flow, SignOn};

crate::choices! {
    /// A published setting.
    SettingName as "setting" {
        /// The SP's entity ID, the assertion's audience.
        EntityId = "entity_id", "Audience (entity ID)";
        /// Where assertions are posted.
        AcsUrl = "acs_url", "ACS URL";
        /// Where a person starts at the SP.
        SignOnUrl = "sign_on_url", "Sign-on URL";
        /// Where a single logout goes.
        LogoutUrl = "logout_url", "Logout URL";
        /// What is sent along as RelayState.
        RelayState = "relay_state", "RelayState";
        /// An OIDC redirect URI.
        RedirectUri = "redirect_uri", "Redirect URI";
        /// Where third-party-initiated login starts (OIDC Core 4).
        InitiateLoginUri = "initiate_login_uri", "Initiate-login URI";
        /// Where OIDC logout returns to.
        PostLogoutUri = "post_logout_uri", "Post-logout URI";
        /// The WS-Federation realm (`wtrealm`).
        Realm = "realm", "Realm (wtrealm)";
        /// The WS-Federation reply URL (`wreply`).
        ReplyUrl = "reply_url", "Reply URL";
        /// The page with the login form.
        LoginUrl = "login_url", "Login page";
        /// What a bookmark opens.
        BookmarkUrl = "bookmark_url", "Address";
    }
}

/// A published setting; several values are alternatives (regions, sandboxes).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Which setting.
    pub name: SettingName,
    /// Its values; at least one.
    pub values: Vec<Pattern>,
}

/// What the assertion's subject must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameId {
    /// The NameID format, as published (SAML Core 8.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Line>,
    /// What the NameID must be, in plain words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Line>,
}

/// An attribute or claim that the app reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Its name in the assertion.
    pub name: Line,
    /// What it means, in plain words.
    pub source: Line,
    /// Whether sign-on fails without it.
    pub required: bool,
}

/// A published particular of the set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Its stable code.
    pub code: Line,
    /// One sentence for the customer.
    pub text: Prose,
}

/// One step in the SP's own console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What to do.
    pub text: Prose,
    /// Where in the console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Line>,
    /// A picture of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screenshot: Option<FileKey>,
}

/// A facts-only connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The sign-on mode.
    pub mode: SignOn,
    /// Who may start the sign-on; empty when not published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<Flow>,
    /// Just-in-time account creation; `None` when not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jit: Option<bool>,
    /// Published settings and their alternatives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
    /// What the subject must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_id: Option<NameId>,
    /// Attributes that the app reads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// Published particulars.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Steps in the SP's own console.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

impl Known {
    /// A connection of which only the mode is known.
    pub fn mode_only(mode: SignOn) -> Self {
        Self {
            mode,
            flows: Vec::new(),
            jit: None,
            settings: Vec::new(),
            name_id: None,
            attributes: Vec::new(),
            notes: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// The published values of a setting; empty when none were published.
    pub fn values(&self, name: SettingName) -> &[Pattern] {
        self.settings
            .iter()
            .find(|s| s.name == name)
            .map_or(&[], |s| &s.values)
    }
}
