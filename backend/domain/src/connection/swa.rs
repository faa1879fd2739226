//! A Secure Web Authentication connection: a login form and its fields.

use serde::{Deserialize, Serialize};

use crate::integration::{Pattern, UrlPattern, VariableName};
use crate::text::{Line, is_hidden};

use super::Step;

/// Why a selector was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be a CSS selector of 1 to 300 characters, such as #user or input[name=\"login\"], without `{{`, `}}`, `<` or control characters"
)]
pub struct SelectorError;

/// A CSS selector that finds one element of a login page.
///
/// Only the shape is checked; whether it finds its element is what the
/// analysis of the page says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Selector(String);

impl Selector {
    /// The most characters it may have.
    pub const LIMIT: usize = 300;

    /// Checks and trims `text`.
    ///
    /// # Errors
    /// [`SelectorError`] when it cannot be a selector.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        let text = text.trim();
        let good = !text.is_empty()
            && text.chars().count() <= Self::LIMIT
            && !text.chars().any(|c| is_hidden(c) || matches!(c, '{' | '}' | '<'));
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(SelectorError)
        }
    }

    /// The selector itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Selector {
    type Error = SelectorError;
    fn try_from(text: String) -> Result<Self, SelectorError> {
        Self::parse(&text)
    }
}

impl From<Selector> for String {
    fn from(selector: Selector) -> String {
        selector.0
    }
}

crate::choices! {
    /// Who sets the stored credentials.
    CredentialsBy as "credentials setting" {
        /// Each person.
        User = "user", "Each person";
        /// An administrator, for each person.
        Admin = "admin", "An administrator";
        /// One shared account, set by an administrator.
        Shared = "shared", "One shared account";
    }
}

/// What an extra field of the form holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ExtraValue {
    /// The same for everybody; never a secret.
    Fixed {
        /// The value.
        text: Line,
    },
    /// What the customer filled in.
    PerTenant {
        /// The tenant variable.
        variable: VariableName,
    },
    /// What each person fills in.
    PerUser {
        /// Whether it is sealed and never shown.
        secret: bool,
    },
}

/// A field of the login form beside user name and password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraField {
    /// What people read.
    pub label: Line,
    /// Where it is.
    pub selector: Selector,
    /// What it holds.
    pub value: ExtraValue,
}

/// A Secure Web Authentication connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Swa {
    /// The page with the form.
    pub login_url: UrlPattern,
    /// The field of the user name.
    pub user_name: Selector,
    /// The field of the password.
    pub password: Selector,
    /// What sends the form; nothing when Enter does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<Selector>,
    /// Who sets the credentials.
    pub credentials: CredentialsBy,
    /// More fields of the form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<ExtraField>,
    /// What the address looks like after a good sign-in; `*` stands for any text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success_url: Option<Pattern>,
    /// Steps in the app's own console.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}
