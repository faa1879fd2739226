//! The cookies of people who sign in. All carry `__Host-`: this host alone, every path, never
//! without TLS (browsers count `localhost` as safe). All but [`HERE`] are unreadable for scripts.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use oin_domain::ids::OrgId;

/// Holds the session's ticket.
pub const SESSION: &str = "__Host-oin";
/// Holds what forms of people are tied to who have not signed in.
pub const BROWSER: &str = "__Host-oin-browser";
/// Holds the ticket of a browser from which somebody has signed in before.
pub const DEVICE: &str = "__Host-oin-device";
/// Holds the org that somebody looks at.
pub const ORG: &str = "__Host-oin-org";

/// Says `1` in a browser in which somebody signed in: pages that everybody gets alike, ready-made,
/// show the way to the account by it (`assets/js/here.js`). It proves nothing and opens nothing.
pub const HERE: &str = "__Host-oin-here";

/// The value of a cookie, if the browser sent it.
pub fn value(req: &HttpRequest, name: &str) -> Option<String> {
    let cookie = req.cookie(name)?;
    let value = cookie.value();
    // A ticket has 43 characters, an id 36: nothing longer is ours.
    (!value.is_empty() && value.len() <= 64).then(|| value.to_owned())
}

/// The org that the browser's person chose last; no proof of a right.
pub fn org(req: &HttpRequest) -> Option<OrgId> {
    value(req, ORG)?.parse().ok().map(OrgId)
}

/// Keeps the org that somebody looks at from now on.
pub fn look_at(org: OrgId) -> Cookie<'static> {
    set(ORG, org.to_string(), Some(90))
}

/// A cookie that lives as long as the browser, or `days`.
pub fn set(name: &'static str, value: String, days: Option<i64>) -> Cookie<'static> {
    let cookie = Cookie::build(name, value)
        .path("/")
        .secure(true)
        .http_only(name != HERE)
        .same_site(SameSite::Lax);
    match days {
        Some(days) => cookie.max_age(Duration::days(days)).finish(),
        None => cookie.finish(),
    }
}

/// Tells our scripts that somebody is signed in, as long as a session lives at most.
pub fn here() -> Cookie<'static> {
    set(HERE, "1".to_owned(), Some(14))
}

/// Takes a cookie away.
pub fn clear(name: &'static str) -> Cookie<'static> {
    let mut cookie = set(name, String::new(), None);
    cookie.make_removal();
    cookie
}
