//! JSON as others write it: bounded, and each member once.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::finding::{Code, Finding, Place, Refusal};

/// Largest document, in bytes.
pub(super) const MAX_BYTES: usize = 256 * 1024;
/// Deepest nesting of arrays and objects.
const MAX_DEPTH: usize = 16;

/// Parses one JSON value. Readers differ in which of two equal names counts, so a doubled one is refused.
///
/// # Errors
/// `json_too_large`, `json_encoding`, `json_not_json`, `json_too_deep`, `json_duplicate_key`, `json_malformed`.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, Refusal> {
    if bytes.len() > MAX_BYTES {
        let message = format!(
            "The document has {} bytes; at most {MAX_BYTES} are read.",
            bytes.len()
        );
        return Err(Finding::whole(Code::JsonTooLarge, message).into());
    }
    // RFC 8259 §8.1: a byte order mark may be passed over.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        let message = "The document has a character that is not UTF-8.";
        return Err(Finding::whole(Code::JsonEncoding, message).into());
    };
    if let Some(message) = instead(text.trim_start()) {
        return Err(Finding::whole(Code::JsonNotJson, message).into());
    }
    let fault = Cell::new(Code::JsonMalformed);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed = Strict {
        depth: 0,
        fault: &fault,
    }
    .deserialize(&mut deserializer);
    parsed
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| {
            let place = Place {
                path: String::new(),
                line: u32::try_from(error.line()).ok(),
                column: u32::try_from(error.column()).ok(),
            };
            Finding::at(fault.get(), place, format!("This JSON is not accepted: {error}.")).into()
        })
}

/// What a text seems to be that is not meant as JSON.
fn instead(start: &str) -> Option<&'static str> {
    let one_line = || !start.trim_end().contains(char::is_whitespace);
    if start.is_empty() {
        Some("The document is empty.")
    } else if start.starts_with('<') {
        Some("This is XML or a web page, not JSON.")
    } else if (start.starts_with("https://") || start.starts_with("http://")) && one_line() {
        Some("This is an address, not a document: put it where the address belongs.")
    } else if start.starts_with("eyJ") && one_line() {
        Some("This is a token or a signed statement, not plain JSON.")
    } else {
        None
    }
}

/// A place for each name and index, as a JSON pointer (RFC 6901).
pub(super) fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Builds a value and watches depth and names; `fault` keeps which rule was broken.
#[derive(Clone, Copy)]
struct Strict<'f> {
    depth: usize,
    fault: &'f Cell<Code>,
}

impl Strict<'_> {
    fn inner<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            self.fault.set(Code::JsonTooDeep);
            return Err(E::custom(format_args!(
                "values are nested more than {MAX_DEPTH} deep"
            )));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("a number is out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut values = Vec::new();
        while let Some(value) = access.next_element_seed(inner)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut members = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            if members.contains_key(&name) {
                self.fault.set(Code::JsonDuplicateKey);
                let name = crate::finding::shown(&name);
                return Err(A::Error::custom(format_args!(
                    "the member \"{name}\" stands twice"
                )));
            }
            let value = access.next_value_seed(inner)?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}
