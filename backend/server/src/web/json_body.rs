//! JSON bodies of the API: read within limits, strictly, and into the shape that the call takes.

mod document;
mod shape;

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header;
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use super::body::Body;
use crate::actions::{Code, Failure};

/// The longest body, in bytes.
pub const LONGEST: usize = 1024 * 1024;
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads a JSON document into the shape `T`, whose structs should refuse unknown fields
/// (`#[serde(deny_unknown_fields)]`).
///
/// # Errors
/// `bad_body` for what is no JSON or has a key twice in one object; `missing`, `unknown_field`, `bad_value` with the field for
/// another shape.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    shape::fit(document::read(bytes)?)
}

/// The bytes of a JSON body, as they were sent.
///
/// # Errors
/// `unsupported_media_type`, `body_too_large`, `bad_body`.
pub async fn read(req: &HttpRequest, payload: Payload) -> Result<Vec<u8>, Failure> {
    let body = Body::new(payload, LONGEST);
    let all = async {
        check_head(req)?;
        let mut bytes = Vec::new();
        let mut chunks = body.clone();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| {
                if body.is_too_long() {
                    too_long()
                } else {
                    bad("The body broke off. Send it again.")
                }
            })?;
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    };
    let all = tokio::time::timeout(PATIENCE, all).await;
    let all = all.unwrap_or_else(|_| Err(bad("The body did not arrive within 30 seconds. Send it again.")));
    if all.is_err() {
        body.drain().await;
    }
    all
}

/// What is wrong before a byte of the body is read.
fn check_head(req: &HttpRequest) -> Result<(), Failure> {
    let text = |name| {
        let value = req.headers().get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or_default()
    };
    if !is_json(text(header::CONTENT_TYPE)) {
        return Err(Failure::refused(
            Code::UnsupportedMediaType,
            "This call takes JSON: send it with `Content-Type: application/json`.",
        ));
    }
    if !matches!(text(header::CONTENT_ENCODING), "" | "identity") {
        return Err(Failure::refused(
            Code::UnsupportedMediaType,
            "This call takes the body as it is. Send it without `Content-Encoding`.",
        ));
    }
    match text(header::CONTENT_LENGTH).parse::<u64>() {
        Ok(length) if length > LONGEST as u64 => Err(too_long()),
        _ => Ok(()),
    }
}

/// JSON is UTF-8 and nothing else (RFC 8259 8.1).
fn is_json(kind: &str) -> bool {
    let mut parts = kind.split(';').map(|part| part.trim().to_ascii_lowercase());
    parts.next().as_deref() == Some("application/json")
        && parts.all(|part| matches!(part.as_str(), "" | "charset=utf-8" | "charset=\"utf-8\""))
}

fn bad(sentence: impl Into<std::borrow::Cow<'static, str>>) -> Failure {
    Failure::refused(Code::BadBody, sentence)
}

fn too_long() -> Failure {
    Failure::refused(
        Code::BodyTooLarge,
        "The body is longer than 1 MiB. Send less at a time; files go to `/api/v1/files`.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_is_json() {
        for kind in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;",
        ] {
            assert!(is_json(kind), "{kind}");
        }
        for kind in [
            "",
            "text/plain",
            "text/json",
            "application/json-patch+json",
            "application/json; charset=latin1",
            "application/x-www-form-urlencoded",
            "text/plain; application/json",
        ] {
            assert!(!is_json(kind), "{kind}");
        }
    }
}
