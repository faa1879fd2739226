//! What happens to every request before and after its handler: its name, the
//! limits, finished answers, headers, figures and the log.

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError as _, web};

use futures_util::FutureExt as _;

use crate::actions::{Code, Ctx, Failure};
use crate::web::error::panicked::Panicked;
use crate::web::limits::Left;
use crate::web::metrics::Outcome;
use crate::web::request_id::RequestId;
use crate::web::{Parts, error, forgery, pages};

/// The longest request target, in bytes; longer ones are 414 (RFC 9110 15.5.15).
const LONGEST_TARGET: usize = 8 * 1024;
/// Requests that take longer are logged whatever they answered.
const SLOW: Duration = Duration::from_millis(500);

/// The middleware.
///
/// # Errors
/// A handler that panicked; what handlers refuse has become a response by then.
pub async fn edge(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let id = RequestId::next();
    req.extensions_mut().insert(id);
    let parts = req.app_data::<web::Data<Parts>>().cloned();
    let ctx = req.app_data::<web::Data<Ctx>>().cloned();
    let (Some(parts), Some(ctx)) = (parts, ctx) else {
        return Ok(next.call(req).await?.map_into_boxed_body());
    };
    let api = req.path().starts_with("/api/v1/");
    let shared = is_shared(req.path());

    let mut left = None;
    let refused = if api {
        match parts.limits.count(parts.limits.peer(req.request())) {
            Ok(now) => {
                left = Some(now);
                None
            }
            Err(wait) => {
                left = Some(Left::NONE);
                Some(Failure::TooMany(wait))
            }
        }
    } else {
        None
    };

    let (mut response, outcome) = if let Some(failure) = refused {
        let answer = error::api::ApiError::of(failure, id.to_string()).error_response();
        (req.into_response(answer), Outcome::Refused)
    } else if let Some(answer) = parts.files.refuse(req.request()) {
        (req.into_response(answer), Outcome::Refused)
    } else if let Err(failure) = forgery::refuse(&ctx, req.request()) {
        let answer = pages::PageError::new(req.request(), failure).error_response();
        (req.into_response(answer), Outcome::Refused)
    } else if let Some(early) = early_answer(&req, &id, shared) {
        (req.into_response(early), Outcome::Refused)
    } else if let Some(ready) = parts.ready.find(req.request(), ctx.live().version()) {
        (req.into_response(ready), Outcome::Ready)
    } else {
        match AssertUnwindSafe(next.call(req)).catch_unwind().await {
            Ok(answered) => (answered?.map_into_boxed_body(), Outcome::Made),
            Err(_) => return Err(Panicked::new(id, parts.headers.clone()).into()),
        }
    };

    let status = response.status();
    let headers = response.response_mut().headers_mut();
    if let Ok(value) = HeaderValue::try_from(id.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    parts.headers.apply(headers, shared);
    if let Some(left) = left {
        parts.limits.describe(left, headers);
    }
    let took = started.elapsed();
    parts.metrics.count(outcome, response.request(), status, took);
    log(&response, status, took, &id);
    Ok(response)
}

/// Whether other sites' programs may read what is at this path.
fn is_shared(path: &str) -> bool {
    const SHARED: [&str; 3] = ["/feeds/", "/badge/", "/logos/"];
    const OWN: [&str; 4] = [
        "/api/v1/submissions",
        "/api/v1/files",
        "/api/v1/org",
        "/api/v1/tokens",
    ];
    let starts = |with: &[&str]| with.iter().any(|start| path.starts_with(start));
    starts(&SHARED) || (path.starts_with("/api/v1/") && !starts(&OWN))
}

/// Answers that need no handler: too long a target, a CORS preflight.
fn early_answer(req: &ServiceRequest, id: &RequestId, shared: bool) -> Option<HttpResponse> {
    let target = req
        .uri()
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    if target > LONGEST_TARGET {
        let detail = format!("The address is {target} bytes long; at most {LONGEST_TARGET} are read.");
        return Some(error::api::problem(
            Code::UriTooLong,
            detail,
            Vec::new(),
            &id.to_string(),
        ));
    }
    let preflight = *req.method() == Method::OPTIONS
        && shared
        && req.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    preflight.then(|| {
        HttpResponse::NoContent()
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "if-none-match, accept"))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
            .finish()
    })
}

/// One line for what somebody may want to look into; catalog reads that went
/// well are counted, not logged (they are at debug level).
fn log(response: &ServiceResponse<BoxBody>, status: StatusCode, took: Duration, id: &RequestId) {
    let request = response.request();
    let millis = took.as_secs_f64() * 1000.0;
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                request_id = %id,
                method = %request.method(),
                path = request.path(),
                status = status.as_u16(),
                millis,
                "request"
            )
        };
    }
    if status.is_server_error() {
        line!(warn);
    } else if took > SLOW || !request.method().is_safe() {
        line!(info);
    } else {
        line!(debug);
    }
}
