//! The headers that every answer carries.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// What a page may load and do. No inline code and no nonce, so that finished
/// pages can be kept; pages that must post elsewhere set their own.
fn page_policy(files: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src {}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; manifest-src 'self'",
        ["'self'", "data:", files].join(" ").trim_end()
    )
}

/// The policy for data: nothing may run, whatever a browser makes of it.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// The ready parts of the headers; made once.
#[derive(Debug, Clone)]
pub struct Headers {
    https: bool,
    page_policy: HeaderValue,
}

impl Headers {
    /// Headers for an installation at `base_url` that shows pictures from the origin `files`;
    /// empty: from its own.
    ///
    /// # Errors
    /// An origin that cannot stand in a header.
    pub fn new(base_url: &str, files: &str) -> anyhow::Result<Self> {
        Ok(Self {
            https: base_url.starts_with("https://"),
            page_policy: HeaderValue::try_from(page_policy(files))?,
        })
    }

    /// Adds what is missing to an answer's headers.
    ///
    /// `shared` answers are read by other sites' programs (the public API,
    /// badges, feeds, logos); they never depend on who asks.
    pub fn apply(&self, headers: &mut HeaderMap, shared: bool) {
        // A 304 has no content of its own: a browser takes its headers for those
        // of the page it has kept (RFC 9111 3.2), so that it must not bring a
        // policy of another kind.
        let content = headers.get(header::CONTENT_TYPE);
        let policy = content.map(|kind| {
            if kind.as_bytes().starts_with(b"text/html") {
                self.page_policy.clone()
            } else {
                HeaderValue::from_static(DATA_POLICY)
            }
        });
        if let Some(policy) = policy
            && !headers.contains_key(header::CONTENT_SECURITY_POLICY)
        {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        put(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        put(
            headers,
            header::REFERRER_POLICY,
            "strict-origin-when-cross-origin",
        );
        put(headers, header::PERMISSIONS_POLICY, PERMISSIONS);
        put(headers, header::X_FRAME_OPTIONS, "DENY");
        put(
            headers,
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        );
        let readers = if shared { "cross-origin" } else { "same-origin" };
        put(
            headers,
            HeaderName::from_static("cross-origin-resource-policy"),
            readers,
        );
        if self.https {
            put(
                headers,
                header::STRICT_TRANSPORT_SECURITY,
                "max-age=31536000; includeSubDomains",
            );
        }
        if shared {
            put(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
            put(
                headers,
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                "etag, link, ratelimit, ratelimit-policy, retry-after, x-request-id",
            );
        }
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
