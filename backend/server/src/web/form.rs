//! Forms that people send: read with limits, tied to our own page, shown again with what was typed.

use std::collections::BTreeMap;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;

use super::forgery::{self, FormToken};
use super::pairs::Pairs;
use crate::actions::{Code, Failure, FieldError};
use crate::web::pages::PageError;

/// The longest body of a form.
pub const LONGEST: usize = 256 * 1024;
/// The most fields of a form.
pub(super) const MOST: usize = 2_500;
/// How a form without files is sent.
pub(super) const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// The fields of a form that our own page sent, in order, without the token.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A field's text as typed; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
    }

    /// Every value of a field that may be sent more than once.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter()
            .filter(move |(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// Refuses any field that is not in `known`.
    ///
    /// # Errors
    /// `unknown_field` for the first such field.
    pub fn only(&self, known: &[&str]) -> Result<(), Failure> {
        match self.iter().find(|(name, _)| !known.contains(name)) {
            None => Ok(()),
            Some((name, _)) => {
                let shown: String = name.chars().take(64).collect();
                let message = format!("This form has no field `{shown}`.");
                Err(Failure::field(FieldError::new(
                    shown,
                    Code::UnknownField,
                    message,
                )))
            }
        }
    }

    pub(super) async fn read(req: HttpRequest, mut payload: Payload) -> Result<Self, Failure> {
        let kind = req.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with(CONTENT_TYPE) {
            return Err(Failure::refused(
                Code::UnsupportedMediaType,
                "A form is sent as application/x-www-form-urlencoded.",
            ));
        }
        let mut body = web::BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|error| {
                Failure::refused(Code::BadBody, format!("The form could not be read: {error}."))
            })?;
            if body.len() + chunk.len() > LONGEST {
                let message = "The form is longer than 256 KB. Shorten its texts; upload files as files.";
                return Err(Failure::refused(Code::BodyTooLarge, message));
            }
            body.extend_from_slice(&chunk);
        }
        let text = std::str::from_utf8(&body)
            .map_err(|_| Failure::refused(Code::BadBody, "The form holds bytes that are not UTF-8."))?;
        let pairs = Pairs::parse_at_most(text, MOST)?;
        let pairs = pairs.iter();
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self::own(&req, pairs.collect())
    }

    /// The fields of a form that our own page sent.
    pub(super) fn own(req: &HttpRequest, pairs: Vec<(String, String)>) -> Result<Self, Failure> {
        let token = pairs.iter().find(|(name, _)| name == forgery::FIELD);
        FormToken::check(req, token.map(|(_, token)| token.as_str()))?;
        Ok(Self::of(pairs))
    }

    /// The same without the token. Browsers send line breaks as CR LF (HTML 4.10.21.8); we keep
    /// LF.
    pub(super) fn of(mut pairs: Vec<(String, String)>) -> Self {
        pairs.retain(|(name, _)| name != forgery::FIELD);
        for (_, value) in &mut pairs {
            if value.contains('\r') {
                *value = value.replace("\r\n", "\n");
            }
        }
        Self(pairs)
    }
}

impl FromRequest for Fields {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = Self::read(req.clone(), payload.take());
        let req = req.clone();
        Box::pin(async move { read.await.map_err(|failure| PageError::new(&req, failure)) })
    }
}

/// A form as a template shows it: the token, what was typed, what was refused.
#[derive(Debug, Clone, Serialize)]
pub struct FormView {
    /// Goes into the hidden field `form_token`.
    pub token: String,
    /// What stands in each field.
    pub values: BTreeMap<&'static str, String>,
    /// What was refused, for the summary at the top.
    pub errors: Vec<ShownError>,
    /// The same by field; empty for a field that is fine.
    pub error_of: BTreeMap<&'static str, String>,
}

/// One refused field.
#[derive(Debug, Clone, Serialize)]
pub struct ShownError {
    /// The field's name, which is also the id of its input.
    pub field: String,
    /// What is wrong and what is right.
    pub message: String,
}

impl ShownError {
    /// The same for one of several forms with the same fields: the ids of its inputs begin with
    /// `prefix` and a dash.
    pub fn under(prefix: &str, error: FieldError) -> Self {
        Self {
            field: format!("{prefix}-{}", error.field),
            message: error.message,
        }
    }
}

impl From<FieldError> for ShownError {
    fn from(error: FieldError) -> Self {
        Self {
            field: error.field,
            message: error.message,
        }
    }
}

impl FormView {
    /// An empty form with these fields.
    pub fn new(token: &FormToken, fields: &[&'static str]) -> Self {
        Self {
            token: token.text().to_owned(),
            values: fields.iter().map(|name| (*name, String::new())).collect(),
            errors: Vec::new(),
            error_of: fields.iter().map(|name| (*name, String::new())).collect(),
        }
    }

    /// The same with what was typed, except in `secret` fields, which are never sent back.
    #[must_use]
    pub fn typed(mut self, fields: &Fields, secret: &[&str]) -> Self {
        for (name, value) in &mut self.values {
            if !secret.contains(name) {
                fields.text(name).clone_into(value);
            }
        }
        self
    }

    /// The same with a value put in.
    #[must_use]
    pub fn with(mut self, field: &'static str, value: impl Into<String>) -> Self {
        self.values.insert(field, value.into());
        self
    }

    /// The same with what was refused.
    ///
    /// # Errors
    /// Returns what is no refusal of input: that is shown as a page of its own.
    pub fn refused(mut self, failure: Failure) -> Result<Self, Failure> {
        let Failure::Invalid(errors) = failure else {
            return Err(failure);
        };
        for error in errors {
            let known = self.error_of.iter_mut().find(|(name, _)| **name == error.field);
            if let Some((_, message)) = known {
                message.clone_from(&error.message);
            }
            self.errors.push(error.into());
        }
        Ok(self)
    }
}
