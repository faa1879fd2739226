//! The message of a letter: headers and both parts.

use anyhow::Context as _;
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use oin_domain::ids::SubmissionId;
use oin_store::ClaimedLetter;

use super::{Addresses, Rendered};
use crate::config::Mail;

/// The longest subject, in characters; a name in it has at most 100.
const LONGEST_SUBJECT: usize = 200;

/// Builds the message. Every copy of a letter has the same Message-ID and date.
///
/// # Errors
/// An address that lettre does not take, which `MailAddress` should have refused.
pub(super) fn build(
    letter: &ClaimedLetter,
    rendered: &Rendered,
    mail: &Mail,
    addresses: &Addresses,
) -> anyhow::Result<Message> {
    let to: Address = letter
        .to_mail
        .as_str()
        .parse()
        .context("the recipient's address")?;
    let from: Address = mail.from.as_str().parse().context("the sender's address")?;
    let back: Address = addresses
        .bounce(letter.id)
        .parse()
        .context("the address it comes back to")?;
    let name = letter.to_name.as_deref().map(visible);
    let subject: String = rendered.subject.chars().take(LONGEST_SUBJECT).collect();
    let mut builder = Message::builder();
    if let Some(submission) = thread(letter) {
        let reply: Address = addresses
            .reply(submission, &letter.to_mail)
            .parse()
            .context("the address of the thread")?;
        builder = builder.reply_to(Mailbox::new(Some(visible(&mail.from_name)), reply));
    }
    let message = builder
        .message_id(Some(format!("<{}@{}>", letter.id, mail.host)))
        .date(letter.created_at.into())
        .from(Mailbox::new(Some(visible(&mail.from_name)), from))
        .to(Mailbox::new(name, to.clone()))
        .subject(subject)
        // Nobody's holiday message answers it (RFC 3834).
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        .raw_header(raw("X-Auto-Response-Suppress", "All"))
        .envelope(Envelope::new(Some(back), vec![to])?)
        .multipart(
            MultiPart::alternative()
                .singlepart(part(ContentType::TEXT_PLAIN, rendered.text.clone()))
                .singlepart(part(ContentType::TEXT_HTML, rendered.html.clone())),
        )?;
    Ok(message)
}

/// The submission into whose thread an answer belongs.
fn thread(letter: &ClaimedLetter) -> Option<SubmissionId> {
    let id = letter.payload.get("about")?.get("submission")?.as_str()?;
    id.parse().ok().map(SubmissionId)
}

/// Quoted-printable, always: no line of a letter can then be taken for one of SMTP's, or be too
/// long for it.
fn part(kind: ContentType, body: String) -> SinglePart {
    SinglePart::builder()
        .header(kind)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(body)
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// A name without what could end a header or reorder it.
fn visible(name: &str) -> String {
    let shown = name.chars().map(|c| if c.is_control() { ' ' } else { c });
    let line: String = shown.collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
