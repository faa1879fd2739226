//! An https address with places for a customer's own values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Pattern, PatternError};

/// Why an address was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlPatternError {
    /// Not even a pattern.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// Not a URL, whatever the variables hold.
    #[error("is not a URL")]
    Unreadable,
    /// A scheme other than https.
    #[error("must start with https://")]
    NotHttps,
    /// User name or password inside the URL.
    #[error("must not hold a user name or password")]
    Credentials,
    /// `*` in the host or path, as some documentation writes it for "whatever it is".
    #[error(
        "must not hold a *: write each address out, with a tenant variable ${{name}} where customers differ"
    )]
    Wildcard,
    /// `#…` is never sent to a server.
    #[error("must not hold a fragment (#…)")]
    Fragment,
}

/// An https URL in which `${name}` stands for a tenant variable. It may begin
/// with a variable, which then has to hold the scheme and host.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Pattern", into = "Pattern")]
pub struct UrlPattern(Pattern);

/// What stands for a variable while the rest of an address is judged.
const STAND_IN: &str = "tenant";

impl UrlPattern {
    /// Checks `text`.
    ///
    /// # Errors
    /// [`UrlPatternError`] names what is wrong.
    pub fn parse(text: &str) -> Result<Self, UrlPatternError> {
        Self::try_from(Pattern::parse(text)?)
    }

    /// The pattern as given.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The pattern itself.
    pub fn pattern(&self) -> &Pattern {
        &self.0
    }

    /// The address with `values` filled in.
    pub fn render(&self, values: &BTreeMap<String, String>) -> String {
        self.0.render(values)
    }

    /// The part of the host that the vendor fixed: `box.com` of
    /// `https://${subdomain}.box.com/saml`; nothing when a variable holds all
    /// of the host.
    pub fn fixed_host(&self) -> Option<String> {
        let rest = self.as_str().strip_prefix("https://")?;
        let host = rest.split(['/', '?']).next().unwrap_or(rest);
        let fixed = match host.rfind('}') {
            Some(end) => host[end + 1..].strip_prefix('.')?,
            None => host,
        };
        let url = url::Url::parse(&format!("https://{fixed}")).ok()?;
        url.host_str().map(str::to_owned)
    }
}

/// `text` with a stand-in for every variable.
fn filled(pattern: &Pattern) -> String {
    let values: BTreeMap<String, String> = pattern
        .variables()
        .into_iter()
        .map(|name| (name.to_owned(), STAND_IN.to_owned()))
        .collect();
    let text = pattern.render(&values);
    // A leading variable holds scheme and host.
    if pattern.as_str().starts_with("${") {
        format!("https://{text}")
    } else {
        text
    }
}

impl TryFrom<Pattern> for UrlPattern {
    type Error = UrlPatternError;
    fn try_from(pattern: Pattern) -> Result<Self, UrlPatternError> {
        let text = filled(&pattern);
        let url = url::Url::parse(&text).map_err(|_| UrlPatternError::Unreadable)?;
        // The parser drops tabs and repairs slashes; what is stored is what was
        // given, so the text itself has to begin as an https URL does.
        if url.scheme() != "https" || !text.to_ascii_lowercase().starts_with("https://") {
            return Err(UrlPatternError::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UrlPatternError::Credentials);
        }
        if url.fragment().is_some() {
            return Err(UrlPatternError::Fragment);
        }
        if url.host_str().is_some_and(|host| host.contains('*')) || url.path().contains('*') {
            return Err(UrlPatternError::Wildcard);
        }
        if text.contains('\\') {
            return Err(UrlPatternError::Unreadable);
        }
        Ok(Self(pattern))
    }
}

impl From<UrlPattern> for Pattern {
    fn from(url: UrlPattern) -> Pattern {
        url.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_addresses_with_variables_are_kept_as_given() {
        for good in [
            "https://box.com/acs",
            "https://${subdomain}.box.com/acs?x=${y}",
            "https://${host}/acs",
            "${base}/saml",
            "https://box.com:8443/",
            "https://box.com/search?q=*",
        ] {
            assert_eq!(UrlPattern::parse(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn what_is_no_plain_https_address_is_refused() {
        for bad in [
            "http://box.com",
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example/x",
            "https:box.com",
            "https:\\\\box.com",
            "https://u:p@box.com",
            "https://box.com/#x",
            "https://",
            "https://${a}@box.com",
            "https://*.box.com/acs",
            "https://box.com/*",
            "https://*.${domain}/acs",
        ] {
            assert!(UrlPattern::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_vendors_part_of_the_host_is_known() {
        let host = |text: &str| UrlPattern::parse(text).unwrap().fixed_host();
        assert_eq!(host("https://${a}.Box.com/x").as_deref(), Some("box.com"));
        assert_eq!(host("https://box.com:8443/x").as_deref(), Some("box.com"));
        assert_eq!(host("https://${host}/x"), None);
        assert_eq!(host("https://a${b}c/x"), None);
        assert_eq!(host("${base}/x"), None);
    }
}
