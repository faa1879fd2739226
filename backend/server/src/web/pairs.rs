//! A query string as pairs, strictly: what is not UTF-8 is refused instead of
//! replaced.

use percent_encoding::percent_decode_str;

use crate::actions::{Code, Failure, FieldError};

/// The most pairs that a query string may have.
const MOST: usize = 200;

/// The pairs of a query string, decoded, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Decodes `raw` (`application/x-www-form-urlencoded`).
    ///
    /// # Errors
    /// Bytes that are not UTF-8, or more than 200 pairs.
    pub fn parse(raw: &str) -> Result<Self, Failure> {
        Self::parse_at_most(raw, MOST)
    }

    /// The same with at most `most` pairs, as forms have.
    ///
    /// # Errors
    /// As [`Pairs::parse`].
    pub fn parse_at_most(raw: &str, most: usize) -> Result<Self, Failure> {
        let mut pairs = Vec::new();
        for part in raw.split('&').filter(|part| !part.is_empty()) {
            if pairs.len() == most {
                let message = format!("There are more than {most} parameters or fields.");
                return Err(Failure::field(FieldError::new(
                    "query",
                    Code::TooManyFilters,
                    message,
                )));
            }
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let name = decode(name, "query")?;
            let value = decode(value, &name)?;
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// The pairs of which both sides are UTF-8, as far as [`Pairs::parse`] reads:
    /// for showing again what was typed.
    pub fn readable(raw: &str) -> Self {
        let parts = raw.split('&').filter(|part| !part.is_empty()).take(MOST);
        let read = parts.filter_map(|part| Self::parse(part).ok());
        Self(read.flat_map(|pairs| pairs.0).collect())
    }

    /// The pairs, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first value of a name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.iter().find(|(n, _)| *n == name).map(|(_, value)| value)
    }

    /// The value of a name that may be given once.
    ///
    /// # Errors
    /// `duplicate_parameter` when it is given more often.
    pub fn single(&self, name: &str) -> Result<Option<&str>, Failure> {
        let mut values = self.iter().filter(|(n, _)| *n == name).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Failure::field(given_twice(name))),
            (value, None) => Ok(value),
        }
    }

    /// Refuses any name that is not in `known`.
    ///
    /// # Errors
    /// `unknown_parameter` for the first such name, with the known ones.
    pub fn only(&self, known: &[&str]) -> Result<(), Failure> {
        match self.iter().find(|(name, _)| !known.contains(name)) {
            None => Ok(()),
            Some((name, _)) => {
                let shown: String = name.chars().take(64).collect();
                let message = format!(
                    "`{shown}` is not a parameter of this call; it has {}.",
                    list(known)
                );
                let error = FieldError::new(shown, Code::UnknownParameter, message)
                    .allowing(known.iter().map(|name| (*name).to_owned()));
                Err(Failure::field(error))
            }
        }
    }
}

/// The refusal of a single-valued parameter that is given again.
pub fn given_twice(name: &str) -> FieldError {
    let message = format!("`{name}` is given twice; give it once.");
    FieldError::new(name, Code::DuplicateParameter, message)
}

fn list(known: &[&str]) -> String {
    if known.is_empty() {
        "none".to_owned()
    } else {
        known.join(", ")
    }
}

fn decode(text: &str, field: &str) -> Result<String, Failure> {
    let text = text.replace('+', " ");
    percent_decode_str(&text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| {
            let message = format!(
                "`{field}` holds bytes that are not UTF-8; encode text as UTF-8 before percent-encoding it."
            );
            Failure::field(FieldError::new(field, Code::InvalidUtf8, message))
        })
}

/// Writes pairs as a query string.
#[derive(Debug, Clone, Default)]
pub struct QueryString(String);

impl QueryString {
    /// Adds a pair.
    pub fn push(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0
            .extend(url::form_urlencoded::byte_serialize(name.as_bytes()));
        self.0.push('=');
        self.0
            .extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
    }

    /// `path`, with `?` and the pairs if there are any.
    pub fn after(&self, path: &str) -> String {
        if self.0.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded_strictly() {
        let pairs = Pairs::parse("q=a+b%20c&tier=x&&e").unwrap();
        assert_eq!(
            pairs.iter().collect::<Vec<_>>(),
            [("q", "a b c"), ("tier", "x"), ("e", "")]
        );
        assert!(
            matches!(Pairs::parse("q=%ff"), Err(Failure::Invalid(e)) if e[0].code == Code::InvalidUtf8 && e[0].field == "q")
        );
    }

    #[test]
    fn query_strings_survive_a_round_trip() {
        let mut out = QueryString::default();
        out.push("q", "a&b=c +ü");
        let url = out.after("/x");
        let pairs = Pairs::parse(url.strip_prefix("/x?").unwrap()).unwrap();
        assert_eq!(pairs.first("q"), Some("a&b=c +ü"));
    }
}
