//! Addresses that lead into a private network, as far as the text alone tells.

use crate::integration::UrlPattern;
use url::Host;

/// Why an address is not public.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Internal {
    /// An IP address in the place of a name.
    #[error("names a machine by its IP address")]
    Literal,
    /// A name without a dot.
    #[error("names the host `{0}`, which exists inside one network only")]
    SingleLabel(String),
    /// A name that is reserved for private use.
    #[error("is under `.{0}`, which exists inside private networks only")]
    Reserved(&'static str),
    /// A name that nobody can register.
    #[error("is under no public domain: `{0}`")]
    NoPublicDomain(String),
}

/// Names for private use: RFC 6761 (localhost, test, invalid), RFC 6762
/// (local, and the names of its appendix G), RFC 8375 (home.arpa), RFC 7686
/// (onion), ICANN's reservation of 2024 (internal).
const RESERVED: [&str; 14] = [
    "localhost",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "localdomain",
    "home.arpa",
    "test",
    "invalid",
    "onion",
    "arpa",
];

/// Why `address` is not public; nothing when it is, or when a tenant variable
/// holds the whole host, which only the customer's value decides.
///
/// `.example` (RFC 2606) is let through: it leads nowhere, not inside, and the
/// network check says so.
pub fn internal(address: &UrlPattern) -> Option<Internal> {
    let host = address.fixed_host()?;
    let whole = !address
        .as_str()
        .split(['/', '?'])
        .nth(2)
        .is_some_and(|authority| authority.contains('}'));
    judge(&host, whole)
}

/// Why a whole host name is not public, before anybody looks it up.
pub fn internal_name(name: &str) -> Option<Internal> {
    judge(name, true)
}

/// Judges a host; `whole` when no tenant variable stands before it.
pub(super) fn judge(host: &str, whole: bool) -> Option<Internal> {
    let name = match Host::parse(host).ok()? {
        Host::Ipv4(_) | Host::Ipv6(_) => return Some(Internal::Literal),
        Host::Domain(name) => name,
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    if let Some(reserved) = RESERVED.iter().find(|reserved| is_under(&name, reserved)) {
        return Some(Internal::Reserved(reserved));
    }
    if is_under(&name, "example") {
        return None;
    }
    if whole && !name.contains('.') {
        return Some(Internal::SingleLabel(name));
    }
    // With a variable before it, the fixed part may be a public suffix itself:
    // `https://${domain}.com` is the customer's to fill in.
    let suffix = psl::suffix(name.as_bytes()).filter(psl::Suffix::is_known);
    match suffix {
        None => Some(Internal::NoPublicDomain(name)),
        Some(_) if whole && psl::domain(name.as_bytes()).is_none() => Some(Internal::NoPublicDomain(name)),
        Some(_) => None,
    }
}

fn is_under(name: &str, parent: &str) -> bool {
    name.strip_suffix(parent)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Option<Internal> {
        internal(&UrlPattern::parse(address).unwrap())
    }

    #[test]
    fn public_addresses_pass() {
        for good in [
            "https://box.com/acs",
            "https://id.box.co.uk:8443/acs",
            "https://${subdomain}.box.com/acs",
            "https://${host}/acs",
            "https://sp.acme.example/acs",
            "https://xn--bcher-kva.de/",
            "https://box.com./acs",
        ] {
            assert_eq!(of(good), None, "{good}");
        }
    }

    #[test]
    fn every_spelling_of_an_inside_address_is_found() {
        for literal in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://127.1/",
            "https://0/",
            "https://①②⑦.0.0.1/",
            "https://127。0。0。1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://8.8.8.8/",
        ] {
            assert_eq!(of(literal), Some(Internal::Literal), "{literal}");
        }
        for reserved in [
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost:8080/",
            "https://idp.corp/",
            "https://nas.local/",
            "https://${tenant}.app.internal/",
            "https://x.home.arpa/",
        ] {
            assert!(matches!(of(reserved), Some(Internal::Reserved(_))), "{reserved}");
        }
        assert!(matches!(of("https://intranet1/"), Some(Internal::SingleLabel(_))));
        assert!(matches!(
            of("https://sso.acmecorp-inside/"),
            Some(Internal::NoPublicDomain(_))
        ));
        assert!(matches!(of("https://co.uk/"), Some(Internal::NoPublicDomain(_))));
    }
}
