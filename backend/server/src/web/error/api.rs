//! Failures for programs: problem+json (RFC 9457).

use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::{Code, Failure};
use crate::web::request_id::RequestId;

/// A problem (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Where the code is explained.
    #[schema(example = "/api/docs#error-unknown_value")]
    pub r#type: String,
    /// What kind of problem it is.
    #[schema(example = "Unknown value")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 400)]
    pub status: u16,
    /// What is wrong and how to mend it.
    pub detail: String,
    /// The stable code.
    #[schema(example = "unknown_value")]
    pub code: String,
    /// The parameters or fields that were refused.
    pub errors: Vec<ProblemField>,
    /// Names this request in the log.
    pub request_id: String,
}

/// A refused parameter or field.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// Its name.
    #[schema(example = "sign_on")]
    pub field: String,
    /// The stable code.
    pub code: String,
    /// What is wrong and what is right.
    pub message: String,
    /// The allowed values, when they are a closed list.
    pub allowed: Vec<String>,
}

/// A failure on its way to a program.
#[derive(Debug)]
pub struct ApiError {
    failure: Failure,
    request_id: String,
}

impl ApiError {
    /// A failure of the request `req`.
    pub fn new(req: &HttpRequest, failure: impl Into<Failure>) -> Self {
        Self::of(failure, request_id(req))
    }

    /// A failure of the request named `request_id`.
    pub fn of(failure: impl Into<Failure>, request_id: String) -> Self {
        Self {
            failure: failure.into(),
            request_id,
        }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.failure.fmt(f)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> actix_web::http::StatusCode {
        super::status(super::code(&self.failure))
    }

    fn error_response(&self) -> HttpResponse {
        super::record(&self.failure, &self.request_id);
        let errors = match &self.failure {
            Failure::Invalid(errors) => errors
                .iter()
                .map(|error| ProblemField {
                    field: error.field.clone(),
                    code: error.code.to_string(),
                    message: error.message.clone(),
                    allowed: error.allowed.clone(),
                })
                .collect(),
            _ => Vec::new(),
        };
        let code = super::code(&self.failure);
        let mut response = problem(code, super::detail(&self.failure), errors, &self.request_id);
        if let Some(wait) = retry_after(&self.failure) {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, header::HeaderValue::from(wait));
        }
        response
    }
}

/// After how many seconds a client should try again.
pub fn retry_after(failure: &Failure) -> Option<u64> {
    match failure {
        Failure::TooMany(wait) => Some(wait.as_secs().max(1)),
        Failure::Unavailable => Some(2),
        _ => None,
    }
}

/// A problem response.
pub fn problem(code: Code, detail: String, errors: Vec<ProblemField>, request_id: &str) -> HttpResponse {
    use oin_domain::choice::Choice as _;
    let status = super::status(code);
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "application/problem+json"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(Problem {
            r#type: format!("/api/docs#error-{code}"),
            title: code.label().to_owned(),
            status: status.as_u16(),
            detail,
            code: code.to_string(),
            errors,
            request_id: request_id.to_owned(),
        })
}

fn request_id(req: &HttpRequest) -> String {
    req.extensions()
        .get::<RequestId>()
        .map(ToString::to_string)
        .unwrap_or_default()
}
