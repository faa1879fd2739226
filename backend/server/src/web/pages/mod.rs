//! The pages people read.

pub mod account;
pub mod admin;
pub mod card;
pub mod collections;
pub mod contact;
pub mod desk;
pub mod error_page;
pub mod explaining;
pub mod guide;
mod history;
pub mod home;
pub mod integrations;
pub mod listing;
pub mod mailbox;
mod moment;
pub mod page_call;
pub mod portal;
pub mod prose;
pub mod provisioning;
pub mod reference;
pub mod report;
pub mod review;
pub mod review_figures;
pub mod review_times;
pub mod shell;
mod tokens;
pub mod verification;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};

use crate::actions::Failure;
use crate::templates::Page;
use crate::web::Parts;
use crate::web::forgery::FormToken;
use crate::web::ready::Answer;

pub use error_page::{ErrorPage, PageError};
pub use page_call::PageCall;
pub use shell::Shell;

const HTML: &str = "text/html; charset=utf-8";

/// Renders a page and keeps it when it was made from a `version` of the catalog.
fn respond<P: Page>(
    parts: &Parts,
    req: &HttpRequest,
    version: Option<u64>,
    page: &P,
) -> Result<HttpResponse, Failure> {
    let html = parts.templates.render(page).map_err(Failure::Broken)?;
    Ok(parts.keep(req, version, Answer::new(HTML, html)))
}

/// Renders a page for one person alone: it is kept nowhere, and a browser without a cookie gets the
/// one that the page's forms belong to.
fn respond_own<P: Page>(
    parts: &Parts,
    token: &FormToken,
    status: StatusCode,
    page: &P,
) -> Result<HttpResponse, Failure> {
    let html = parts.templates.render(page).map_err(Failure::Broken)?;
    let mut response = HttpResponse::build(status)
        .content_type(HTML)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html);
    token.remember(&mut response);
    Ok(response)
}

/// Goes on to another page of ours after a form was accepted.
fn go_to(place: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::LOCATION, place))
        .finish()
}

/// A count as people read it: `4,586`.
pub fn count_text(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn counts_are_grouped_by_thousands() {
        let texts = [0, 999, 1_000, 4_586, 1_000_000].map(super::count_text);
        assert_eq!(texts, ["0", "999", "1,000", "4,586", "1,000,000"]);
    }
}
