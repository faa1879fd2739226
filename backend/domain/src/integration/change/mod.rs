//! What an update changes, field by field, and what that does to customers.
//!
//! The class of an address is found by rendering every installed tenant's
//! values through the old and the new content and comparing what comes out.
//! Anything that is not known to be harmless is breaking.

mod class;
mod entries;
mod tenants;

use serde::{Deserialize, Serialize};

use super::Content;
use entries::Entry;

pub use tenants::Tenant;

crate::choices! {
    /// What a change does to customers.
    Class as "diff class" {
        /// Words, pictures, contacts.
        Text = "text", "Words and pictures";
        /// Nothing that is installed notices.
        Safe = "safe", "Safe";
        /// Something that is installed may stop working.
        Breaking = "breaking", "Breaking";
    }
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Its path in the new content, or in the old one when it is gone.
    pub path: String,
    /// What it was; nothing when it is new.
    pub old: Option<String>,
    /// What it is; nothing when it is gone.
    pub new: Option<String>,
    /// What that does to customers.
    pub class: Class,
    /// Whether a person must look at it, whatever the class: names, logos,
    /// new connections, who finds it.
    pub reviewed: bool,
    /// Why it has its class.
    pub why: String,
}

/// What an update changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Every field that differs, in the content's order.
    pub differences: Vec<Difference>,
}

impl Change {
    /// Compares `old` and `new` for these installed tenants.
    ///
    /// # Errors
    /// When a content has no JSON form, which no value of its types has.
    pub fn between(old: &Content, new: &Content, tenants: &[Tenant]) -> Result<Self, serde_json::Error> {
        let (before, after) = (entries::of(old)?, entries::of(new)?);
        let judge = class::Judge::new(old, new, tenants);
        let find = |list: &[Entry], key: &str| list.iter().find(|entry| entry.key == key).cloned();
        let mut differences: Vec<Difference> = Vec::new();
        for entry in &after {
            let was = find(&before, &entry.key);
            if was.as_ref().is_none_or(|was| was.text != entry.text) {
                differences.push(judge.difference(was.as_ref(), Some(entry)));
            }
        }
        for gone in before.iter().filter(|entry| find(&after, &entry.key).is_none()) {
            differences.push(judge.difference(Some(gone), None));
        }
        differences.extend(judge.default_acs());
        Ok(Self { differences })
    }

    /// The worst class of all differences; nothing when nothing differs.
    ///
    /// A change that a person must look at is never [`Class::Text`].
    pub fn class(&self) -> Option<Class> {
        self.differences
            .iter()
            .map(|difference| {
                if difference.reviewed {
                    difference.class.max(Class::Safe)
                } else {
                    difference.class
                }
            })
            .max()
    }

    /// Whether the system may approve it without a person, as far as the
    /// change decides that.
    pub fn may_pass_alone(&self) -> bool {
        self.class().is_some_and(|class| class < Class::Breaking)
            && !self.differences.iter().any(|difference| difference.reviewed)
    }
}

#[cfg(test)]
mod tests;
