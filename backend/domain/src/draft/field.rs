//! A field of a draft: its path's shape, its step, what people read.

use crate::choice::Choice;
use crate::connection::ConnectionType;

crate::choices! {
    /// A step of the wizard.
    Step as "step" {
        /// Name, words, pictures.
        General = "general", "General";
        /// Connections.
        SignOn = "sign-on", "Sign-on";
        /// What each customer fills in.
        Variables = "variables", "Tenant variables";
        /// SCIM.
        Provisioning = "provisioning", "Provisioning";
        /// Sandbox and tests.
        Sandbox = "sandbox", "Sandbox and test";
        /// Test logins and contacts.
        People = "people", "Test logins and contacts";
        /// Everything on one page.
        Submit = "submit", "Check answers and submit";
    }
}

/// What a field holds, which decides its control and its first rule.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// One line of at most so many characters.
    Line(usize),
    /// Several lines of at most so many characters.
    Prose(usize),
    /// An https address with places for tenant variables.
    Url(usize),
    /// An https address.
    PlainUrl,
    /// A text with places for tenant variables, at most so many characters.
    Pattern(usize),
    /// `true`, or nothing.
    Flag,
    /// A whole number up to so much.
    Number(u32),
    /// One of a closed list: value and label.
    Choice(fn() -> Vec<(&'static str, &'static str)>),
    /// A category of the managed list.
    Category,
    /// A source of the grammar in `connection::Source`.
    Source,
    /// A CSS selector.
    Selector,
    /// An X.509 certificate.
    Certificate,
    /// A variable's name.
    Variable,
    /// A mail address.
    Mail,
    /// A day, `2026-11-24`.
    Date,
    /// A stored file.
    File,
    /// An org.
    Org,
    /// A secret: sealed elsewhere, never part of the draft.
    Secret,
}

/// A field of a draft.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its path with `#` for every place in a list and `*` for a variable's name.
    pub shape: &'static str,
    /// The step that asks for it.
    pub step: Step,
    /// What people read.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// The connection types that have it; empty for all, and outside connections.
    pub only: &'static [ConnectionType],
}

impl Field {
    /// The field of a path; nothing when no field has that path.
    pub fn at(path: &str) -> Option<&'static Self> {
        super::FIELDS.iter().find(|field| field.is_at(path))
    }

    /// Whether fields lie below `path`: it is a list, an entry or a group.
    pub fn is_above(path: &str) -> bool {
        super::FIELDS
            .iter()
            .any(|field| field.compare(path) == Some(Place::Above))
    }

    /// Whether this field lies below `path`.
    pub fn is_below(&self, path: &str) -> bool {
        !path.is_empty() && self.compare(path) == Some(Place::Above)
    }

    /// Whether `path` has this field's shape.
    pub fn is_at(&self, path: &str) -> bool {
        self.compare(path) == Some(Place::At)
    }

    /// Where `path` stands in the wizard: for each of its parts the first field at or below it, and
    /// its place when it is an entry of a list.
    pub(super) fn order(path: &str) -> Vec<(usize, usize)> {
        let ends = path.match_indices('.').map(|(end, _)| end).chain([path.len()]);
        ends.map(|end| {
            let upper = &path[..end];
            let first = super::FIELDS
                .iter()
                .position(|field| field.compare(upper).is_some());
            let part = upper.rsplit('.').next().unwrap_or(upper);
            (first.unwrap_or(usize::MAX), part.parse().unwrap_or_default())
        })
        .collect()
    }

    /// What `text`, a value of this field, is called: the words of a choice, or the text itself.
    pub fn words(&self, text: &str) -> String {
        let words = match self.kind {
            Kind::Choice(list) => list()
                .into_iter()
                .find(|(value, _)| *value == text)
                .map(|(_, label)| label),
            Kind::Flag => Some("Yes"),
            Kind::File => Some("Stored"),
            _ => None,
        };
        words.unwrap_or(text).to_owned()
    }

    fn compare(&self, path: &str) -> Option<Place> {
        let mut shape = self.shape.split('.');
        let mut path = path.split('.');
        loop {
            match (shape.next(), path.next()) {
                (None, None) => return Some(Place::At),
                (Some(_), None) => return Some(Place::Above),
                (Some("#"), Some(place)) if is_place(place) => {}
                (Some("*"), Some(name)) if crate::integration::VariableName::parse(name).is_ok() => {}
                (Some(one), Some(other)) if one == other && one != "#" && one != "*" => {}
                _ => return None,
            }
        }
    }

    /// The most characters it may have once it is complete.
    pub fn limit(&self) -> usize {
        match self.kind {
            Kind::Line(limit) | Kind::Prose(limit) | Kind::Url(limit) | Kind::Pattern(limit) => limit,
            Kind::PlainUrl => crate::integration::HttpsUrl::LIMIT,
            Kind::Selector => crate::connection::Selector::LIMIT,
            Kind::Certificate => crate::connection::Certificate::LIMIT,
            Kind::Source => crate::connection::Source::LIMIT,
            Kind::Mail => 254,
            Kind::Category | Kind::Variable | Kind::File | Kind::Org | Kind::Secret | Kind::Choice(_) => 200,
            Kind::Flag | Kind::Number(_) | Kind::Date => 10,
        }
    }
}

/// How a path lies to a field's shape.
#[derive(PartialEq, Eq)]
enum Place {
    At,
    Above,
}

/// Whether `text` is a place in a list: 0 to 63, without leading zeros.
fn is_place(text: &str) -> bool {
    matches!(
        text.as_bytes(),
        [b'0'..=b'9'] | [b'1'..=b'5', b'0'..=b'9'] | [b'6', b'0'..=b'3']
    )
}

/// A closed list's values and labels, for [`Kind::Choice`].
pub(super) fn options<T: Choice>() -> Vec<(&'static str, &'static str)> {
    T::ALL
        .iter()
        .map(|choice| (choice.as_str(), choice.label()))
        .collect()
}
