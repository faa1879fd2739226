//! Finished answers of the public catalog, kept as bytes.
//!
//! An answer belongs to one version of the catalog and lives at most a minute
//! (pages hold relative dates and dated collections). It is found before any
//! routing, so that a repeated question costs little more than its bytes.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use actix_web::body::BoxBody;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use crate::web::encoding;

const LIFE: Duration = Duration::from_secs(60);
/// Smaller bodies are not worth compressing.
const WORTH_COMPRESSING: usize = 860;

/// A finished answer.
#[derive(Debug)]
pub struct Answer {
    content_type: &'static str,
    link: Option<HeaderValue>,
    etag: HeaderValue,
    body: Bytes,
    gzip: OnceLock<Option<Bytes>>,
}

impl Answer {
    /// An answer of the given media type.
    pub fn new(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self {
            content_type,
            link: None,
            etag: etag(&body),
            body,
            gzip: OnceLock::new(),
        }
    }

    /// The same with a `Link` header (RFC 8288).
    #[must_use]
    pub fn with_link(mut self, link: &str) -> Self {
        self.link = HeaderValue::from_str(link).ok();
        self
    }

    /// The response for a request with these headers: 304 when the client has
    /// it already (RFC 9110 13.1.2), compressed when it can read that.
    pub fn respond(&self, asked: &HeaderMap) -> HttpResponse {
        let known = asked
            .get(header::IF_NONE_MATCH)
            .is_some_and(|tags| matches_etag(tags, &self.etag));
        let status = if known {
            StatusCode::NOT_MODIFIED
        } else {
            StatusCode::OK
        };
        let mut response = HttpResponse::with_body(status, BoxBody::new(()));
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.etag.clone());
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=0, must-revalidate"),
        );
        headers.insert(
            header::VARY,
            HeaderValue::from_static("accept-encoding, hx-request"),
        );
        if let Some(link) = &self.link {
            headers.insert(header::LINK, link.clone());
        }
        if known {
            return response;
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        if encoding::takes(asked, "gzip")
            && let Some(gzip) = self.gzip()
        {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            return response.set_body(BoxBody::new(gzip));
        }
        response.set_body(BoxBody::new(self.body.clone()))
    }

    fn gzip(&self) -> Option<Bytes> {
        self.gzip
            .get_or_init(|| {
                use std::io::Write as _;
                if self.body.len() < WORTH_COMPRESSING {
                    return None;
                }
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(5));
                encoder.write_all(&self.body).ok()?;
                encoder.finish().ok().map(Bytes::from)
            })
            .clone()
    }

    fn weight(&self) -> u64 {
        // The compressed form is about a fifth; reserve it from the start.
        (self.body.len() + self.body.len() / 5 + 256) as u64
    }
}

fn etag(body: &[u8]) -> HeaderValue {
    use std::fmt::Write as _;
    let digest = Sha256::digest(body);
    let mut tag = String::with_capacity(22);
    tag.push_str("W/\"");
    for byte in digest.iter().take(9) {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    HeaderValue::try_from(tag).unwrap_or_else(|_| HeaderValue::from_static("W/\"0\""))
}

/// Weak comparison (RFC 9110 8.8.3.2) against a list of tags or `*`.
fn matches_etag(tags: &HeaderValue, own: &HeaderValue) -> bool {
    let (Ok(tags), Ok(own)) = (tags.to_str(), own.to_str()) else {
        return false;
    };
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    tags.trim() == "*" || tags.split(',').any(|tag| bare(tag) == bare(own))
}

struct Kept {
    version: u64,
    made: Instant,
    answer: Answer,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<String, Arc<Kept>> for ByBytes {
    fn weight(&self, key: &String, kept: &Arc<Kept>) -> u64 {
        key.len() as u64 + kept.answer.weight()
    }
}

/// The finished answers.
pub struct Ready {
    cache: Cache<String, Arc<Kept>, ByBytes>,
}

impl Ready {
    /// Room for about `bytes` of answers; 0 keeps none.
    pub fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes / 8192)
            .unwrap_or(usize::MAX)
            .clamp(1, 100_000);
        Self {
            cache: Cache::with_weighter(items, bytes, ByBytes),
        }
    }

    /// Forgets them all.
    pub fn clear(&self) {
        self.cache.clear();
    }

    /// The finished answer to a request, if there is one of this version.
    pub fn find(&self, req: &HttpRequest, version: u64) -> Option<HttpResponse> {
        if *req.method() != Method::GET && *req.method() != Method::HEAD {
            return None;
        }
        let target = req.uri().path_and_query()?.as_str();
        let kept = if is_fragment(req.headers()) {
            self.cache.get(&fragment_key(target))
        } else {
            self.cache.get(target)
        }?;
        let fresh = kept.version == version && kept.made.elapsed() < LIFE;
        fresh.then(|| kept.answer.respond(req.headers()))
    }

    /// Keeps an answer that was made from `version` of the catalog, and
    /// responds with it.
    pub fn keep(&self, req: &HttpRequest, version: u64, answer: Answer) -> HttpResponse {
        let response = answer.respond(req.headers());
        if let Some(target) = req.uri().path_and_query() {
            let target = target.as_str();
            let key = if is_fragment(req.headers()) {
                fragment_key(target)
            } else {
                target.to_owned()
            };
            self.cache.insert(
                key,
                Arc::new(Kept {
                    version,
                    made: Instant::now(),
                    answer,
                }),
            );
        }
        response
    }
}

/// Whether htmx asks for a part of a page only.
pub fn is_fragment(asked: &HeaderMap) -> bool {
    asked.contains_key("hx-request") && !asked.contains_key("hx-history-restore-request")
}

fn fragment_key(target: &str) -> String {
    format!("#{target}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_compare_weakly_and_lists_count() {
        let own = etag(b"x");
        let list = HeaderValue::from_str(&format!(
            "\"a\", {}",
            own.to_str().unwrap().trim_start_matches("W/")
        ))
        .unwrap();
        assert!(matches_etag(&list, &own));
        assert!(matches_etag(&HeaderValue::from_static("*"), &own));
        assert!(!matches_etag(&HeaderValue::from_static("\"a\""), &own));
    }

    #[test]
    fn gzip_is_sent_only_to_those_who_take_it() {
        let answer = Answer::new("application/json", vec![b'a'; 5000]);
        let mut asked = HeaderMap::new();
        assert!(
            answer
                .respond(&asked)
                .headers()
                .get(header::CONTENT_ENCODING)
                .is_none()
        );
        asked.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("br, gzip;q=0.5"),
        );
        assert!(
            answer
                .respond(&asked)
                .headers()
                .get(header::CONTENT_ENCODING)
                .is_some()
        );
        asked.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip;q=0"));
        assert!(
            answer
                .respond(&asked)
                .headers()
                .get(header::CONTENT_ENCODING)
                .is_none()
        );
    }
}
