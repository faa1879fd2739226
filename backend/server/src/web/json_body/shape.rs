//! Fitting a document into the shape that a call takes. What does not fit is named by its path.

use std::fmt::Display;

use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer as _, MapAccess,
    SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

use crate::actions::{Code, Failure, FieldError};

/// Reads `document` into a `T`.
///
/// # Errors
/// The first field that does not fit: `missing`, `unknown_field` or `bad_value`.
pub(super) fn fit<T: DeserializeOwned>(document: Value) -> Result<T, Failure> {
    T::deserialize(Part(document)).map_err(Misfit::into_failure)
}

/// A part of a document.
struct Part(Value);

/// What does not fit, and where.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
struct Misfit {
    /// From the inside out.
    path: Vec<String>,
    code: Code,
    what: String,
    allowed: Vec<String>,
}

impl Misfit {
    fn new(code: Code, what: String) -> Self {
        Self {
            path: Vec::new(),
            code,
            what,
            allowed: Vec::new(),
        }
    }

    fn at(mut self, place: impl Into<String>) -> Self {
        self.path.push(place.into());
        self
    }

    fn into_failure(mut self) -> Failure {
        self.path.reverse();
        let field = match self.path.join(".") {
            path if path.is_empty() => "body".to_owned(),
            path => path,
        };
        let message = format!("`{field}` {}.", self.what.trim_end_matches('.'));
        Failure::field(FieldError::new(field, self.code, message).allowing(self.allowed))
    }
}

fn shown(text: &str) -> String {
    text.chars().take(64).collect()
}

impl Error for Misfit {
    fn custom<T: Display>(what: T) -> Self {
        Self::new(Code::BadValue, what.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Unit | Unexpected::Option => "null".to_owned(),
            Unexpected::Str(_) => "text".to_owned(),
            Unexpected::Seq => "a list".to_owned(),
            Unexpected::Map => "an object".to_owned(),
            Unexpected::Bool(value) => value.to_string(),
            other => other.to_string(),
        };
        Self::custom(format_args!("is {found}; it must be {expected}"))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("is {found}; it must be {expected}"))
    }

    fn unknown_variant(found: &str, allowed: &'static [&'static str]) -> Self {
        let what = format!("is `{}`; allowed are {}", shown(found), allowed.join(", "));
        Self {
            allowed: allowed.iter().map(ToString::to_string).collect(),
            ..Self::new(Code::BadValue, what)
        }
    }

    fn unknown_field(found: &str, known: &'static [&'static str]) -> Self {
        let what = match known {
            [] => "is no field of this call, which has none".to_owned(),
            known => format!("is no field of this call; there are {}", known.join(", ")),
        };
        Self {
            allowed: known.iter().map(ToString::to_string).collect(),
            ..Self::new(Code::UnknownField, what).at(shown(found))
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Code::Missing, "must be given".to_owned()).at(field)
    }
}

impl<'de> Deserializer<'de> for Part {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(value), _) => visitor.visit_u64(value),
                (None, Some(value)) => visitor.visit_i64(value),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items {
                items: items.into_iter(),
                place: 0,
            }),
            Value::Object(pairs) => visitor.visit_map(Pairs {
                pairs: pairs.into_iter(),
                value: None,
            }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    /// A struct is an object: a list of its values in order is another shape.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Array(_) => Err(Misfit::invalid_type(Unexpected::Seq, &"an object")),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(text) => {
                let text: StringDeserializer<Misfit> = text.into_deserializer();
                visitor.visit_enum(text)
            }
            _ => Err(Misfit::custom(format_args!(
                "must be one of {}",
                variants.join(", ")
            ))),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

struct Items {
    items: std::vec::IntoIter<Value>,
    place: usize,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let place = self.place;
        self.place += 1;
        let read = seed.deserialize(Part(item));
        read.map(Some).map_err(|misfit| misfit.at(place.to_string()))
    }
}

struct Pairs {
    pairs: <Map<String, Value> as IntoIterator>::IntoIter,
    value: Option<(String, Value)>,
}

impl<'de> MapAccess<'de> for Pairs {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some((key, value)) = self.pairs.next() else {
            return Ok(None);
        };
        self.value = Some((key.clone(), value));
        seed.deserialize(Part(Value::String(key))).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Misfit> {
        let (key, value) = self.value.take().unwrap_or_default();
        seed.deserialize(Part(value))
            .map_err(|misfit| misfit.at(shown(&key)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use oin_domain::account::MailAddress;
    use oin_domain::org::{OrgRole, Scope};
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields, expecting = "an object")]
    struct Order {
        name: String,
        scopes: Vec<Scope>,
        role: Option<OrgRole>,
        days: u16,
        #[serde(default)]
        mail: Option<MailAddress>,
        #[serde(default)]
        fields: BTreeMap<String, String>,
    }

    fn sound() -> Value {
        json!({"name": "x", "scopes": ["org:read"], "role": null, "days": 3, "mail": null, "fields": {"a.b": "c"}})
    }

    #[test]
    fn a_sound_document_fits() {
        let order: Order = fit(sound()).unwrap();
        assert_eq!(order.scopes, [Scope::OrgRead]);
        assert_eq!(order.fields["a.b"], "c");
        assert_eq!((order.role, order.mail, order.days), (None, None, 3));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (path, value, field, code, words) in [
            ("/name", json!(7), "name", Code::BadValue, "integer `7`"),
            ("/scopes", json!("org:read"), "scopes", Code::BadValue, "is text"),
            ("/scopes/0", json!("all"), "scopes.0", Code::BadValue, "org:write"),
            ("/role", json!({}), "role", Code::BadValue, "one of viewer"),
            ("/days", json!(70_000), "days", Code::BadValue, "70000"),
            ("/days", json!(-1), "days", Code::BadValue, "-1"),
            ("/mail", json!("ada"), "mail", Code::BadValue, "mail address"),
            (
                "/fields/a.b",
                json!(null),
                "fields.a.b",
                Code::BadValue,
                "is null",
            ),
            ("/org_id", json!(1), "org_id", Code::UnknownField, "name, scopes"),
            ("", json!([]), "body", Code::BadValue, "an object"),
        ] {
            let mut document = sound();
            match document.pointer_mut(path) {
                Some(place) => *place = value,
                None => document["org_id"] = value,
            }
            let Err(Failure::Invalid(errors)) = fit::<Order>(document) else {
                panic!("{path} is taken");
            };
            assert_eq!(
                (errors[0].field.as_str(), errors[0].code),
                (field, code),
                "{errors:?}"
            );
            assert!(errors[0].message.contains(words), "{errors:?}");
        }
        let Err(Failure::Invalid(errors)) = fit::<Order>(json!({"name": "x"})) else {
            panic!("half is taken");
        };
        assert_eq!(
            (errors[0].field.as_str(), errors[0].code),
            ("scopes", Code::Missing)
        );
    }
}
