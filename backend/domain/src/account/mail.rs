//! Mail addresses.

use serde::{Deserialize, Serialize};
use url::Host;

/// Why a text is no mail address that we can write to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Not of the form `name@company.example`.
    #[error("is not a mail address of the form name@company.example")]
    Form,
    /// More than 254 bytes (RFC 5321, 4.5.3.1.3), or more than 64 before the `@`.
    #[error("is too long for a mail address")]
    TooLong,
    /// What stands before the `@` holds a character that needs quoting or is not ASCII.
    #[error("holds `{0}` before the @, which we cannot write to")]
    Character(char),
    /// What stands after the `@` is not the name of a host.
    #[error("does not end in a domain such as company.example")]
    Domain,
}

/// A mail address: the local part as typed, the domain in lower-case ASCII (IDNA).
///
/// Narrower than RFC 5321 on purpose: no quoted local part, no comments, no address literal, no
/// domain without a dot. What it accepts can stand in a header without quoting.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress(String);

impl MailAddress {
    /// Reads an address; white space around it is dropped.
    ///
    /// # Errors
    /// [`MailError`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, MailError> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(MailError::Form)?;
        if local.is_empty() || domain.is_empty() {
            return Err(MailError::Form);
        }
        if local.len() > 64 || text.len() > 1024 {
            return Err(MailError::TooLong);
        }
        if let Some(c) = local.chars().find(|c| !is_atom(*c) && *c != '.') {
            return Err(MailError::Character(c));
        }
        if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
            return Err(MailError::Form);
        }
        let Ok(Host::Domain(domain)) = Host::parse(domain) else {
            return Err(MailError::Domain);
        };
        if !is_mail_domain(&domain) {
            return Err(MailError::Domain);
        }
        let address = format!("{local}@{domain}");
        if address.len() > 254 {
            return Err(MailError::TooLong);
        }
        Ok(Self(address))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address in lower case: two addresses with the same one are the same to us.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The domain, in lower-case ASCII.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }
}

/// The characters that need no quoting (RFC 5322, 3.2.3).
fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

/// At least two labels, each as RFC 1035 has it; underscores are not for mail.
fn is_mail_domain(domain: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    domain.len() <= 253 && domain.contains('.') && domain.split('.').all(label)
}

impl TryFrom<String> for MailAddress {
    type Error = MailError;
    fn try_from(text: String) -> Result<Self, MailError> {
        Self::parse(&text)
    }
}

impl From<MailAddress> for String {
    fn from(address: MailAddress) -> String {
        address.0
    }
}

impl std::fmt::Display for MailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_their_local_part_and_fold_their_domain() {
        let address = MailAddress::parse(" Ada.L+oin@Büro.EXAMPLE ").unwrap();
        assert_eq!(address.as_str(), "Ada.L+oin@xn--bro-hoa.example");
        assert_eq!(address.folded(), "ada.l+oin@xn--bro-hoa.example");
        assert_eq!(address.domain(), "xn--bro-hoa.example");
        assert_eq!(address.local(), "Ada.L+oin");
    }

    #[test]
    fn what_could_break_out_of_a_header_is_refused() {
        for (text, why) in [
            ("ada", MailError::Form),
            ("@acme.example", MailError::Form),
            ("ada@", MailError::Form),
            (".ada@acme.example", MailError::Form),
            ("a..b@acme.example", MailError::Form),
            ("ada@localhost", MailError::Domain),
            ("ada@127.0.0.1", MailError::Domain),
            ("ada@[::1]", MailError::Domain),
            ("ada@acme.example.", MailError::Domain),
            ("ada@-acme.example", MailError::Domain),
            ("ada@acme.example\r\nBcc: eve", MailError::Domain),
            ("ada@acme.example,eve", MailError::Domain),
            ("ada\r\nBcc: eve@acme.example", MailError::Character('\r')),
            ("\"ada eve\"@acme.example", MailError::Character('"')),
            ("ada,eve@acme.example", MailError::Character(',')),
            ("ada <ada@acme.example", MailError::Character(' ')),
            ("ädä@acme.example", MailError::Character('ä')),
            (&format!("{}@acme.example", "a".repeat(65)), MailError::TooLong),
        ] {
            assert_eq!(MailAddress::parse(text), Err(why), "{text:?}");
        }
    }
}
