//! A request to the world, and the answers that its places give.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The most that a form may hold.
pub(super) const MAX_BODY: usize = 256 * 1024;

/// A request, the way the world's places look at it.
pub(super) struct Asked<'a> {
    /// The host, in lower case and without a port.
    pub(super) host: String,
    /// What stands before the path in links: empty, or `/at/<host>` on the home page.
    pub(super) base: String,
    /// The path, from its first `/`.
    pub(super) path: String,
    /// Whether something was sent (POST).
    pub(super) is_post: bool,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
    headers: &'a HeaderMap,
}

impl<'a> Asked<'a> {
    pub(super) fn new(request: &'a HttpRequest, body: &[u8]) -> Self {
        // Neither Forwarded nor X-Forwarded-Host: the world has no proxy before it.
        let host = request
            .uri()
            .host()
            .or_else(|| request.headers().get(header::HOST)?.to_str().ok())
            .unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let pairs = |bytes: &[u8]| url::form_urlencoded::parse(bytes).into_owned().collect();
        Self {
            host: host.to_ascii_lowercase(),
            base: String::new(),
            path: request.path().to_owned(),
            is_post: request.method() == actix_web::http::Method::POST,
            query: pairs(request.query_string().as_bytes()),
            form: pairs(body),
            headers: request.headers(),
        }
    }

    /// A parameter of the query; empty when it is not there.
    pub(super) fn query(&self, name: &str) -> &str {
        find(&self.query, name)
    }

    /// A field of the form; empty when it is not there.
    pub(super) fn form(&self, name: &str) -> &str {
        find(&self.form, name)
    }

    /// User name and password of HTTP Basic, as sent.
    pub(super) fn basic(&self) -> Option<(String, String)> {
        let value = self.authorization("Basic ")?;
        let text = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
        let (user, password) = text.split_once(':')?;
        Some((user.to_owned(), password.to_owned()))
    }

    /// The bearer token.
    pub(super) fn bearer(&self) -> Option<&str> {
        self.authorization("Bearer ")
    }

    fn authorization(&self, scheme: &str) -> Option<&str> {
        let value = self.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (named, rest) = value.split_at_checked(scheme.len())?;
        named.eq_ignore_ascii_case(scheme).then_some(rest.trim())
    }
}

fn find<'p>(pairs: &'p [(String, String)], name: &str) -> &'p str {
    let found = pairs.iter().find(|(key, _)| key == name);
    found.map_or("", |(_, value)| value)
}

/// An answer of a kind.
pub(super) fn answer(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body.into())
}

/// A page.
pub(super) fn html(status: u16, body: anyhow::Result<String>) -> HttpResponse {
    match body {
        Ok(body) => answer(status, "text/html; charset=utf-8", body),
        Err(error) => text(500, &format!("The fake world has a fault: {error:#}\n")),
    }
}

/// Plain text.
pub(super) fn text(status: u16, body: &str) -> HttpResponse {
    answer(status, "text/plain; charset=utf-8", body)
}

/// JSON.
pub(super) fn json(status: u16, body: &serde_json::Value) -> HttpResponse {
    answer(status, "application/json", body.to_string())
}

/// Leads on with GET.
pub(super) fn see_other(to: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// Nothing is here.
pub(super) fn not_found(asked: &Asked<'_>) -> HttpResponse {
    text(
        404,
        &format!("There is nothing at {} on {}.\n", asked.path, asked.host),
    )
}
