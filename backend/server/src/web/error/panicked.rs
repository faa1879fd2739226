//! The answer when a handler panicked, which is always a mistake of ours.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

use crate::actions::Code;
use crate::web::headers::Headers;
use crate::web::request_id::RequestId;

/// A handler that panicked. The request is gone with it, so that this answer
/// carries its headers itself; the panic's own message is in the log.
#[derive(Debug)]
pub struct Panicked {
    id: RequestId,
    headers: Headers,
}

impl Panicked {
    /// The panic of the request `id`.
    pub fn new(id: RequestId, headers: Headers) -> Self {
        tracing::error!(request_id = %id, "a handler panicked");
        Self { id, headers }
    }
}

impl std::fmt::Display for Panicked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "request {} panicked", self.id)
    }
}

impl ResponseError for Panicked {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn error_response(&self) -> HttpResponse {
        let id = self.id.to_string();
        let detail = "Something failed on our side. It was recorded; name the request id if it stays.";
        let mut response = super::api::problem(Code::Internal, detail.to_owned(), Vec::new(), &id);
        self.headers.apply(response.headers_mut(), false);
        if let Ok(value) = HeaderValue::try_from(id) {
            response
                .headers_mut()
                .insert(HeaderName::from_static("x-request-id"), value);
        }
        response
    }
}
