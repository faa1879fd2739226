//! Where the value of an attribute, a claim or a NameID comes from.
//!
//! The grammar, complete:
//!
//! ```text
//! source   = user | appuser | constant | call
//! user     = one of UserField: "user.login", "user.email", …
//! appuser  = "appuser." name            ; name = ^[a-z][a-z0-9_]*$, ≤ 40
//! constant = '"' text '"'               ; no `"` inside, ≤ 200 characters
//! call     = "lower(" source ")" | "upper(" source ")"
//!          | "before(" source ", " constant ")" | "after(" source ", " constant ")"
//!          | "join(" source { ", " source } ")"   ; 2 to 8 parts
//!          | "first(" source { ", " source } ")"  ; the first that is not empty
//! ```
//!
//! White space between tokens is ignored. A source has at most 512 characters
//! and calls nest at most 4 deep. Nothing else is evaluated, ever.

use serde::{Deserialize, Serialize};

use crate::choice::Choice;
use crate::integration::VariableName;
use crate::text::is_hidden;

crate::choices! {
    /// A field of the person at the identity provider.
    UserField as "user field" {
        /// The sign-in name.
        Login = "user.login", "Sign-in name";
        /// The mail address.
        Email = "user.email", "Mail address";
        /// The given name.
        FirstName = "user.firstName", "First name";
        /// The family name.
        LastName = "user.lastName", "Last name";
        /// The name to show.
        DisplayName = "user.displayName", "Display name";
        /// The name people are called by.
        NickName = "user.nickName", "Nickname";
        /// A second mail address.
        SecondEmail = "user.secondEmail", "Second mail address";
        /// The mobile phone number.
        MobilePhone = "user.mobilePhone", "Mobile phone";
        /// The job title.
        Title = "user.title", "Title";
        /// The department.
        Department = "user.department", "Department";
        /// The division.
        Division = "user.division", "Division";
        /// The company.
        Organization = "user.organization", "Organization";
        /// The cost centre.
        CostCenter = "user.costCenter", "Cost centre";
        /// The employer's own number of the person.
        EmployeeNumber = "user.employeeNumber", "Employee number";
        /// Employee, contractor and so on.
        UserType = "user.userType", "User type";
        /// The manager's sign-in name.
        Manager = "user.manager", "Manager";
        /// The preferred language (BCP 47).
        PreferredLanguage = "user.preferredLanguage", "Preferred language";
        /// The locale.
        Locale = "user.locale", "Locale";
        /// The time zone (IANA).
        Timezone = "user.timezone", "Time zone";
        /// The town.
        City = "user.city", "City";
        /// The state or region.
        State = "user.state", "State";
        /// The country (ISO 3166-1 alpha-2).
        CountryCode = "user.countryCode", "Country";
        /// An identifier that never changes and says nothing.
        Id = "user.id", "Immutable ID";
    }
}

impl UserField {
    /// Whether it is one of the four standard attributes, which keep a
    /// submission in the wizard lane.
    pub fn is_standard(self) -> bool {
        matches!(self, Self::Login | Self::Email | Self::FirstName | Self::LastName)
    }

    /// The older spellings of the four standard attributes.
    fn by_alias(text: &str) -> Option<Self> {
        match text {
            "User_Login" => Some(Self::Login),
            "User_Email" => Some(Self::Email),
            "User_FirstName" => Some(Self::FirstName),
            "User_LastName" => Some(Self::LastName),
            _ => None,
        }
    }
}

/// Why a source was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// Empty, or longer than the limit.
    #[error("must have 1 to {} characters", Source::LIMIT)]
    Length,
    /// `user.` with a field that does not exist.
    #[error("names `{0}`, which is no field of a person; choose one from the list")]
    UnknownField(String),
    /// A function that does not exist.
    #[error("calls `{0}`; the functions are lower, upper, before, after, join and first")]
    UnknownFunction(String),
    /// Wrong number or kind of arguments.
    #[error("gives {0} arguments it does not take")]
    Arguments(&'static str),
    /// Calls within calls, too deep.
    #[error("nests calls deeper than {}", Source::DEPTH)]
    Depth,
    /// Not the grammar.
    #[error("cannot be read at `{0}`")]
    Syntax(String),
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Source {
    /// A field of the person.
    User(UserField),
    /// A field of the person's account in this app, `appuser.name`.
    AppUser(VariableName),
    /// The same text for everybody.
    Constant(String),
    /// In lower case.
    Lower(Box<Source>),
    /// In upper case.
    Upper(Box<Source>),
    /// What stands before the first occurrence of the text; all of it when absent.
    Before(Box<Source>, String),
    /// What stands after the first occurrence of the text; empty when absent.
    After(Box<Source>, String),
    /// One after another.
    Join(Vec<Source>),
    /// The first that is not empty.
    First(Vec<Source>),
}

impl Source {
    /// The most characters a source may have.
    pub const LIMIT: usize = 512;
    /// How deep calls may nest.
    pub const DEPTH: usize = 4;

    /// Reads a source by the grammar of this module.
    ///
    /// # Errors
    /// [`SourceError`] names what is wrong.
    pub fn parse(text: &str) -> Result<Self, SourceError> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > Self::LIMIT {
            return Err(SourceError::Length);
        }
        let mut reader = Reader { rest: text };
        let source = reader.source(0)?;
        if reader.rest.is_empty() {
            Ok(source)
        } else {
            Err(reader.syntax())
        }
    }

    /// Whether it is exactly one of the four standard attributes.
    pub fn is_standard(&self) -> bool {
        matches!(self, Self::User(field) if field.is_standard())
    }

    /// The value for one person; `lookup` answers `user.…` and `appuser.…`,
    /// nothing when the person has no such value.
    pub fn value(&self, lookup: &dyn Fn(&str) -> Option<String>) -> String {
        match self {
            Self::User(field) => lookup(field.as_str()).unwrap_or_default(),
            Self::AppUser(name) => lookup(&format!("appuser.{}", name.as_str())).unwrap_or_default(),
            Self::Constant(text) => text.clone(),
            Self::Lower(inner) => inner.value(lookup).to_lowercase(),
            Self::Upper(inner) => inner.value(lookup).to_uppercase(),
            Self::Before(inner, mark) => {
                let value = inner.value(lookup);
                value
                    .split_once(mark.as_str())
                    .map_or(value.clone(), |(before, _)| before.to_owned())
            }
            Self::After(inner, mark) => inner
                .value(lookup)
                .split_once(mark.as_str())
                .map_or_else(String::new, |(_, after)| after.to_owned()),
            Self::Join(parts) => parts.iter().map(|part| part.value(lookup)).collect(),
            Self::First(parts) => parts
                .iter()
                .map(|part| part.value(lookup))
                .find(|value| !value.is_empty())
                .unwrap_or_default(),
        }
    }

    /// What it is, in words for people.
    pub fn label(&self) -> String {
        match self {
            Self::User(field) => field.label().to_owned(),
            other => other.to_string(),
        }
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |f: &mut std::fmt::Formatter<'_>, name: &str, parts: &[Source]| {
            write!(f, "{name}(")?;
            for (n, part) in parts.iter().enumerate() {
                write!(f, "{}{part}", if n == 0 { "" } else { ", " })?;
            }
            f.write_str(")")
        };
        match self {
            Self::User(field) => f.write_str(field.as_str()),
            Self::AppUser(name) => write!(f, "appuser.{}", name.as_str()),
            Self::Constant(text) => write!(f, "\"{text}\""),
            Self::Lower(inner) => write!(f, "lower({inner})"),
            Self::Upper(inner) => write!(f, "upper({inner})"),
            Self::Before(inner, mark) => write!(f, "before({inner}, \"{mark}\")"),
            Self::After(inner, mark) => write!(f, "after({inner}, \"{mark}\")"),
            Self::Join(parts) => list(f, "join", parts),
            Self::First(parts) => list(f, "first", parts),
        }
    }
}

impl TryFrom<String> for Source {
    type Error = SourceError;
    fn try_from(text: String) -> Result<Self, SourceError> {
        Self::parse(&text)
    }
}

impl From<Source> for String {
    fn from(source: Source) -> String {
        source.to_string()
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn syntax(&self) -> SourceError {
        SourceError::Syntax(self.rest.chars().take(24).collect())
    }

    fn take(&mut self, mark: char) -> Result<(), SourceError> {
        self.rest = self.rest.trim_start();
        self.rest = self.rest.strip_prefix(mark).ok_or_else(|| self.syntax())?;
        self.rest = self.rest.trim_start();
        Ok(())
    }

    fn constant(&mut self) -> Result<String, SourceError> {
        let inner = self.rest.strip_prefix('"').ok_or_else(|| self.syntax())?;
        let (text, rest) = inner.split_once('"').ok_or_else(|| self.syntax())?;
        if text.is_empty() || text.chars().count() > 200 || text.chars().any(is_hidden) {
            return Err(self.syntax());
        }
        self.rest = rest.trim_start();
        Ok(text.to_owned())
    }

    fn word(&mut self) -> &'a str {
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        word
    }

    fn source(&mut self, depth: usize) -> Result<Source, SourceError> {
        if self.rest.starts_with('"') {
            return Ok(Source::Constant(self.constant()?));
        }
        let at = self.syntax();
        let word = self.word();
        if self.rest.starts_with('(') {
            return if depth < Source::DEPTH {
                self.call(word, depth + 1)
            } else {
                Err(SourceError::Depth)
            };
        }
        if let Some(name) = word.strip_prefix("appuser.") {
            return VariableName::parse(name)
                .map(Source::AppUser)
                .map_err(|_| SourceError::UnknownField(word.to_owned()));
        }
        match UserField::parse(word).or_else(|| UserField::by_alias(word)) {
            Some(field) => Ok(Source::User(field)),
            None if word.is_empty() => Err(at),
            None => Err(SourceError::UnknownField(word.to_owned())),
        }
    }

    fn call(&mut self, name: &str, depth: usize) -> Result<Source, SourceError> {
        self.take('(')?;
        let source = match name {
            "lower" => Source::Lower(Box::new(self.source(depth)?)),
            "upper" => Source::Upper(Box::new(self.source(depth)?)),
            "before" | "after" => {
                let inner = Box::new(self.source(depth)?);
                self.take(',')
                    .map_err(|_| SourceError::Arguments(if name == "before" { "before" } else { "after" }))?;
                let mark = self.constant()?;
                if name == "before" {
                    Source::Before(inner, mark)
                } else {
                    Source::After(inner, mark)
                }
            }
            "join" => Source::Join(self.parts("join", depth)?),
            "first" => Source::First(self.parts("first", depth)?),
            other => return Err(SourceError::UnknownFunction(other.to_owned())),
        };
        self.take(')')?;
        Ok(source)
    }

    fn parts(&mut self, name: &'static str, depth: usize) -> Result<Vec<Source>, SourceError> {
        let mut parts = vec![self.source(depth)?];
        while self.rest.starts_with(',') {
            self.take(',')?;
            parts.push(self.source(depth)?);
        }
        if (2..=8).contains(&parts.len()) {
            Ok(parts)
        } else {
            Err(SourceError::Arguments(name))
        }
    }
}

#[cfg(test)]
mod tests;
