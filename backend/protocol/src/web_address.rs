//! The rules for an address that a document names: a full https URL that means what it shows.

use url::{Host, Url};

/// Longest address that is taken over, in characters.
pub(crate) const MAX_LENGTH: usize = 1_024;

/// Why an address is not taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Another scheme than http or https, hidden or open (`javascript:`, `data:`, …).
    Scheme,
    /// `http:`.
    NotHttps,
    /// `https://user:password@host/`.
    Userinfo,
    /// `…#fragment`.
    Fragment,
    /// The own machine: `localhost` or a loopback address.
    Loopback,
    /// `*` stands for something.
    Wildcard,
    /// Not a full URL, too long, or with characters that readers and parsers see differently.
    Invalid,
}

/// Judges `address` as it stands in the document: nothing is mended, because answers are later sent to
/// exactly this string.
///
/// # Errors
/// The first rule that it breaks.
pub(crate) fn check(address: &str) -> Result<Url, Fault> {
    // What a lenient browser would make of it decides about the scheme: it drops spaces and controls.
    let bare: String = address
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect();
    let scheme = scheme(&bare).ok_or(Fault::Invalid)?;
    let secure = match scheme.to_ascii_lowercase().as_str() {
        "https" => true,
        "http" => false,
        _ => return Err(Fault::Scheme),
    };
    // The parser forgives `https:/\host` and the like; a reader does not expect that.
    let after = &bare[scheme.len()..];
    if bare != address || !after.starts_with("://") || address.chars().count() > MAX_LENGTH {
        return Err(Fault::Invalid);
    }
    if address.contains('*') {
        return Err(Fault::Wildcard);
    }
    if address.chars().any(|c| c == '\\' || unseen(c)) {
        return Err(Fault::Invalid);
    }
    let url = Url::parse(address).map_err(|_| Fault::Invalid)?;
    if !url.username().is_empty() || url.password().is_some() || authority(after).contains('@') {
        return Err(Fault::Userinfo);
    }
    if url.fragment().is_some() {
        return Err(Fault::Fragment);
    }
    if !secure {
        return Err(Fault::NotHttps);
    }
    if own_machine(&url) {
        return Err(Fault::Loopback);
    }
    Ok(url)
}

/// True for characters that do not show or that turn the reading direction round.
pub(crate) fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// True for an identifier that a browser would run or show as a document if it were ever a link.
pub(crate) fn runs(identifier: &str) -> bool {
    let bare: String = identifier
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect();
    scheme(&bare).is_some_and(|scheme| {
        ["javascript", "vbscript", "data", "blob", "file"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
    })
}

fn scheme(address: &str) -> Option<&str> {
    let end = address.find(':')?;
    let scheme = &address[..end];
    let mut letters = scheme.bytes();
    let first = letters.next()?;
    (first.is_ascii_alphabetic() && letters.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)))
        .then_some(scheme)
}

fn authority(after_scheme: &str) -> &str {
    let rest = after_scheme.trim_start_matches(':').trim_start_matches('/');
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

fn own_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(Host::Ipv6(address)) => {
            address.is_loopback()
                || address.is_unspecified()
                || address
                    .to_ipv4_mapped()
                    .is_some_and(|v4| v4.is_loopback() || v4.is_unspecified())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_full_https_addresses() {
        for good in [
            "https://app.example.com/saml/acs",
            "https://app.example.com:8443/acs?idp=1&x=%2e",
            "https://bücher.example/acs",
            "HTTPS://app.example.com/",
        ] {
            assert!(check(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn names_the_rule_that_an_address_breaks() {
        for (bad, fault) in [
            ("javascript:alert(1)", Fault::Scheme),
            (" java\tscript:alert(1)", Fault::Scheme),
            ("JaVaScRiPt://x.test/%0aalert(1)", Fault::Scheme),
            ("data:text/html,x", Fault::Scheme),
            ("vbscript:x", Fault::Scheme),
            ("file:///etc/passwd", Fault::Scheme),
            ("http://app.example.com/acs", Fault::NotHttps),
            ("https://user:pw@app.example.com/acs", Fault::Userinfo),
            ("https://@app.example.com/acs", Fault::Userinfo),
            ("https://app.example.com/acs#x", Fault::Fragment),
            ("https://app.example.com/acs#", Fault::Fragment),
            ("https:/app.example.com/acs", Fault::Invalid),
            ("https:\\\\app.example.com/acs", Fault::Invalid),
            ("https://app.example.com/a cs", Fault::Invalid),
            ("//app.example.com/acs", Fault::Invalid),
            ("app.example.com", Fault::Invalid),
            ("https://*.example.com/acs", Fault::Wildcard),
            ("https://app.example.com/\u{202e}sca", Fault::Invalid),
            ("", Fault::Invalid),
            ("https://localhost/acs", Fault::Loopback),
            ("https://app.localhost./acs", Fault::Loopback),
            ("https://2130706433/acs", Fault::Loopback),
            ("https://[::ffff:127.0.0.1]/acs", Fault::Loopback),
        ] {
            assert_eq!(check(bad).err(), Some(fault), "{bad:?}");
        }
        let long = format!("https://app.example.com/{}", "a".repeat(MAX_LENGTH));
        assert_eq!(check(&long).err(), Some(Fault::Invalid));
    }
}
