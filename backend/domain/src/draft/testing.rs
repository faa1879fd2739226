//! What reviewers and tests need beside the content; never part of a listing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::account::MailAddress;
use crate::integration::{UrlPattern, VariableName};
use crate::text::{Line, Prose};

/// The sandbox that trusts the org's test identity provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sandbox {
    /// Whether it has the test identity provider's metadata.
    pub trusts_test_idp: bool,
    /// Its value for each tenant variable.
    pub values: BTreeMap<VariableName, String>,
}

/// What tells a page that says "signed in" or "rejected".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Marker {
    /// The page's address; `*` stands for any text.
    Url(String),
    /// A CSS selector that finds something on the page.
    Selector(crate::connection::Selector),
}

/// A sandbox account for reviewers and tests. Its password and TOTP seed are
/// sealed elsewhere, under this login's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestLogin {
    /// Where it signs in.
    pub url: UrlPattern,
    /// Its user name.
    pub user_name: Line,
    /// Its role in the app.
    pub role: Line,
    /// The last day it works; nothing when it does not expire.
    pub expires: Option<NaiveDate>,
    /// The NameID or `sub` it is known by.
    pub subject: Option<Line>,
}

crate::choices! {
    /// What a contact is for.
    ContactRole as "contact" {
        /// For customers in trouble.
        Support = "support", "Support contact";
        /// For reviewers and tests.
        Technical = "technical", "Technical contact";
        /// For agreements.
        Business = "business", "Business contact";
    }
}

/// A person to reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Their name.
    pub name: Line,
    /// Their mail address.
    pub mail: MailAddress,
    /// Their phone number.
    pub phone: Option<Line>,
    /// When and how to reach them.
    pub note: Option<Line>,
}

/// The three contacts; they may be one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacts {
    /// For customers in trouble.
    pub support: Contact,
    /// For reviewers and tests.
    pub technical: Contact,
    /// For agreements.
    pub business: Contact,
}

impl Contacts {
    /// The one for something.
    pub fn of(&self, role: ContactRole) -> &Contact {
        match role {
            ContactRole::Support => &self.support,
            ContactRole::Technical => &self.technical,
            ContactRole::Business => &self.business,
        }
    }
}

/// What reviewers and tests need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Testing {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// What shows that a person is signed in.
    pub signed_in: Option<Marker>,
    /// What shows that a person was rejected.
    pub rejected: Option<Marker>,
    /// Sandbox accounts.
    pub logins: Vec<TestLogin>,
    /// How to test.
    pub instructions: Option<Prose>,
    /// Whom to reach.
    pub contacts: Contacts,
}
