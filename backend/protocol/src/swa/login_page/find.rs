//! Whether a page has what a selector asks for, as far as its tags alone tell.

use super::html::{self, Tag, Token};

/// Whether `css` may find something on the page; `None` when that cannot be told: the selector uses more than
/// names, ids, classes and attributes, or the page cannot be read.
///
/// Only the last part of each selector is looked for, so that `Some(false)` is definite and `Some(true)` is not.
pub fn finds(html: &[u8], css: &str) -> Option<bool> {
    let text = String::from_utf8_lossy(html);
    let mut any = false;
    let wanted = last_parts(css)?;
    for token in html::tokens(&text)? {
        if let Token::Open(tag) = token {
            any |= wanted.iter().any(|part| part.fits(&tag));
        }
    }
    Some(any)
}

/// The part of a selector behind its last combinator.
#[derive(Debug, Default, PartialEq, Eq)]
struct Part {
    tag: Option<String>,
    classes: Vec<String>,
    attributes: Vec<(String, Option<String>)>,
}

impl Part {
    /// Values are compared without regard to case, as HTML does for some: better found than missed.
    fn fits(&self, tag: &Tag<'_>) -> bool {
        let value = |name: &str| tag.attribute(name);
        self.tag.as_ref().is_none_or(|name| *name == tag.name)
            && self.classes.iter().all(|class| {
                value("class").is_some_and(|all| {
                    all.split_ascii_whitespace()
                        .any(|one| one.eq_ignore_ascii_case(class))
                })
            })
            && self.attributes.iter().all(|(name, wanted)| match wanted {
                None => tag.has(name),
                Some(wanted) => value(name).is_some_and(|value| value.eq_ignore_ascii_case(wanted)),
            })
    }
}

/// The last part of every selector of a list.
fn last_parts(css: &str) -> Option<Vec<Part>> {
    let mut done = Vec::new();
    let mut part = Part::default();
    let mut rest = css.trim();
    let mut empty = true;
    while let Some(next) = rest.chars().next() {
        let after = &rest[next.len_utf8()..];
        match next {
            ' ' | '\t' | '\n' | '>' | '+' | '~' => {
                (part, empty) = (Part::default(), true);
                rest = after.trim_start();
                continue;
            }
            ',' => {
                done.push(std::mem::take(&mut part));
                if std::mem::replace(&mut empty, true) {
                    return None;
                }
                rest = after.trim_start();
                continue;
            }
            '*' => rest = after,
            '#' | '.' => {
                let (name, left) = identifier(after)?;
                match next {
                    '#' => part.attributes.push(("id".to_owned(), Some(name.to_owned()))),
                    _ => part.classes.push(name.to_owned()),
                }
                rest = left;
            }
            '[' => {
                let (attribute, left) = attribute(after)?;
                part.attributes.push(attribute);
                rest = left;
            }
            _ => {
                let (name, left) = identifier(rest)?;
                part.tag = Some(name.to_ascii_lowercase());
                rest = left;
            }
        }
        empty = false;
    }
    done.push(part);
    (!empty).then_some(done)
}

fn identifier(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'))
        .unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

type Attribute = (String, Option<String>);

/// `name]`, `name=value]` or `name="value"]`.
fn attribute(text: &str) -> Option<(Attribute, &str)> {
    let (name, rest) = identifier(text.trim_start())?;
    let name = name.to_ascii_lowercase();
    let rest = rest.trim_start();
    if let Some(rest) = rest.strip_prefix(']') {
        return Some(((name, None), rest));
    }
    let rest = rest.strip_prefix('=')?.trim_start();
    let (value, rest) = match rest.chars().next()? {
        quote @ ('"' | '\'') => quoted(&rest[1..], quote)?,
        _ => identifier(rest).map(|(value, rest)| (value.to_owned(), rest))?,
    };
    let rest = rest.trim_start().strip_prefix(']')?;
    Some(((name, Some(value)), rest))
}

/// A text up to its quote; escapes of a single character only.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next()?.1 {
                escaped if escaped.is_ascii_hexdigit() || escaped == '\n' => return None,
                escaped => value.push(escaped),
            },
            c if c == quote => return Some((value, &text[at + c.len_utf8()..])),
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<form id="login" class="box wide"><input name="user" type="TEXT">
        <input id=pw type=password><button data-x='a"b'>Go</button></form>"#;

    #[test]
    fn what_is_there_is_found_and_what_is_not_is_missed() {
        for (css, found) in [
            ("#pw", true),
            ("#PW", true),
            ("#pass", false),
            ("input[name=user]", true),
            ("form input[name=\"user\"][type='text']", true),
            ("form > input[ name = user ]", true),
            ("select[name=user]", false),
            (".wide", true),
            ("form.box.wide", true),
            ("form.tall", false),
            ("button[data-x=\"a\\\"b\"]", true),
            ("#no, #pw", true),
            ("#no, .no", false),
            ("*[type]", true),
            ("button[type]", false),
        ] {
            assert_eq!(finds(PAGE.as_bytes(), css), Some(found), "{css}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_not_guessed() {
        for css in [
            "",
            ">",
            "a,",
            ",a",
            "input:focus",
            "input[name^=u]",
            "#a\\31",
            "[a=\"b",
            "input[name=",
            "::before",
            "[x=\"\\41\"]",
        ] {
            assert_eq!(finds(PAGE.as_bytes(), css), None, "{css}");
        }
    }
}
