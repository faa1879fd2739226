//! A draft: what a person has typed so far, kept as typed.
//!
//! A [`Draft`] holds text by path and nothing else: every field may be missing
//! or wrong, nothing that was typed is lost or changed, and its JSON is a flat
//! object of strings that never needs a migration. [`Draft::complete`] parses
//! it into a [`Proposal`], or says at every field what is missing.

mod complete;
mod field;
mod fields;
mod help;
mod kept;
mod kinds;
mod sealed;
mod testing;
mod tree;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use complete::Proposal;
pub use field::{Field, Kind, Step};
pub use fields::FIELDS;
pub use help::Help;
pub use kept::{Beside, Conflict, Edit, Kept, Merged, Origin, Reach, RemoveError, Touch};
pub use kinds::{
    CutOverKind, EncryptionKind, ExtraKind, InitiationKind, LogoutKind, MarkerKind, RequestsKind,
    ScimAuthKind, VariableType, VisibilityKind,
};
pub use sealed::SealedField;
pub use testing::{Contact, ContactRole, Contacts, Marker, Sandbox, TestLogin, Testing};
pub use tree::leaves;

/// Why a change of a draft was refused; nothing of the change was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// No field has that path.
    #[error("`{0}` is no field of a draft")]
    UnknownField(String),
    /// The field belongs to another step.
    #[error("`{field}` belongs to the step {step}")]
    OtherStep {
        /// The path.
        field: String,
        /// Its step.
        step: Step,
    },
    /// Secrets are sealed elsewhere.
    #[error("`{0}` is a secret and is not part of the draft")]
    Secret(String),
    /// Longer than a draft keeps.
    #[error("`{field}` is longer than {} characters", Draft::FIELD_LIMIT)]
    TooLong {
        /// The path.
        field: String,
    },
    /// NUL, which no database text can hold.
    #[error("`{0}` holds a NUL character")]
    Nul(String),
    /// More fields than a draft keeps.
    #[error("a draft holds at most {} fields", Draft::FIELDS_LIMIT)]
    TooMany,
    /// More text than a draft keeps.
    #[error("a draft holds at most {} characters in all", Kept::LIMIT)]
    TooLarge,
}

/// What a person has typed so far, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Draft {
    fields: BTreeMap<String, String>,
}

impl Draft {
    /// The most characters that one field keeps, more than any limit of a
    /// complete one, so that a text that is too long can be shortened in place.
    pub const FIELD_LIMIT: usize = 20_000;
    /// The most fields that a draft keeps.
    pub const FIELDS_LIMIT: usize = 2_000;

    /// Changes fields of `step`, all or none; an empty text takes the field away.
    ///
    /// # Errors
    /// Every [`SetError`], in the order given.
    pub fn set<'a>(
        &mut self,
        step: Step,
        fields: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), Vec<SetError>> {
        let mut next = self.fields.clone();
        put(&mut next, Some(step), fields)?;
        self.fields = next;
        Ok(())
    }

    /// Changes fields of any step, all or none; an empty text takes the field away.
    ///
    /// # Errors
    /// Every [`SetError`], in the order given.
    pub fn set_any<'a>(
        &mut self,
        fields: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), Vec<SetError>> {
        let mut next = self.fields.clone();
        put(&mut next, None, fields)?;
        self.fields = next;
        Ok(())
    }

    /// Puts a whole form in the place of all fields of `step`: what the form
    /// does not hold is gone, as with unticked boxes and removed rows.
    ///
    /// # Errors
    /// Every [`SetError`], in the order given.
    pub fn replace<'a>(
        &mut self,
        step: Step,
        fields: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), Vec<SetError>> {
        let mut next = self.fields.clone();
        next.retain(|path, _| Field::at(path).is_none_or(|field| field.step != step));
        put(&mut next, Some(step), fields)?;
        self.fields = next;
        Ok(())
    }

    /// Takes the entry at `place` out of a list and moves the later ones up.
    pub fn remove_entry(&mut self, list: &str, place: usize) {
        let fields = std::mem::take(&mut self.fields);
        for (path, text) in fields {
            match entry_of(&path, list) {
                Some((at, _)) if at == place => {}
                Some((at, rest)) if at > place => {
                    self.fields.insert(format!("{list}.{}{rest}", at - 1), text);
                }
                _ => {
                    self.fields.insert(path, text);
                }
            }
        }
    }

    /// What was typed at `path`; nothing when it is empty.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.fields.get(path).map(String::as_str)
    }

    /// What was typed at `path`, trimmed; nothing when that is empty.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.get(path).map(str::trim).filter(|text| !text.is_empty())
    }

    /// Whether a box is ticked.
    pub fn flag(&self, path: &str) -> bool {
        self.text(path) == Some("true")
    }

    /// Every field with its text, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The places of a list that hold something, in order.
    pub fn places(&self, list: &str) -> Vec<usize> {
        let mut places: Vec<usize> = self
            .fields
            .keys()
            .filter_map(|path| entry_of(path, list).map(|(place, _)| place))
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Whether anything was typed below `path`.
    pub fn has(&self, path: &str) -> bool {
        self.fields.keys().any(|key| {
            key.strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// Every field with its description and text, unknown paths left out.
    pub fn known(&self) -> impl Iterator<Item = (&'static Field, &str, &str)> {
        self.iter()
            .filter_map(|(path, text)| Field::at(path).map(|field| (field, path, text)))
    }

    /// The same in the order in which the wizard asks, entries of lists by their places; for people
    /// who read all of it.
    pub fn in_order(&self) -> Vec<(&'static Field, &str, &str)> {
        let mut known: Vec<_> = self.known().collect();
        known.sort_by_cached_key(|(_, path, _)| Field::order(path));
        known
    }
}

/// The place and the rest of `path` when it lies in `list`.
fn entry_of<'p>(path: &'p str, list: &str) -> Option<(usize, &'p str)> {
    let rest = path.strip_prefix(list)?.strip_prefix('.')?;
    let end = rest.find('.').unwrap_or(rest.len());
    Some((rest[..end].parse().ok()?, &rest[end..]))
}

fn put<'a>(
    kept: &mut BTreeMap<String, String>,
    step: Option<Step>,
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<(), Vec<SetError>> {
    let mut errors = Vec::new();
    for (path, text) in fields {
        match refuse(step, path, text) {
            Some(error) => errors.push(error),
            None if text.is_empty() => {
                kept.remove(path);
            }
            None => {
                kept.insert(path.to_owned(), text.to_owned());
            }
        }
    }
    if kept.len() > Draft::FIELDS_LIMIT {
        errors.push(SetError::TooMany);
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn refuse(step: Option<Step>, path: &str, text: &str) -> Option<SetError> {
    let name = || path.chars().take(128).collect::<String>();
    let Some(field) = Field::at(path) else {
        return Some(SetError::UnknownField(name()));
    };
    if matches!(field.kind, Kind::Secret) {
        return Some(SetError::Secret(name()));
    }
    if step.is_some_and(|step| step != field.step) {
        return Some(SetError::OtherStep {
            field: name(),
            step: field.step,
        });
    }
    if text.chars().count() > Draft::FIELD_LIMIT {
        return Some(SetError::TooLong { field: name() });
    }
    text.contains('\0').then(|| SetError::Nul(name()))
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
