//! Mail that comes in: letters that came back, and answers.

use mail_parser::{Message, MessageParser, MimeHeaders as _};
use oin_domain::account::MailAddress;
use oin_domain::ids::{LetterId, SubmissionId};

use super::{Addresses, quoted};

/// What a message that came in is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// A letter could not be delivered (RFC 3464).
    Bounce {
        /// Which.
        letter: LetterId,
        /// What the other side said.
        reason: String,
    },
    /// A letter is late, or a machine answered: nothing to do.
    Notice,
    /// An answer into a thread.
    Reply(Reply),
    /// Not for us.
    Stranger,
    /// No message at all.
    Unreadable,
}

/// An answer, before anybody has looked whether its sender may give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The thread that it names.
    pub submission: SubmissionId,
    /// The address that it came to.
    pub to: String,
    /// Whom it says that it is from.
    pub from: Option<MailAddress>,
    /// What tells it from any other.
    pub id: Vec<u8>,
    /// What was written, without what it quotes.
    pub text: String,
}

/// Reads a message; `to` is the envelope's recipient when the mail server says it.
pub fn read(addresses: &Addresses, bytes: &[u8], to: Option<&str>) -> Incoming {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Incoming::Unreadable;
    };
    let recipients = recipients(&message, to);
    if let Some(letter) = recipients.iter().find_map(|to| addresses.bounced(to)) {
        return match failure(&message) {
            Some(reason) => Incoming::Bounce { letter, reason },
            None => Incoming::Notice,
        };
    }
    let thread = recipients
        .into_iter()
        .find_map(|to| addresses.reply_thread(&to).map(|submission| (submission, to)));
    match thread {
        Some(_) if is_automatic(&message) => Incoming::Notice,
        Some((submission, to)) => Incoming::Reply(reply(&message, bytes, submission, to)),
        None => Incoming::Stranger,
    }
}

fn reply(message: &Message<'_>, bytes: &[u8], submission: SubmissionId, to: String) -> Reply {
    let from = message.from().and_then(|from| from.first());
    let from = from.and_then(|from| MailAddress::parse(from.address()?).ok());
    let mut text = quoted::written(&message.body_text(0).unwrap_or_default());
    let attached = message.attachment_count();
    if attached > 0 && !text.is_empty() {
        text.push_str(match attached {
            1 => "\n\n[A file was attached to this mail. Files are not taken by mail.]",
            _ => "\n\n[Files were attached to this mail. Files are not taken by mail.]",
        });
    }
    Reply {
        submission,
        to,
        from,
        id: message
            .message_id()
            .map_or_else(|| bytes.to_vec(), |id| id.as_bytes().to_vec()),
        text,
    }
}

/// Whether a machine wrote it (RFC 3834): an answer to that could go on for ever.
fn is_automatic(message: &Message<'_>) -> bool {
    let header = |name: &str| {
        let value = message.header_raw(name).unwrap_or_default();
        value.trim().to_ascii_lowercase()
    };
    let submitted = header("Auto-Submitted");
    !submitted.is_empty() && submitted != "no"
        || matches!(
            header("Precedence").as_str(),
            "bulk" | "junk" | "list" | "auto_reply"
        )
        || !header("X-Autoreply").is_empty()
}

fn recipients(message: &Message<'_>, to: Option<&str>) -> Vec<String> {
    let mut all: Vec<String> = to.map(str::to_owned).into_iter().collect();
    for name in ["Delivered-To", "X-Original-To", "Envelope-To"] {
        all.extend(message.header_raw(name).map(|value| value.trim().to_owned()));
    }
    let header = message.to().into_iter().flat_map(|to| to.iter());
    all.extend(header.filter_map(|one| one.address().map(str::to_owned)));
    all
}

/// What a delivery report says of a letter that failed for good; `None` for any other message.
fn failure(message: &Message<'_>) -> Option<String> {
    let report = message.parts.iter().find(|part| {
        part.content_type().is_some_and(|kind| {
            kind.ctype().eq_ignore_ascii_case("message")
                && kind
                    .subtype()
                    .is_some_and(|sub| sub.eq_ignore_ascii_case("delivery-status"))
        })
    })?;
    let text = String::from_utf8_lossy(report.contents());
    let field = |name: &str| {
        text.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim()
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    };
    if !field("Action")?.eq_ignore_ascii_case("failed") {
        return None;
    }
    let words = field("Diagnostic-Code").or_else(|| field("Status"));
    let words = words.unwrap_or_else(|| "no reason given".to_owned());
    Some(words.chars().filter(|c| !c.is_control()).take(500).collect())
}
