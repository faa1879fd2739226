//! HTML as a flat list of tags and texts, in one linear pass.
//!
//! A full tree builder is quadratic on hostile pages (attributes of one tag, scopes of deep stacks,
//! formatting elements that are opened again and again). Login forms do not need a tree: HTML itself ties a
//! control to the form that was opened last. This follows the tokenizer of the HTML standard (§13.2.5) as far
//! as tags go.

use std::borrow::Cow;

use super::references::plain;

/// Most tags of a page; real login pages have less than a tenth.
pub(super) const MAX_TAGS: usize = 50_000;
/// Longest attribute value that is looked at, in bytes. Longer ones are cut, not dropped: the target of a form
/// must not vanish behind a long query.
const MAX_VALUE: usize = 4_096;
/// Most attributes of one tag that are kept.
const MAX_ATTRIBUTES: usize = 100;

/// A piece of a page.
#[derive(Debug)]
pub(super) enum Token<'h> {
    Open(Tag<'h>),
    Close(String),
    Text(&'h str),
}

/// An opening tag.
#[derive(Debug)]
pub(super) struct Tag<'h> {
    /// The name in lower case.
    pub(super) name: String,
    attributes: Vec<(String, &'h str)>,
}

impl Tag<'_> {
    /// The value of an attribute, its character references resolved.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let (_, value) = self.attributes.iter().find(|(known, _)| known == name)?;
        Some(plain(value))
    }

    /// True when the attribute is there, whatever its value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| known == name)
    }

    /// All attribute values, as written.
    pub(super) fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes
            .iter()
            .map(|(name, value)| (name.as_str(), *value))
    }
}

/// Cuts `text` into tokens; `None` when it has more than [`MAX_TAGS`] tags.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut reader = Reader { text, at: 0 };
    let mut tokens = Vec::new();
    let mut tags = 0;
    while !reader.rest().is_empty() {
        let words = reader.until(|rest| rest.find('<'));
        if !words.is_empty() {
            tokens.push(Token::Text(words));
        }
        if reader.rest().is_empty() {
            break;
        }
        tags += 1;
        if tags > MAX_TAGS {
            return None;
        }
        let Some(token) = reader.markup() else { continue };
        let raw = match &token {
            Token::Open(tag) => holds_raw_text(&tag.name).then(|| tag.name.clone()),
            _ => None,
        };
        tokens.push(token);
        if let Some(name) = raw {
            let words = reader.until(|rest| closing_tag(rest, &name));
            if matches!(name.as_str(), "title" | "textarea") && !words.is_empty() {
                tokens.push(Token::Text(words));
            }
        }
    }
    Some(tokens)
}

/// Elements whose content is text and not markup. `noscript` is one for browsers that run scripts.
fn holds_raw_text(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "textarea"
            | "title"
            | "xmp"
            | "iframe"
            | "noembed"
            | "noframes"
            | "noscript"
            | "plaintext"
    )
}

fn closing_tag(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|at| {
        let after = text.as_bytes().get(at + 2..).unwrap_or_default();
        let ends = after
            .get(name.len())
            .is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
        ends && after
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
    })
}

struct Reader<'h> {
    text: &'h str,
    at: usize,
}

impl<'h> Reader<'h> {
    fn rest(&self) -> &'h str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes the text up to where `end` points, or all of it.
    fn until(&mut self, end: impl FnOnce(&'h str) -> Option<usize>) -> &'h str {
        let rest = self.rest();
        let end = end(rest).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn skip_past(&mut self, end: &str) {
        self.until(|rest| rest.find(end).map(|at| at + end.len()));
    }

    /// Reads what begins with `<`; `None` for comments and the like.
    fn markup(&mut self) -> Option<Token<'h>> {
        let rest = self.rest();
        let second = rest.as_bytes().get(1).copied().unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("<!--") {
            self.at += 4;
            // `<!-->` and `<!--->` are whole comments.
            match comment.strip_prefix('>').or_else(|| comment.strip_prefix("->")) {
                Some(after) => self.at = self.text.len() - after.len(),
                None => {
                    self.until(|rest| {
                        let plain = rest.find("-->").map(|at| at + 3);
                        let odd = rest
                            .get(..plain.unwrap_or(rest.len()))
                            .and_then(|part| part.find("--!>"));
                        odd.map(|at| at + 4).or(plain)
                    });
                }
            }
            None
        } else if second.is_ascii_alphabetic() {
            self.at += 1;
            let name = self.name();
            let attributes = self.attributes();
            Some(Token::Open(Tag { name, attributes }))
        } else if second == b'/' && rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic) {
            self.at += 2;
            let name = self.name();
            self.attributes();
            Some(Token::Close(name))
        } else if matches!(second, b'!' | b'?' | b'/') {
            self.skip_past(">");
            None
        } else {
            self.at += 1;
            Some(Token::Text("<"))
        }
    }

    fn name(&mut self) -> String {
        let edge = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
        self.until(|rest| rest.find(edge)).to_ascii_lowercase()
    }

    /// Reads up to and with the closing `>`.
    fn attributes(&mut self) -> Vec<(String, &'h str)> {
        let mut attributes: Vec<(String, &'h str)> = Vec::new();
        loop {
            self.until(|rest| rest.find(|c: char| !c.is_ascii_whitespace() && c != '/'));
            if self.rest().is_empty() {
                return attributes;
            }
            if self.rest().starts_with('>') {
                self.at += 1;
                return attributes;
            }
            let name = self.attribute_name();
            let value = self.attribute_value();
            // The first of two equal names counts. The search is over a bounded list.
            if attributes.len() < MAX_ATTRIBUTES && !attributes.iter().any(|(known, _)| known == name) {
                attributes.push((name.to_ascii_lowercase(), cut(value)));
            }
        }
    }

    fn attribute_name(&mut self) -> &'h str {
        let edge = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
        // A name may begin with "=", but not hold one.
        self.until(|rest| {
            let first = rest.chars().next().map_or(0, char::len_utf8);
            rest.get(first..)
                .and_then(|rest| rest.find(edge))
                .map(|at| at + first)
        })
    }

    fn attribute_value(&mut self) -> &'h str {
        let begin = self.at;
        let blank = |rest: &str| rest.find(|c: char| !c.is_ascii_whitespace());
        self.until(blank);
        if !self.rest().starts_with('=') {
            self.at = begin;
            return "";
        }
        self.at += 1;
        self.until(blank);
        match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => {
                self.at += 1;
                let value = self.until(|rest| rest.find(quote));
                self.at = (self.at + 1).min(self.text.len());
                value
            }
            Some('>') | None => "",
            Some(_) => self.until(|rest| rest.find(|c: char| c.is_ascii_whitespace() || c == '>')),
        }
    }
}

fn cut(value: &str) -> &str {
    let end = (0..=MAX_VALUE.min(value.len()))
        .rev()
        .find(|at| value.is_char_boundary(*at));
    value.get(..end.unwrap_or(0)).unwrap_or_default()
}
