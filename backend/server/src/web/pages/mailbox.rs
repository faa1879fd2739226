//! `/dev/mailbox`: the letters of an installation without a mail server, for whoever sits at it.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::ids::LetterId;
use serde::Serialize;
use uuid::Uuid;

use super::{HTML, PageError, Shell};
use crate::actions::Failure;
use crate::actions::dev::{self, DevLetter};
use crate::templates::Page;
use crate::web::guard::Anyone;
use crate::web::pages::PageCall;

/// What a letter's own HTML may do: look as it was made, and nothing else.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox allow-top-navigation-by-user-activation";

#[derive(Serialize)]
struct Mailbox {
    shell: Shell,
    to: String,
    letters: Vec<Line>,
}

impl Page for Mailbox {
    const TEMPLATE: &'static str = "pages/dev/mailbox";
}

/// A letter in the list and in `/dev/mailbox.json`.
#[derive(Serialize)]
struct Line {
    id: String,
    to: String,
    subject: String,
    received_at: String,
    text: String,
}

#[derive(Serialize)]
struct Opened {
    shell: Shell,
    letter: Line,
    lines: Vec<Vec<Part>>,
}

impl Page for Opened {
    const TEMPLATE: &'static str = "pages/dev/letter";
}

/// A stretch of a line: plain, or an address to follow.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Part {
    text: String,
    link: bool,
}

/// `GET /dev/mailbox`.
///
/// # Errors
/// `not_found` for peers that are not on this machine, and in production.
pub async fn list(call: PageCall<Anyone>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let (to, letters) = found(&call).await?;
        let page = Mailbox {
            shell: shell(&call, "Mailbox"),
            to,
            letters: letters.iter().map(Line::from).collect(),
        };
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// `GET /dev/mailbox.json`: the same for scripts, the newest first.
///
/// # Errors
/// As [`list`].
pub async fn json(call: PageCall<Anyone>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let (_, letters) = found(&call).await?;
        let lines: Vec<Line> = letters.iter().map(Line::from).collect();
        Ok(HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(lines))
    })
    .await
}

/// `GET /dev/mailbox/{id}`: a letter's text, its links to follow.
///
/// # Errors
/// As [`list`].
pub async fn open(call: PageCall<Anyone>, id: web::Path<Uuid>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        near(&call.req)?;
        let letter = dev::letter(&call.ctx, LetterId(*id)).await?;
        let page = Opened {
            shell: shell(&call, &letter.subject),
            lines: letter.text.lines().map(linked).collect(),
            letter: Line::from(&letter),
        };
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// `GET /dev/mailbox/{id}/html`: a letter's HTML part as it came, under a policy of its own.
///
/// # Errors
/// As [`list`].
pub async fn html(call: PageCall<Anyone>, id: web::Path<Uuid>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        near(&call.req)?;
        let letter = dev::letter(&call.ctx, LetterId(*id)).await?;
        Ok(HttpResponse::Ok()
            .content_type(HTML)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_SECURITY_POLICY, LETTER_POLICY))
            .body(letter.html))
    })
    .await
}

async fn found(call: &PageCall<Anyone>) -> Result<(String, Vec<DevLetter>), Failure> {
    near(&call.req)?;
    let to: String = call.asked("to").chars().take(254).collect();
    let letters = dev::letters(&call.ctx, &to).await?;
    Ok((to, letters))
}

/// Letters hold links that sign people in: only this machine may read them.
fn near(req: &HttpRequest) -> Result<(), Failure> {
    let loopback = req.peer_addr().is_some_and(|peer| peer.ip().is_loopback());
    if loopback {
        Ok(())
    } else {
        Err(Failure::NotFound("page"))
    }
}

fn shell(call: &PageCall<Anyone>, title: &str) -> Shell {
    let about = "Letters that were not sent anywhere.";
    call.shell_at("/dev/mailbox", "none", title, about)
}

impl From<&DevLetter> for Line {
    fn from(letter: &DevLetter) -> Self {
        Self {
            id: letter.id.to_string(),
            to: letter.to_mail.clone(),
            subject: letter.subject.clone(),
            received_at: letter.received_at.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
            text: letter.text.clone(),
        }
    }
}

/// Tells addresses from the words around them.
fn linked(line: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find("https://").or_else(|| rest.find("http://")) {
        let (before, from) = rest.split_at(at);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let (link, after) = from.split_at(end);
        for (text, link) in [(before, false), (link, true)] {
            if !text.is_empty() {
                parts.push(Part {
                    text: text.to_owned(),
                    link,
                });
            }
        }
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part {
            text: rest.to_owned(),
            link: false,
        });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_told_from_words() {
        let parts = linked("Open http://localhost:8080/a?b=c now");
        let told: Vec<_> = parts.iter().map(|part| (part.text.as_str(), part.link)).collect();
        assert_eq!(
            told,
            [
                ("Open ", false),
                ("http://localhost:8080/a?b=c", true),
                (" now", false)
            ]
        );
        assert!(linked("").is_empty());
    }
}
