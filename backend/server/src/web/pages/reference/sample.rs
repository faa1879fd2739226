//! Sample calls: addresses and bodies made of the examples in the document, as curl makes them.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Param, elements, members, reference, text};
use crate::web::pairs::QueryString;

/// The call as curl makes it.
pub(super) fn call(document: &Value, url: &str, method: &str, operation: &Value) -> String {
    let mut call = "curl".to_owned();
    let content = &operation["requestBody"]["content"];
    let body = references(document, &content["application/json"]["schema"])
        .first()
        .map(|name| body(document, name));
    if method != "get" && !(method == "post" && body.is_some()) {
        let _ = write!(call, " -X {}", method.to_uppercase());
    }
    let _ = write!(call, " '{url}'");
    if !operation["security"].is_null() {
        call.push_str(" -H \"Authorization: Bearer $TOKEN\"");
    }
    let headers =
        elements(&operation["parameters"]).filter(|of| of["in"] == "header" && of["required"] == true);
    for header in headers {
        let (name, example) = (text(&header["name"]), text(&header["example"]));
        let _ = write!(
            call,
            " -H '{}: {}'",
            name.unwrap_or_default(),
            example.unwrap_or_default()
        );
    }
    match body {
        Some(body) => {
            let _ = write!(call, " -H 'Content-Type: application/json' -d '{body}'");
        }
        None if content["multipart/form-data"].is_object() => {
            call.push_str(" -F kind=logo -F file=@logo.png");
        }
        None => {}
    }
    call
}

/// A body of a schema's examples.
fn body(document: &Value, name: &str) -> Value {
    let schema = &document["components"]["schemas"][name];
    let examples = members(&schema["properties"]).filter_map(|(field, of)| {
        let example = &of["example"];
        (!example.is_null()).then(|| (field.clone(), example.clone()))
    });
    Value::Object(examples.collect())
}

/// The schemas that a schema is, or may be.
pub(super) fn references(document: &Value, schema: &Value) -> Vec<String> {
    let choices = |of: &Value| -> Vec<String> {
        elements(&of["oneOf"])
            .chain(elements(&of["anyOf"]))
            .flat_map(|one| references(document, one))
            .collect()
    };
    match reference(schema) {
        None => choices(schema),
        Some(name) => {
            let inner = choices(&document["components"]["schemas"][&name]);
            if inner.is_empty() { vec![name] } else { inner }
        }
    }
}

/// The call's address with the examples of its path and required parameters.
pub(super) fn address(path: &str, params: &[Param]) -> String {
    let mut address = path.to_owned();
    let mut query = QueryString::default();
    for param in params {
        let Some(example) = &param.example else { continue };
        match param.location.as_str() {
            "path" => address = address.replace(&format!("{{{}}}", param.name), example),
            "query" if param.required || param.name == "q" => query.push(&param.name, example),
            _ => {}
        }
    }
    query.after(&address)
}
