//! Tenant variables: what each customer fills in, typed.

use serde::{Deserialize, Serialize};

use crate::text::{Line, Prose, is_hidden};

use super::web_address::HttpsUrl;

/// Why a variable name was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a variable name is 1 to 40 characters, a lower-case letter first, then a-z, 0-9 and _")]
pub struct VariableNameError;

/// A tenant variable's name, `^[a-z][a-z0-9_]*$`, at most 40 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VariableName(String);

impl VariableName {
    /// Checks `text`.
    ///
    /// # Errors
    /// [`VariableNameError`] when it does not have the form above.
    pub fn parse(text: &str) -> Result<Self, VariableNameError> {
        let mut bytes = text.bytes();
        let good = text.len() <= 40
            && bytes.next().is_some_and(|b| b.is_ascii_lowercase())
            && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(VariableNameError)
        }
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for VariableName {
    type Error = VariableNameError;
    fn try_from(text: String) -> Result<Self, VariableNameError> {
        Self::parse(&text)
    }
}

impl From<VariableName> for String {
    fn from(name: VariableName) -> String {
        name.0
    }
}

/// What kind of value a variable takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariableKind {
    /// Any text without white space, at most 200 characters.
    String,
    /// A host name, `id.acme.example`.
    Host,
    /// An http or https URL.
    Url,
    /// An https URL.
    HttpsUrl,
    /// One of a list.
    OneOf(Vec<Line>),
    /// A secret: asked for, sealed, never shown.
    Secret,
}

impl VariableKind {
    /// The words people read.
    pub fn label(&self) -> &'static str {
        match self {
            Self::String => "Text",
            Self::Host => "Host name",
            Self::Url => "URL",
            Self::HttpsUrl => "https URL",
            Self::OneOf(_) => "One of a list",
            Self::Secret => "Secret",
        }
    }

    /// The stable value used in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Host => "host",
            Self::Url => "url",
            Self::HttpsUrl => "https_url",
            Self::OneOf(_) => "one_of",
            Self::Secret => "secret",
        }
    }
}

/// Why a customer's value was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Empty, or longer than 200 characters.
    #[error("must have 1 to 200 characters")]
    Length,
    /// White space, or a character that hides or reorders what a reader sees.
    #[error("must not hold white space, control or hidden characters")]
    Blank,
    /// Not a host name.
    #[error("must be a host name such as id.acme.example")]
    Host,
    /// Not a URL of the allowed schemes.
    #[error("must be a URL that starts with {0}")]
    Url(&'static str),
    /// None of the list.
    #[error("must be one of {0}")]
    NotListed(String),
    /// Does not match the vendor's pattern.
    #[error("does not have the form that the vendor gives: {0}")]
    Form(String),
    /// Secrets are never put into a guide or a URL.
    #[error("is a secret and cannot be given here")]
    Secret,
}

/// A value that each customer of an integration fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantVariable {
    /// Its name in patterns: `${name}`.
    pub name: VariableName,
    /// What people read.
    pub label: Line,
    /// The kind of value.
    pub kind: VariableKind,
    /// Where to find the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Prose>,
    /// A sample value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Line>,
    /// What holds when a customer gives no value; it makes the variable optional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Line>,
    /// A regular expression that the whole value must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Line>,
}

impl TenantVariable {
    /// Checks a customer's value and returns it trimmed.
    ///
    /// # Errors
    /// [`ValueError`] says what the value must be.
    pub fn accept(&self, value: &str) -> Result<String, ValueError> {
        let value = value.trim();
        if value.is_empty() || value.chars().count() > 200 {
            return Err(ValueError::Length);
        }
        if value.chars().any(|c| c.is_whitespace() || is_hidden(c)) {
            return Err(ValueError::Blank);
        }
        match &self.kind {
            VariableKind::Secret => return Err(ValueError::Secret),
            VariableKind::String => {}
            VariableKind::Host => {
                if !is_host(value) {
                    return Err(ValueError::Host);
                }
            }
            VariableKind::HttpsUrl => {
                HttpsUrl::parse(value).map_err(|_| ValueError::Url("https://"))?;
            }
            VariableKind::Url => {
                let url = url::Url::parse(value).map_err(|_| ValueError::Url("https:// or http://"))?;
                if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() {
                    return Err(ValueError::Url("https:// or http://"));
                }
            }
            VariableKind::OneOf(choices) => {
                if !choices.iter().any(|choice| choice.as_str() == value) {
                    let list: Vec<&str> = choices.iter().map(Line::as_str).collect();
                    return Err(ValueError::NotListed(list.join(", ")));
                }
            }
        }
        if let Some(pattern) = &self.pattern {
            let whole = format!("^(?:{})$", pattern.as_str());
            let matches = regex::Regex::new(&whole).is_ok_and(|form| form.is_match(value));
            if !matches {
                return Err(ValueError::Form(pattern.as_str().to_owned()));
            }
        }
        Ok(value.to_owned())
    }
}

fn is_host(value: &str) -> bool {
    value.len() <= 253
        && value.contains('.')
        && value.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(kind: VariableKind, pattern: Option<&str>) -> TenantVariable {
        TenantVariable {
            name: VariableName::parse("x").unwrap(),
            label: Line::parse("X").unwrap(),
            kind,
            help: None,
            example: None,
            default: None,
            pattern: pattern.map(|p| Line::parse(p).unwrap()),
        }
    }

    #[test]
    fn values_are_checked_by_kind() {
        assert_eq!(
            variable(VariableKind::Host, None).accept(" id.acme.test "),
            Ok("id.acme.test".into())
        );
        assert_eq!(
            variable(VariableKind::Host, None).accept("id_acme"),
            Err(ValueError::Host)
        );
        assert!(
            variable(VariableKind::HttpsUrl, None)
                .accept("javascript:alert(1)")
                .is_err()
        );
        assert!(
            variable(VariableKind::Url, None)
                .accept("http://acme.test/x")
                .is_ok()
        );
        let list = VariableKind::OneOf(vec![Line::parse("us").unwrap(), Line::parse("eu").unwrap()]);
        assert_eq!(
            variable(list, None).accept("au"),
            Err(ValueError::NotListed("us, eu".into()))
        );
        assert_eq!(
            variable(VariableKind::Secret, None).accept("s3cret"),
            Err(ValueError::Secret)
        );
    }

    #[test]
    fn the_vendors_pattern_binds_the_whole_value() {
        let v = variable(VariableKind::String, Some("[a-z]{3}"));
        assert!(v.accept("abc").is_ok());
        assert!(matches!(v.accept("abcd"), Err(ValueError::Form(_))));
    }
}
