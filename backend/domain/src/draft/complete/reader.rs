//! Reads fields of a draft into types and keeps what is wrong with them.

use std::fmt::Display;

use crate::check::{Finding, RuleId};
use crate::choice::{Choice, UnknownChoice};
use crate::connection::{Certificate, Source, SourceError};
use crate::draft::{Draft, Field};
use crate::integration::{HttpsUrl, HttpsUrlError, Pattern, UrlPattern, UrlPatternError};

/// Reads fields and collects findings; a value is given only when it is good.
pub(super) struct Reader<'d> {
    draft: &'d Draft,
    findings: Vec<Finding>,
}

impl<'d> Reader<'d> {
    pub(super) fn new(draft: &'d Draft) -> Self {
        Self {
            draft,
            findings: Vec::new(),
        }
    }

    pub(super) fn draft(&self) -> &'d Draft {
        self.draft
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    pub(super) fn find(&mut self, rule: RuleId, path: &str, message: impl Into<String>) {
        self.findings.push(Finding::new(rule, path, message));
    }

    /// An optional field: `Some(None)` when it is empty, nothing when it is wrong.
    pub(super) fn optional<T, E: Wrong>(
        &mut self,
        path: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        let Some(text) = self.draft.text(path) else {
            return Some(None);
        };
        let limit = Field::at(path).map_or(usize::MAX, Field::limit);
        let length = text.chars().count();
        if length > limit {
            let message = format!(
                "{} is {length} characters long; at most {limit} are allowed.",
                label(path)
            );
            self.find(RuleId::Form, path, message);
            return None;
        }
        match parse(text) {
            Ok(value) => Some(Some(value)),
            Err(error) => {
                self.find(error.rule(), path, format!("{} {error}.", label(path)));
                None
            }
        }
    }

    /// A needed field: nothing when it is empty or wrong.
    pub(super) fn need<T, E: Wrong>(
        &mut self,
        path: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.optional(path, parse)?;
        if value.is_none() {
            self.missing(path);
        }
        value
    }

    pub(super) fn missing(&mut self, path: &str) {
        self.find(RuleId::Required, path, format!("{} is needed.", label(path)));
    }

    /// A needed value of a closed list.
    pub(super) fn choice<T: Choice>(&mut self, path: &str) -> Option<T> {
        self.need(path, choice::<T>)
    }

    /// A value of a closed list with a default.
    pub(super) fn choice_or<T: Choice>(&mut self, path: &str, default: T) -> Option<T> {
        Some(self.optional(path, choice::<T>)?.unwrap_or(default))
    }

    pub(super) fn url(&mut self, path: &str) -> Option<UrlPattern> {
        self.need(path, UrlPattern::parse)
    }

    pub(super) fn optional_url(&mut self, path: &str) -> Option<Option<UrlPattern>> {
        self.optional(path, UrlPattern::parse)
    }

    pub(super) fn pattern(&mut self, path: &str) -> Option<Pattern> {
        self.need(path, Pattern::parse)
    }

    pub(super) fn site(&mut self, path: &str) -> Option<Option<HttpsUrl>> {
        self.optional(path, HttpsUrl::parse)
    }

    pub(super) fn source(&mut self, path: &str) -> Option<Source> {
        self.need(path, Source::parse)
    }

    pub(super) fn certificate(&mut self, path: &str) -> Option<Certificate> {
        self.need(path, Certificate::parse)
    }

    /// A list: each place read by `read` with its path; nothing when an entry
    /// is wrong or there are fewer than `least` or more than `most`.
    pub(super) fn list<T>(
        &mut self,
        path: &str,
        (least, most): (usize, usize),
        mut read: impl FnMut(&mut Self, &str, usize) -> Option<T>,
    ) -> Option<Vec<T>> {
        let places = self.draft.places(path);
        let count = places.len();
        let mut good = true;
        if count < least {
            self.find(
                RuleId::Count,
                path,
                format!("{}: at least {least} needed.", label_of_list(path)),
            );
            good = false;
        }
        if count > most {
            self.find(
                RuleId::Count,
                path,
                format!(
                    "{}: {count} given; at most {most} are allowed.",
                    label_of_list(path)
                ),
            );
            good = false;
        }
        let mut values = Vec::with_capacity(count);
        for (nth, place) in places.into_iter().enumerate() {
            match read(self, &format!("{path}.{place}"), nth) {
                Some(value) => values.push(value),
                None => good = false,
            }
        }
        good.then_some(values)
    }
}

/// A closed list's value.
pub(super) fn choice<T: Choice>(text: &str) -> Result<T, UnknownChoice> {
    T::parse(text).ok_or_else(|| UnknownChoice::of::<T>(text))
}

fn label(path: &str) -> &'static str {
    Field::at(path).map_or("This field", |field| field.label)
}

fn label_of_list(path: &str) -> &'static str {
    ["", ".url", ".text", ".name", ".file", ".type", ".label"]
        .iter()
        .find_map(|end| Field::at(&format!("{path}.0{end}")))
        .map_or("This list", |field| field.label)
}

/// What is wrong with a text, and the rule that says so.
pub(super) trait Wrong: Display {
    fn rule(&self) -> RuleId {
        RuleId::Form
    }
}

impl Wrong for UrlPatternError {
    fn rule(&self) -> RuleId {
        match self {
            Self::NotHttps => RuleId::NotHttps,
            _ => RuleId::Form,
        }
    }
}

impl Wrong for HttpsUrlError {
    fn rule(&self) -> RuleId {
        match self {
            Self::NotHttps => RuleId::NotHttps,
            _ => RuleId::Form,
        }
    }
}

impl Wrong for SourceError {
    fn rule(&self) -> RuleId {
        RuleId::SourceUnknown
    }
}

impl Wrong for UnknownChoice {}
impl Wrong for crate::account::MailError {}
impl Wrong for crate::text::TextError {}
impl Wrong for crate::integration::SlugError {}
impl Wrong for crate::integration::PatternError {}
impl Wrong for crate::integration::FileKeyError {}
impl Wrong for crate::integration::VariableNameError {}
impl Wrong for crate::connection::CertificateError {}
impl Wrong for crate::connection::SelectorError {}

/// A sentence about a text that no type of its own refuses.
impl Wrong for &'static str {}
