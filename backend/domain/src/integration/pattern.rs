//! A published value with places for a customer's own: `https://${subdomain}.box.com`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::variable::VariableName;
use crate::text::is_hidden;

/// Why a pattern was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Empty, or longer than the limit.
    #[error("must have 1 to {} characters", Pattern::LIMIT)]
    Length,
    /// `${` without `}`.
    #[error("has a `${{` without its `}}`")]
    Open,
    /// The text between the braces is no variable name.
    #[error("names the variable `{0}`, which is not a lower-case name")]
    Name(String),
    /// A scheme with which a link would run something or show what it holds itself.
    #[error("must not begin with {0}:, which a browser would run or open")]
    Runs(&'static str),
    /// White space, or a character that hides or reorders what a reader sees.
    #[error("must not hold white space, control or hidden characters")]
    Blank,
}

/// A value in which `${name}` stands for a tenant variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(String);

impl Pattern {
    /// The most characters it may have.
    pub const LIMIT: usize = 1024;

    /// Checks that every `${…}` is closed and names a variable.
    ///
    /// # Errors
    /// [`PatternError`] names what is wrong.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > Self::LIMIT {
            return Err(PatternError::Length);
        }
        if text.chars().any(|c| c.is_whitespace() || is_hidden(c)) {
            return Err(PatternError::Blank);
        }
        let runs = ["javascript", "vbscript", "data", "blob"]
            .into_iter()
            .find(|scheme| {
                let rest = text.get(scheme.len()..);
                rest.is_some_and(|rest| rest.starts_with(':'))
                    && text[..scheme.len()].eq_ignore_ascii_case(scheme)
            });
        if let Some(scheme) = runs {
            return Err(PatternError::Runs(scheme));
        }
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let inner = &rest[start + 2..];
            let end = inner.find('}').ok_or(PatternError::Open)?;
            let name = &inner[..end];
            VariableName::parse(name).map_err(|_| PatternError::Name(name.chars().take(64).collect()))?;
            rest = &inner[end + 1..];
        }
        Ok(Self(text.to_owned()))
    }

    /// The pattern as published.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The variables it names, each once, in order of first use.
    pub fn variables(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for part in self.parts() {
            if let Part::Variable(name) = part
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        names
    }

    /// The pattern with `values` filled in; a variable without a value stays
    /// as `${name}`.
    pub fn render(&self, values: &BTreeMap<String, String>) -> String {
        let mut out = String::with_capacity(self.0.len());
        for part in self.parts() {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Variable(name) => match values.get(name) {
                    Some(value) => out.push_str(value),
                    None => {
                        out.push_str("${");
                        out.push_str(name);
                        out.push('}');
                    }
                },
            }
        }
        out
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let mut rest = self.0.as_str();
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            if let Some(inner) = rest.strip_prefix("${")
                && let Some(end) = inner.find('}')
            {
                rest = &inner[end + 1..];
                return Some(Part::Variable(&inner[..end]));
            }
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let end = rest[first..].find("${").map_or(rest.len(), |at| at + first);
            let (text, after) = rest.split_at(end);
            rest = after;
            Some(Part::Text(text))
        })
    }
}

enum Part<'a> {
    Text(&'a str),
    Variable(&'a str),
}

impl TryFrom<String> for Pattern {
    type Error = PatternError;
    fn try_from(text: String) -> Result<Self, PatternError> {
        Self::parse(&text)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> String {
        pattern.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_know_their_variables_and_take_values() {
        let pattern = Pattern::parse("https://${sub}.x.test/${path}?a=${sub}").unwrap();
        assert_eq!(pattern.variables(), ["sub", "path"]);
        let values = BTreeMap::from([("sub".to_owned(), "acme".to_owned())]);
        assert_eq!(pattern.render(&values), "https://acme.x.test/${path}?a=acme");
    }

    #[test]
    fn text_of_any_script_stays_as_it_is() {
        let pattern = Pattern::parse("①é${sub}é").unwrap();
        assert_eq!(pattern.variables(), ["sub"]);
        assert_eq!(pattern.render(&BTreeMap::new()), "①é${sub}é");
    }

    #[test]
    fn broken_patterns_are_named() {
        assert_eq!(Pattern::parse(""), Err(PatternError::Length));
        assert_eq!(Pattern::parse("a${b"), Err(PatternError::Open));
        assert_eq!(Pattern::parse("a${B}"), Err(PatternError::Name("B".into())));
        assert_eq!(Pattern::parse("a b"), Err(PatternError::Blank));
        assert_eq!(
            Pattern::parse("JavaScript:alert(1)"),
            Err(PatternError::Runs("javascript"))
        );
        for good in ["database:1", "data-center", "datä:x", "urn:javascript:x"] {
            assert!(Pattern::parse(good).is_ok(), "{good}");
        }
        assert_eq!(Pattern::parse("a\u{202E}b"), Err(PatternError::Blank));
    }
}
