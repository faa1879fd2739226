//! A WS-Federation connection (WS-Federation 1.2, passive requestor profile).

use serde::{Deserialize, Serialize};

use crate::integration::{Pattern, UrlPattern};

use super::{Groups, Statement, Step, Subject};

/// A WS-Federation connection. It starts at the app, or with a tile that opens
/// the app's own start page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WsFed {
    /// The realm (`wtrealm`).
    pub realm: Pattern,
    /// Where tokens are posted (`wreply`).
    pub reply_url: UrlPattern,
    /// Where a person starts at the app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_url: Option<UrlPattern>,
    /// Whom the token is about.
    pub name_id: Subject,
    /// The token's audience, when it is not the realm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Pattern>,
    /// The attributes of the token.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Statement>,
    /// The groups that are sent along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Groups>,
    /// Steps in the app's own console.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}
