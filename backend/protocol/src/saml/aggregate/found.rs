//! An entity of an aggregate, and how it becomes a document of its own.

use std::ops::Range;

use chrono::{DateTime, Utc};

/// An entity that the pass came by.
pub(super) struct Found<'s> {
    pub(super) entity_id: String,
    pub(super) display_name: Option<String>,
    pub(super) is_sp: bool,
    pub(super) is_idp: bool,
    pub(super) line: u32,
    pub(super) range: Range<usize>,
    pub(super) groups_valid_until: Option<DateTime<Utc>>,
    /// Declarations of the groups around it.
    pub(super) inherited: &'s [Declaration],
    /// Its own declarations.
    pub(super) own: &'s [Declaration],
}

/// A namespace declaration in force, with the depth of its element.
#[derive(Clone)]
pub(super) struct Declaration {
    pub(super) prefix: String,
    /// As written, entities and all, so that it can be written again.
    pub(super) written: String,
    pub(super) namespace: String,
    pub(super) depth: usize,
}

impl Found<'_> {
    /// The entity as a document of its own.
    pub(super) fn document(&self, text: &str) -> String {
        let entity = text.get(self.range.clone()).unwrap_or_default();
        let name = entity
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
            .unwrap_or(0);
        let (name, rest) = entity.split_at(name);
        let mut document = name.to_owned();
        let mut done: Vec<&str> = self
            .own
            .iter()
            .map(|declaration| declaration.prefix.as_str())
            .collect();
        for declaration in self.inherited.iter().rev() {
            if done.contains(&declaration.prefix.as_str()) {
                continue;
            }
            done.push(&declaration.prefix);
            let colon = if declaration.prefix.is_empty() { "" } else { ":" };
            // The value came out of one kind of quotes and may hold the other.
            let quote = if declaration.written.contains('"') {
                '\''
            } else {
                '"'
            };
            document.push_str(&format!(
                " xmlns{colon}{}={quote}{}{quote}",
                declaration.prefix, declaration.written
            ));
        }
        document.push_str(rest);
        document
    }
}
