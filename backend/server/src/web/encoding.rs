//! Content codings that a client takes (RFC 9110 12.5.3).

use actix_web::http::header::{self, HeaderMap};

/// Whether a client that sent these headers takes `coding`: named, and not with
/// weight 0.
pub fn takes(asked: &HeaderMap, coding: &str) -> bool {
    let accepted = asked
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    accepted.is_some_and(|list| {
        list.split(',').any(|item| {
            let mut parts = item.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
            let refused = parts
                .filter_map(|part| part.strip_prefix("q="))
                .any(|weight| weight.parse() == Ok(0.0));
            named && !refused
        })
    })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn a_coding_is_taken_when_it_is_named_with_a_weight() {
        let asked =
            |value| HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]);
        assert!(takes(&asked("br, gzip;q=0.5"), "gzip"));
        assert!(takes(&asked("GZIP"), "gzip"));
        assert!(!takes(&asked("gzip;q=0"), "gzip"));
        assert!(!takes(&asked("gzip;q=0.000, br"), "gzip"));
        assert!(!takes(&asked("identity"), "gzip"));
        assert!(!takes(&HeaderMap::new(), "gzip"));
    }
}
