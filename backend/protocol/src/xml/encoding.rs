//! Bytes to text: UTF-8 only, and no DOCTYPE hidden in another encoding.

use crate::finding::{Code, Finding, Place, Refusal, shown};

/// How far into a document of another encoding a hidden DOCTYPE is looked for, in bytes.
const LOOK_AHEAD: usize = 8 * 1024;

/// The document as text, without its byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > super::MAX_BYTES {
        let message = format!(
            "The document has {} bytes; at most {} are read.",
            bytes.len(),
            super::MAX_BYTES
        );
        return Err(Finding::whole(Code::XmlTooLarge, message).into());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"\x1f\x8b") || bytes.starts_with(b"PK\x03\x04") {
        let message = "The file is compressed (gzip or ZIP).";
        return Err(Finding::whole(Code::XmlCompressed, message).into());
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Finding::whole(Code::XmlEmpty, "The document is empty.").into());
    }
    if let Some(text) = utf16_or_32(bytes) {
        return Err(foreign(&text, "UTF-16 or UTF-32"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid = &bytes[..error.valid_up_to()];
        let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = valid.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        let place = Place {
            path: String::new(),
            line: u32::try_from(line).ok(),
            column: u32::try_from(column).ok(),
        };
        Refusal::from(Finding::at(
            Code::XmlEncoding,
            place,
            "The document has a character that is not UTF-8.",
        ))
    })?;
    if let Some(name) = declared_encoding(text)
        && !["utf-8", "utf8", "us-ascii", "ascii"].contains(&name.to_ascii_lowercase().as_str())
    {
        let readable =
            if name.to_ascii_lowercase().contains("utf-7") || name.to_ascii_lowercase().contains("utf7") {
                utf7(text)
            } else {
                text.chars().take(LOOK_AHEAD).collect()
            };
        return Err(foreign(&readable, &shown(name)));
    }
    if text.starts_with("+AD") && has_doctype(&utf7(text)) {
        return Err(foreign(&utf7(text), "UTF-7"));
    }
    Ok(text)
}

/// True when `text` declares a document type anywhere in its looked-at part.
fn has_doctype(text: &str) -> bool {
    text.to_ascii_lowercase().contains("<!doctype")
}

fn foreign(text: &str, name: &str) -> Refusal {
    if has_doctype(text) {
        Finding::whole(
            Code::XmlDoctype,
            format!("The document hides a DOCTYPE in {name}."),
        )
        .into()
    } else {
        Finding::whole(
            Code::XmlEncoding,
            format!("The document is in {name}, not in UTF-8."),
        )
        .into()
    }
}

/// The start of a document in a wide encoding, its zero bytes left out; `None` for any other.
/// No UTF-8 XML holds a zero byte (XML 1.0 §2.2), so one at the start settles it.
fn utf16_or_32(bytes: &[u8]) -> Option<String> {
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if !marked && !bytes.iter().take(4).any(|byte| *byte == 0) {
        return None;
    }
    Some(
        bytes
            .iter()
            .take(4 * LOOK_AHEAD)
            .filter(|byte| byte.is_ascii() && **byte != 0)
            .map(|b| *b as char)
            .collect(),
    )
}

/// The encoding that the XML declaration names.
pub(super) fn declared_encoding(text: &str) -> Option<&str> {
    let declaration = text
        .strip_prefix("<?xml")
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_whitespace()))?;
    let declaration = &declaration[..declaration.find("?>")?];
    let (_, after) = declaration.split_once("encoding")?;
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after[1..].split(quote).next()
}

/// The start of `text` as UTF-7 (RFC 2152) means it, as far as it is ASCII.
fn utf7(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.bytes().take(LOOK_AHEAD).peekable();
    while let Some(letter) = letters.next() {
        if letter != b'+' {
            out.push(letter as char);
            continue;
        }
        let (mut held, mut bits) = (0u32, 0u32);
        while let Some(sextet) = letters.peek().and_then(|byte| sextet(*byte)) {
            letters.next();
            held = (held << 6) | sextet;
            bits += 6;
            if bits >= 16 {
                bits -= 16;
                let unit = held >> bits;
                held &= (1 << bits) - 1;
                out.extend(char::from_u32(unit).filter(char::is_ascii));
            }
        }
        if letters.peek() == Some(&b'-') {
            letters.next();
        }
    }
    out
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}
