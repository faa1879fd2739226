//! The leaves of a content's JSON, each under a key that stays the same when a
//! list is put into another order.

use serde_json::Value;

use crate::integration::Content;

/// A leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where it is, lists' entries by what they are.
    pub key: String,
    /// Where it is, lists' entries by their place.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The leaves of `content`, in its order.
pub(super) fn of(content: &Content) -> Result<Vec<Entry>, serde_json::Error> {
    let mut found = Vec::new();
    walk(
        &serde_json::to_value(content)?,
        String::new(),
        String::new(),
        &mut found,
    );
    Ok(found)
}

fn walk(tree: &Value, key: String, path: String, found: &mut Vec<Entry>) {
    match tree {
        Value::Object(object) => {
            for (name, value) in object {
                walk(value, below(&key, name), below(&path, name), found);
            }
        }
        Value::Array(list) => {
            let mut seen: Vec<String> = Vec::new();
            for (place, value) in list.iter().enumerate() {
                let mut name = name_of(value, place);
                // The second connection of one type, the second equal line.
                let count = seen.iter().filter(|other| **other == name).count();
                seen.push(name.clone());
                if count > 0 {
                    name = format!("{name}#{count}");
                }
                walk(value, below(&key, &name), below(&path, &place.to_string()), found);
            }
        }
        Value::Null | Value::Bool(false) => {}
        Value::Bool(true) => push(found, key, path, "true".to_owned()),
        Value::Number(number) => push(found, key, path, number.to_string()),
        Value::String(text) => push(found, key, path, text.clone()),
    }
}

fn push(found: &mut Vec<Entry>, key: String, path: String, text: String) {
    found.push(Entry { key, path, text });
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// What an entry of a list is known by: the index of an ACS, the name of an
/// attribute or a variable, the type of a connection, a value itself; the
/// place where nothing names it.
fn name_of(value: &Value, place: usize) -> String {
    let named = match value {
        Value::Object(object) => ["index", "type", "name", "label", "file"]
            .iter()
            .find_map(|name| object.get(*name)),
        plain => Some(plain),
    };
    match named {
        Some(Value::String(text)) => format!("[{text}]"),
        Some(Value::Number(number)) => format!("[{number}]"),
        _ => place.to_string(),
    }
}
