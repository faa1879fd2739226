//! Proving that a domain is the org's own.

use serde::{Deserialize, Serialize};
use url::Host;

use crate::choices;

choices! {
    /// Where the proof was found.
    ProofMethod as "proof_method" {
        /// A TXT record.
        Dns = "dns", "DNS record";
        /// A file under `/.well-known/`.
        File = "file", "Well-known file";
    }
}

/// The text is not the name of a public domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a domain such as company.example")]
pub struct DomainError;

/// A domain in lower-case ASCII, with at least one dot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DomainName(String);

impl DomainName {
    /// Reads a domain as people type it: white space around it is dropped, an
    /// international one becomes ASCII.
    ///
    /// # Errors
    /// [`DomainError`] for an address literal, a single label or what is no name at all.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        let Ok(Host::Domain(domain)) = Host::parse(text.trim()) else {
            return Err(DomainError);
        };
        let label = |label: &str| {
            let fits = (1..=63).contains(&label.len());
            let plain = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            fits && plain && !label.starts_with('-') && !label.ends_with('-')
        };
        let last = domain.rsplit('.').next().unwrap_or_default();
        let whole = domain.contains('.') && domain.len() <= 253 && last.len() >= 2;
        if whole && domain.split('.').all(label) {
            Ok(Self(domain))
        } else {
            Err(DomainError)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the TXT record belongs.
    pub fn record(&self) -> String {
        format!("_oin-challenge.{}", self.0)
    }

    /// Where the file belongs.
    pub fn file(&self) -> String {
        format!("https://{}/.well-known/oin-challenge.txt", self.0)
    }

    /// Whether `host` is this domain or lies under it.
    pub fn covers(&self, host: &str) -> bool {
        host.strip_suffix(&self.0)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// What the record and the file's only line must say for an org's token.
    pub fn statement(token: &str) -> String {
        format!("oin-domain-proof={token}")
    }
}

impl TryFrom<String> for DomainName {
    type Error = DomainError;
    fn try_from(text: String) -> Result<Self, DomainError> {
        Self::parse(&text)
    }
}

impl From<DomainName> for String {
    fn from(domain: DomainName) -> String {
        domain.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_names_with_a_dot() {
        assert_eq!(
            DomainName::parse(" Büro.Example ").unwrap().as_str(),
            "xn--bro-hoa.example"
        );
        for bad in [
            "localhost",
            "127.0.0.1",
            "[::1]",
            "a_b.example",
            "acme.example.",
            "-a.example",
            "",
            "a b.example",
        ] {
            assert_eq!(DomainName::parse(bad), Err(DomainError), "{bad}");
        }
    }

    #[test]
    fn a_domain_covers_itself_and_what_lies_under_it() {
        let domain = DomainName::parse("acme.example").unwrap();
        assert!(domain.covers("acme.example"));
        assert!(domain.covers("login.acme.example"));
        assert!(!domain.covers("notacme.example"));
        assert!(!domain.covers("acme.example.evil.test"));
    }
}
