//! Forged requests: a form counts only when our own page sent it (SECURITY row 57).
//!
//! Three things hold together: cookies are `SameSite=Lax`; the browser's own word about where a
//! request comes from (`Sec-Fetch-Site`, `Origin`) must name us; and every form carries a token
//! that only a page of ours for this browser can hold.

use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, dev};
use futures_util::future::{Ready, ready};
use sha2::{Digest as _, Sha256};

use super::cookies;
use crate::actions::{Code, Ctx, Failure};
use crate::vault::Ticket;
use crate::web::pages::PageError;

/// The name of the field that holds the token.
pub const FIELD: &str = "form_token";

/// Refuses a changing request that another site's page made.
///
/// # Errors
/// `forgery_refused`.
pub fn same_origin(headers: &HeaderMap, base_url: &str) -> Result<(), Failure> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text("sec-fetch-site").is_none_or(|site| site == "same-origin");
    let origin = match headers.get(header::ORIGIN) {
        None => true,
        Some(origin) => origin.to_str().is_ok_and(|origin| origin == base_url),
    };
    if site && origin {
        Ok(())
    } else {
        Err(Failure::refused(
            Code::ForgeryRefused,
            format!(
                "The request came from another site's page. Open {base_url} and send the form from there."
            ),
        ))
    }
}

/// The token of this browser's forms.
#[derive(Debug, Clone)]
pub struct FormToken {
    text: String,
    fresh: Option<String>,
}

impl FormToken {
    /// The token as forms carry it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Gives a browser that has no cookie yet the one that the token belongs to.
    pub fn remember(&self, response: &mut HttpResponse) {
        if let Some(fresh) = &self.fresh {
            // Fails for a cookie that cannot be written as a header, which base64url always can.
            let _ = response.add_cookie(&cookies::set(cookies::BROWSER, fresh.clone(), None));
        }
    }

    /// Whether `sent` is a token of this browser.
    ///
    /// # Errors
    /// `forgery_refused`.
    pub fn check(req: &HttpRequest, sent: Option<&str>) -> Result<(), Failure> {
        let known = [cookies::SESSION, cookies::BROWSER];
        let mut tokens = known.iter().filter_map(|name| cookies::value(req, name));
        let sent = sent.unwrap_or_default();
        if !sent.is_empty() && tokens.any(|cookie| same(&token_of(&cookie), sent)) {
            return Ok(());
        }
        Err(Failure::refused(
            Code::ForgeryRefused,
            "The form is too old, or did not come from our page. Go back, load the page again and send it once more.",
        ))
    }
}

impl actix_web::FromRequest for FormToken {
    type Error = PageError;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(req: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let known = [cookies::SESSION, cookies::BROWSER];
        if let Some(cookie) = known.iter().find_map(|name| cookies::value(req, name)) {
            let text = token_of(&cookie);
            return ready(Ok(Self { text, fresh: None }));
        }
        let drawn = Ticket::draw("").map_err(|error| PageError::new(req, Failure::from(error)));
        ready(drawn.map(|ticket| {
            let cookie = ticket.text.text().unwrap_or_default().to_owned();
            Self {
                text: token_of(&cookie),
                fresh: Some(cookie),
            }
        }))
    }
}

/// The token that belongs to a cookie: who knows the token does not know the cookie. The session's
/// stored hash is of the bare cookie, so that neither tells the other.
pub fn token_of(cookie: &str) -> String {
    use base64::Engine as _;
    let digest = Sha256::new()
        .chain_update(b"oin form token\0")
        .chain_update(cookie.as_bytes())
        .finalize();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest)
}

/// Compares by hash, so that the time does not tell how much was right.
fn same(own: &str, sent: &str) -> bool {
    Sha256::digest(own) == Sha256::digest(sent)
}

/// Refuses forged changing requests before any handler; the API knows no cookies.
pub fn refuse(ctx: &Ctx, req: &HttpRequest) -> Result<(), Failure> {
    if req.method().is_safe() || req.path().starts_with("/api/") {
        return Ok(());
    }
    same_origin(req.headers(), ctx.base_url())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    #[test]
    fn only_our_own_pages_count() {
        let judge = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            same_origin(&headers, "https://oin.test").is_ok()
        };
        assert!(same_origin(&HeaderMap::new(), "https://oin.test").is_ok());
        assert!(judge("origin", "https://oin.test"));
        assert!(judge("sec-fetch-site", "same-origin"));
        for origin in [
            "null",
            "https://evil.test",
            "https://files.oin.test",
            "http://oin.test",
            "https://oin.test:444",
        ] {
            assert!(!judge("origin", origin), "{origin}");
        }
        for site in ["cross-site", "same-site", "none"] {
            assert!(!judge("sec-fetch-site", site), "{site}");
        }
    }
}
