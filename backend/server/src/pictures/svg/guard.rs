//! The linear pass before the parser, whose checks of attributes and namespaces are quadratic.
//!
//! It need not judge well-formedness. It only must never count less than the parser would see:
//! every attribute needs two quotes, every element a `<`.

use super::SvgFault;

/// Most elements that are read.
const MOST_ELEMENTS: u64 = 20_000;
/// Most quotes in one tag: two for each attribute, and some inside values.
const MOST_QUOTES: usize = 512;
/// Most namespace declarations in the document.
const MOST_NAMESPACES: usize = 500;
/// Deepest nesting of elements.
const DEEPEST: u64 = 64;

/// Counts what could be expensive, and returns the text without a harmless DOCTYPE, as drawing
/// programs of old write it.
pub(super) fn check(text: &str) -> Result<String, SvgFault> {
    if text.matches("xmlns").count() > MOST_NAMESPACES {
        return Err(too_many("namespaces", MOST_NAMESPACES as u64));
    }
    let mut kept = String::with_capacity(text.len());
    let (mut at, mut elements, mut depth) = (0, 0_u64, 0_u64);
    while let Some(offset) = text[at..].find('<') {
        kept.push_str(&text[at..at + offset]);
        at += offset;
        let rest = &text[at..];
        let length = if rest.starts_with("<!--") {
            past(rest, 4, "-->")
        } else if rest.starts_with("<![CDATA[") {
            past(rest, 9, "]]>")
        } else if rest.starts_with("<?") {
            past(rest, 2, "?>")
        } else if rest.starts_with("<!") {
            at += doctype(rest).ok_or(SvgFault::Entities)?;
            continue;
        } else if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
            past(rest, 2, ">")
        } else {
            elements += 1;
            let (length, open) = tag(rest)?;
            depth += u64::from(open);
            length
        };
        if elements > MOST_ELEMENTS {
            return Err(too_many("elements", MOST_ELEMENTS));
        }
        if depth > DEEPEST {
            return Err(too_many("elements inside each other", DEEPEST));
        }
        kept.push_str(&text[at..at + length]);
        at += length;
    }
    kept.push_str(&text[at..]);
    Ok(kept)
}

/// The length of a DOCTYPE without declarations of its own; nothing when it has some.
pub(super) fn doctype(rest: &str) -> Option<usize> {
    if !rest.get(..9)?.eq_ignore_ascii_case("<!doctype") {
        return None;
    }
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'[' | b'<') if at > 0 => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The length up to and with `end`; without an end the parser refuses the text.
fn past(rest: &str, opening: usize, end: &str) -> usize {
    rest.get(opening..)
        .and_then(|rest| rest.find(end))
        .map_or(rest.len(), |offset| opening + offset + end.len())
}

/// The length of a start tag, and whether it opens an element.
fn tag(rest: &str) -> Result<(usize, bool), SvgFault> {
    let (mut quote, mut quotes) = (None, 0);
    let bytes = rest.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(byte, b'"' | b'\'') {
            quotes += 1;
            if quotes > MOST_QUOTES {
                return Err(too_many("attributes in one tag", MOST_QUOTES as u64 / 2));
            }
        }
        match (quote, byte) {
            (None, b'>') => return Ok((at + 1, at > 0 && bytes[at - 1] != b'/')),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    Ok((rest.len(), true))
}

fn too_many(what: &'static str, most: u64) -> SvgFault {
    SvgFault::TooMany { what, most }
}
