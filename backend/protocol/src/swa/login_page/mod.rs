//! What a login page asks for, judged from its HTML alone. A page that a script builds needs a real browser;
//! the findings say so.

mod choose;
mod controls;
mod find;
mod hints;
mod selector;
mod target;

pub use choose::{Button, Field, FieldKind, LoginForm, Method};
pub use find::finds;

use url::Url;

use super::html;
use crate::finding::{Code, Finding, Refusal};
use controls::Page;

/// Largest page, in bytes.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Most frames that are listed.
const MAX_FRAMES: usize = 20;

/// What was found on a login page. Places in its findings are CSS selectors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginPage {
    /// The page's title.
    pub title: Option<String>,
    /// The login form; `None` when no password field was found.
    pub form: Option<LoginForm>,
    /// Addresses of the frames in the page, resolved; a login form may be inside one.
    pub frames: Vec<String>,
    /// What is worth saying.
    pub findings: Vec<Finding>,
}

/// Analyses the HTML that `url` answered with; `url` is the address after all redirects.
///
/// # Errors
/// `html_too_large` and `html_not_html`. What is odd about a page that can be read is a finding.
pub fn analyse(html: &[u8], url: &Url) -> Result<LoginPage, Refusal> {
    if html.len() > MAX_BYTES {
        let message = format!("The page has {} bytes; at most {MAX_BYTES} are read.", html.len());
        return Err(Finding::whole(Code::HtmlTooLarge, message).into());
    }
    let text = String::from_utf8_lossy(html);
    let mut findings = Vec::new();
    if matches!(text, std::borrow::Cow::Owned(_)) {
        findings.push(Finding::whole(Code::HtmlEncoding, "The page is not UTF-8."));
    }
    if text.contains('\0') || !text.contains('<') {
        return Err(Finding::whole(Code::HtmlNotHtml, "This is not an HTML page.").into());
    }
    let too_many = |limit: usize, what: &str| {
        Refusal::from(Finding::whole(
            Code::HtmlTooLarge,
            format!("The page has more than {limit} {what}."),
        ))
    };
    let tokens = html::tokens(&text).ok_or_else(|| too_many(html::MAX_TAGS, "tags"))?;
    let page = Page::read(&tokens).ok_or_else(|| too_many(controls::MAX_CONTROLS, "fields and buttons"))?;
    if url.scheme() != "https" {
        findings.push(Finding::whole(
            Code::SwaNotHttps,
            "The login page is not served over https.",
        ));
    }
    let base = page
        .base
        .as_deref()
        .and_then(|base| url.join(base).ok())
        .unwrap_or_else(|| url.clone());
    let form = choose::login_form(&page, url, &base, &mut findings);
    hints::look_for(&page, form.is_some(), &mut findings);
    let frames = page.frames.iter().filter_map(|frame| base.join(frame).ok());
    Ok(LoginPage {
        title: page.title.clone(),
        form,
        frames: frames
            .filter(|frame| matches!(frame.scheme(), "http" | "https"))
            .take(MAX_FRAMES)
            .map(String::from)
            .collect(),
        findings,
    })
}

#[cfg(test)]
mod tests;
