//! An https address that is safe to put into a link.

use serde::{Deserialize, Serialize};

/// Why an address was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpsUrlError {
    /// Not a URL at all.
    #[error("is not a URL")]
    Unreadable,
    /// A scheme other than https.
    #[error("must start with https://")]
    NotHttps,
    /// User name or password inside the URL.
    #[error("must not hold a user name or password")]
    Credentials,
    /// Longer than the limit.
    #[error("is longer than {} characters", HttpsUrl::LIMIT)]
    TooLong,
}

/// An absolute https URL without credentials, at most 1,024 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HttpsUrl(String);

impl HttpsUrl {
    /// The most characters it may have.
    pub const LIMIT: usize = 1024;

    /// Checks `text` and keeps it in the parser's canonical form, without the
    /// slash of an empty path.
    ///
    /// # Errors
    /// [`HttpsUrlError`] names what is wrong.
    pub fn parse(text: &str) -> Result<Self, HttpsUrlError> {
        let text = text.trim();
        if text.len() > Self::LIMIT {
            return Err(HttpsUrlError::TooLong);
        }
        let url = url::Url::parse(text).map_err(|_| HttpsUrlError::Unreadable)?;
        if url.scheme() != "https" || url.host_str().is_none() {
            return Err(HttpsUrlError::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(HttpsUrlError::Credentials);
        }
        let mut kept = String::from(url);
        if kept.ends_with('/') && kept.matches('/').count() == 3 {
            kept.pop();
        }
        Ok(Self(kept))
    }

    /// The URL itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, for display.
    pub fn host(&self) -> &str {
        let rest = self.0.strip_prefix("https://").unwrap_or(&self.0);
        rest.split(['/', '?', '#']).next().unwrap_or(rest)
    }
}

impl TryFrom<String> for HttpsUrl {
    type Error = HttpsUrlError;
    fn try_from(text: String) -> Result<Self, HttpsUrlError> {
        Self::parse(&text)
    }
}

impl From<HttpsUrl> for String {
    fn from(url: HttpsUrl) -> String {
        url.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_without_credentials_is_kept() {
        assert_eq!(
            HttpsUrl::parse("https://Box.com/").unwrap().as_str(),
            "https://box.com"
        );
        assert_eq!(HttpsUrl::parse("https://box.com/a/b").unwrap().host(), "box.com");
        assert_eq!(
            HttpsUrl::parse("javascript:alert(1)"),
            Err(HttpsUrlError::NotHttps)
        );
        assert_eq!(HttpsUrl::parse("http://box.com"), Err(HttpsUrlError::NotHttps));
        assert_eq!(HttpsUrl::parse("//box.com"), Err(HttpsUrlError::Unreadable));
        assert_eq!(
            HttpsUrl::parse("https://a:b@box.com"),
            Err(HttpsUrlError::Credentials)
        );
    }
}
