//! Drafts as trees of JSON: for the API, and as a copy of published content.

use serde_json::{Map, Value};

use super::{Draft, Field, Kind, SetError};
use crate::integration::Content;

/// The leaves of a tree as text by path, in the tree's order; `null` is an
/// empty text. Empty lists and objects have no leaf. The caller bounds the tree's depth and size.
pub fn leaves(tree: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(tree, &mut String::new(), &mut found);
    found
}

fn walk(tree: &Value, path: &mut String, found: &mut Vec<(String, String)>) {
    let text = match tree {
        Value::Object(object) => {
            for (name, value) in object {
                below(path, name, |path| walk(value, path, found));
            }
            return;
        }
        Value::Array(list) => {
            for (place, value) in list.iter().enumerate() {
                below(path, &place.to_string(), |path| walk(value, path, found));
            }
            return;
        }
        Value::Null => String::new(),
        Value::Bool(true) => "true".to_owned(),
        Value::Bool(false) => String::new(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
    };
    found.push((path.clone(), text));
}

fn below(path: &mut String, name: &str, visit: impl FnOnce(&mut String)) {
    let length = path.len();
    if length > 0 {
        path.push('.');
    }
    path.push_str(name);
    visit(path);
    path.truncate(length);
}

impl Draft {
    /// Changes the fields that a tree of JSON holds, all or none; `null` takes
    /// a field away. The caller bounds the tree's depth and size.
    ///
    /// # Errors
    /// Every [`SetError`], in the tree's order.
    pub fn patch(&mut self, tree: &Value) -> Result<(), Vec<SetError>> {
        let leaves = leaves(tree);
        // `null` in the place of an entry or a group is an empty place.
        let empty = |path: &str, text: &str| text.is_empty() && Field::is_above(path);
        self.set_any(
            leaves
                .iter()
                .filter(|(path, text)| !empty(path, text))
                .map(|(path, text)| (path.as_str(), text.as_str())),
        )
    }

    /// The draft as a tree of JSON: lists are arrays, ticked boxes `true`, the
    /// rest is text as typed. A list's empty places are `null`.
    pub fn tree(&self) -> Value {
        let mut root = Value::Object(Map::new());
        for (path, text) in self.iter() {
            let flag = Field::at(path).is_some_and(|field| matches!(field.kind, Kind::Flag));
            let leaf = if flag && text == "true" {
                Value::Bool(true)
            } else {
                Value::String(text.to_owned())
            };
            grow(&mut root, path, leaf);
        }
        root
    }

    /// A draft that says what published content says, for an update. Facts-only
    /// connections are left out: nobody declared them.
    ///
    /// # Errors
    /// When the content has no JSON form, which no value of its types has.
    pub fn copy_of(content: &Content) -> Result<Self, serde_json::Error> {
        let declared = Content {
            connections: content
                .connections
                .iter()
                .filter(|connection| connection.kind() != "known")
                .cloned()
                .collect(),
            provenance: None,
            ..content.clone()
        };
        let mut draft = Self::default();
        for (path, text) in leaves(&serde_json::to_value(&declared)?) {
            // `{"one_of": [...]}` is a choice with a list beside it.
            if let Some((variable, place)) = path.split_once(".kind.one_of.") {
                draft
                    .fields
                    .insert(format!("{variable}.kind"), "one_of".to_owned());
                draft.fields.insert(format!("{variable}.choices.{place}"), text);
            } else if !text.is_empty() {
                draft.fields.insert(path, text);
            }
        }
        // The only default that JSON leaves out.
        draft
            .fields
            .entry("visibility.kind".to_owned())
            .or_insert_with(|| "public".to_owned());
        Ok(draft)
    }
}

/// Puts a leaf at its path, making objects and lists on the way.
fn grow(node: &mut Value, path: &str, leaf: Value) {
    let (name, rest) = match path.split_once('.') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    let slot = match name.parse::<usize>() {
        Ok(place) if place < 64 => {
            if !node.is_array() {
                *node = Value::Array(Vec::new());
            }
            let Some(list) = node.as_array_mut() else { return };
            if list.len() <= place {
                list.resize(place + 1, Value::Null);
            }
            &mut list[place]
        }
        _ => {
            if !node.is_object() {
                *node = Value::Object(Map::new());
            }
            let Some(object) = node.as_object_mut() else {
                return;
            };
            object.entry(name).or_insert(Value::Null)
        }
    };
    match rest {
        Some(rest) => grow(slot, rest, leaf),
        None => *slot = leaf,
    }
}
