//! A customer's values for an integration's tenant variables.

use std::collections::BTreeMap;

use crate::integration::{Content, Pattern, ValueError};

use super::Value;

/// Accepted values, by variable name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<String, String>);

/// Why a customer's value was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValuesError {
    /// The integration has no variable of that name.
    #[error("`{name}` is not a variable of this integration; it has {}", if .known.is_empty() { "none".to_owned() } else { .known.join(", ") })]
    Unknown {
        /// The name that was given, cut to 64 characters.
        name: String,
        /// The integration's variables.
        known: Vec<String>,
    },
    /// A value of the wrong form.
    #[error("`{name}` {error}")]
    Value {
        /// The variable.
        name: String,
        /// What is wrong.
        error: ValueError,
    },
}

impl Values {
    /// Checks `given` pairs against the variables of `content`; blank values
    /// count as not given, of two for one name the last wins.
    ///
    /// # Errors
    /// Every [`ValuesError`], in the order given, so that a form can show each
    /// at its field.
    pub fn accept<'a>(
        content: &Content,
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<ValuesError>> {
        let mut accepted = BTreeMap::new();
        let mut errors = Vec::new();
        for (name, value) in given {
            let Some(variable) = content.variables.iter().find(|v| v.name.as_str() == name) else {
                errors.push(ValuesError::Unknown {
                    name: name.chars().take(64).collect(),
                    known: content
                        .variables
                        .iter()
                        .map(|v| v.name.as_str().to_owned())
                        .collect(),
                });
                continue;
            };
            if value.trim().is_empty() {
                continue;
            }
            match variable.accept(value) {
                Ok(value) => {
                    accepted.insert(name.to_owned(), value);
                }
                Err(error) => errors.push(ValuesError::Value {
                    name: name.to_owned(),
                    error,
                }),
            }
        }
        if errors.is_empty() {
            Ok(Self(accepted))
        } else {
            Err(errors)
        }
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One guide value from a pattern.
    pub(super) fn fill(&self, label: String, pattern: &Pattern, note: Option<String>) -> Value {
        let complete = pattern.variables().iter().all(|name| self.0.contains_key(*name));
        Value {
            label,
            value: pattern.render(&self.0),
            note,
            complete,
        }
    }

    /// Guide values from alternatives: `ACS URL`, or `ACS URL (1 of 3)`.
    pub(super) fn fill_each(&self, label: &str, patterns: &[Pattern]) -> Vec<Value> {
        let count = patterns.len();
        let named = |n: usize| {
            if count == 1 {
                label.to_owned()
            } else {
                format!("{label} ({} of {count})", n + 1)
            }
        };
        patterns
            .iter()
            .enumerate()
            .map(|(n, pattern)| self.fill(named(n), pattern, None))
            .collect()
    }
}
