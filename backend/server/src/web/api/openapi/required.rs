//! What is always there in answers.

use std::collections::BTreeSet;

use serde_json::Value;

/// Every field of our answers is always there, null where there is nothing. What callers send
/// may lack fields.
pub(super) fn require_every_field(document: &mut Value) {
    let sent = sent(document);
    let schemas = document["components"]["schemas"].as_object_mut();
    for (name, schema) in schemas.into_iter().flatten() {
        if !sent.contains(name) {
            require_all_of(schema);
        }
    }
}

/// The names of the schemas that callers send.
fn sent(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(_, operations)| operations.as_object().into_iter().flatten());
    let mut names = BTreeSet::new();
    for (_, operation) in operations {
        let contents = operation["requestBody"]["content"].as_object();
        for (_, content) in contents.into_iter().flatten() {
            collect_references(&content["schema"], &mut names);
        }
    }
    names
}

fn collect_references(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_str().and_then(|path| path.rsplit('/').next()) {
                    Some(of) if name == "$ref" => {
                        names.insert(of.to_owned());
                    }
                    _ => collect_references(value, names),
                }
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| collect_references(part, names)),
        _ => {}
    }
}

fn require_all_of(schema: &mut Value) {
    for part in ["allOf", "oneOf"] {
        schema[part]
            .as_array_mut()
            .into_iter()
            .flatten()
            .for_each(require_all_of);
    }
    let names: Option<Vec<String>> = schema["properties"]
        .as_object()
        .map(|all| all.keys().cloned().collect());
    if let Some(names) = names {
        schema["required"] = serde_json::json!(names);
    }
    // Indexing to look has left nulls behind.
    if let Some(object) = schema.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
}
