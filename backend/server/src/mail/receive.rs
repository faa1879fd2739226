//! Mail that comes in: letters that came back.

use mail_parser::{Message, MessageParser, MimeHeaders as _};
use oin_domain::ids::LetterId;

use super::Addresses;

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
    Reply,
    /// Not for us.
    Stranger,
    /// No message at all.
    Unreadable,
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
    if recipients.iter().any(|to| addresses.reply_thread(to).is_some()) {
        return Incoming::Reply;
    }
    Incoming::Stranger
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
