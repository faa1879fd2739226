//! JSON, strictly: what two readers could understand differently is refused.

use std::fmt;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserializer, de};
use serde_json::{Map, Number, Value};

use super::bad;
use crate::actions::Failure;

/// Reads a document. Objects with a key twice, bytes that are not UTF-8, numbers that no double
/// holds and more than 127 levels are refused.
///
/// # Errors
/// `bad_body` with the line and column.
pub(super) fn read(bytes: &[u8]) -> Result<Value, Failure> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(bad(
            "The body begins with a byte order mark. Send the JSON without it.",
        ));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict.deserialize(&mut reader);
    let value = value.and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| bad(format!("The body is not JSON that can be read: {error}.")))
}

/// Makes a [`Value`] and keeps no second value of a key.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("a number is out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(Strict)? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(key) = pairs.next_key::<String>()? {
            if all.contains_key(&key) {
                let shown: String = key.chars().take(64).collect();
                return Err(A::Error::custom(format!(
                    "the key `{shown}` stands twice in one object"
                )));
            }
            let value = pairs.next_value_seed(Strict)?;
            all.insert(key, value);
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_documents_are_read_as_they_are() {
        for text in [
            r#"{"a":[1,-2,2.5,"\u00e4",true,null],"b":{"a":{}}}"#,
            "18446744073709551615",
            " \n\"x\"\t",
        ] {
            let expected: Value = serde_json::from_str(text).unwrap();
            assert_eq!(read(text.as_bytes()).unwrap(), expected);
        }
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
        read(deep.as_bytes()).unwrap();
    }

    #[test]
    fn row_67_what_readers_understand_differently_is_refused() {
        let deep = "[".repeat(10_000);
        let whole = format!("{deep}{}", "]".repeat(10_000));
        for (bytes, words) in [
            (deep.as_bytes(), "recursion"),
            (whole.as_bytes(), "recursion"),
            (br#"{"a":1,"a":2}"#, "`a` stands twice"),
            (br#"{"a":{"b":1,"\u0062":2}}"#, "`b` stands twice"),
            (b"1e999", "out of range"),
            (b"NaN", "expected"),
            (b"-Infinity", "number"),
            (br#""\ud800""#, "hex escape"),
            (b"\xef\xbb\xbf{}", "byte order mark"),
            (b"{\"a\":\"\xff\"}", "unicode"),
            (b"{} {}", "trailing"),
            (b"", "EOF"),
            (b"{", "EOF"),
            (b"\x00", "expected"),
        ] {
            let refused = read(bytes).unwrap_err().in_words();
            assert!(refused.contains(words), "{words}: {refused}");
        }
    }
}
