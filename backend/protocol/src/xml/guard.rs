//! The linear pass before the parser: counts what could be expensive and refuses it.
//!
//! It need not judge well-formedness. It only must never count less than the parser would see:
//! every attribute opens one quote, every element one `<`.

use super::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAMESPACES, MAX_NODES};
use crate::finding::{Code, Finding, Refusal};
use crate::xml::Lines;

/// Refuses a text that is no XML document or is too big in some direction.
pub(super) fn check(text: &str) -> Result<(), Refusal> {
    Guard {
        text,
        at: 0,
        nodes: 0,
        declared: Vec::new(),
        in_force: 0,
    }
    .run()
    .map_err(|(code, at, message)| {
        Finding::at(code, Lines::of(text).place(at, String::new()), message).into()
    })
}

type Fault = (Code, usize, String);

struct Guard<'t> {
    text: &'t str,
    at: usize,
    nodes: usize,
    /// Namespace declarations of each open element.
    declared: Vec<usize>,
    in_force: usize,
}

impl Guard<'_> {
    fn run(mut self) -> Result<(), Fault> {
        self.check_start()?;
        while let Some(offset) = self.rest().find('<') {
            if offset > 0 {
                self.node()?;
            }
            self.at += offset;
            let rest = self.rest();
            if rest.starts_with("<!--") {
                self.node()?;
                self.skip_past(4, "-->");
            } else if rest.starts_with("<![CDATA[") {
                self.node()?;
                self.skip_past(9, "]]>");
            } else if rest.starts_with("<!") {
                return Err((
                    Code::XmlDoctype,
                    self.at,
                    "The document has a DOCTYPE or another declaration.".into(),
                ));
            } else if rest.starts_with("<?") {
                self.node()?;
                self.skip_past(2, "?>");
            } else if rest.starts_with("</") {
                self.close();
                self.skip_past(2, ">");
            } else {
                self.node()?;
                self.tag()?;
            }
        }
        Ok(())
    }

    /// Tells a web page, and anything that is not XML at all, from XML.
    fn check_start(&self) -> Result<(), Fault> {
        let start = self.text.trim_start();
        let at = self.text.len() - start.len();
        if is_html(start) {
            return Err((
                Code::XmlHtml,
                at,
                "This is a web page (HTML), not an XML document.".into(),
            ));
        }
        if !start.starts_with('<') {
            return Err((Code::XmlNotXml, at, instead(start).into()));
        }
        Ok(())
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn node(&mut self) -> Result<(), Fault> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err((
                Code::XmlTooManyNodes,
                self.at,
                format!("The document has more than {MAX_NODES} nodes."),
            ));
        }
        Ok(())
    }

    /// Goes on behind `end`. Without an end the parser refuses the document, so stopping is safe.
    fn skip_past(&mut self, opening: usize, end: &str) {
        let found = self.rest().get(opening..).and_then(|rest| rest.find(end));
        self.at = found.map_or(self.text.len(), |offset| self.at + opening + offset + end.len());
    }

    fn close(&mut self) {
        self.in_force -= self.declared.pop().unwrap_or(0);
    }

    fn tag(&mut self) -> Result<(), Fault> {
        let begin = self.at;
        let bytes = self.text.as_bytes();
        let mut at = begin + 1;
        let (mut attributes, mut namespaces) = (0, 0);
        while let Some(byte) = bytes.get(at).filter(|byte| **byte != b'>') {
            if matches!(byte, b'"' | b'\'') {
                attributes += 1;
                namespaces += usize::from(bytes.get(begin..at).is_some_and(declares_namespace));
                let closing = bytes
                    .get(at + 1..)
                    .and_then(|rest| rest.iter().position(|b| b == byte));
                at += closing.map_or(bytes.len(), |offset| offset + 1);
            }
            if attributes > MAX_ATTRIBUTES {
                let message = format!("A tag has more than {MAX_ATTRIBUTES} attributes.");
                return Err((Code::XmlTooManyAttributes, begin, message));
            }
            at += 1;
        }
        self.at = (at + 1).min(bytes.len());
        self.open(begin, namespaces)?;
        if bytes.get(at.saturating_sub(1)) == Some(&b'/') {
            self.close();
        }
        Ok(())
    }

    fn open(&mut self, begin: usize, namespaces: usize) -> Result<(), Fault> {
        self.declared.push(namespaces);
        self.in_force += namespaces;
        if self.declared.len() > MAX_DEPTH {
            return Err((
                Code::XmlTooDeep,
                begin,
                format!("Elements are nested more than {MAX_DEPTH} deep."),
            ));
        }
        if self.in_force > MAX_NAMESPACES {
            return Err((
                Code::XmlTooManyNamespaces,
                begin,
                format!("More than {MAX_NAMESPACES} namespaces are declared at one place."),
            ));
        }
        Ok(())
    }
}

/// Judges from the part of a tag that ends before an attribute's value. The name is looked for from the
/// end, so that all looks together cost the length of the tag.
fn declares_namespace(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b"=").unwrap_or(before).trim_ascii_end();
    let edge = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'');
    let start = before.iter().rposition(edge).map_or(0, |at| at + 1);
    before
        .get(start..)
        .is_some_and(|name| name == b"xmlns" || name.starts_with(b"xmlns:"))
}

/// What a text that does not begin with `<` seems to be.
fn instead(start: &str) -> &'static str {
    let one_line = || !start.trim_end().contains(char::is_whitespace);
    if start.starts_with(['{', '[']) {
        "This is JSON, not XML."
    } else if (start.starts_with("https://") || start.starts_with("http://")) && one_line() {
        "This is an address, not a document: put it where the address belongs."
    } else if start.starts_with("-----BEGIN") {
        "This is a certificate or a key, not metadata."
    } else if start.starts_with("&lt;") {
        "This is XML whose \"<\" are written as &lt;: copy the document itself."
    } else if ["PD94", "PG1k", "PEVu"]
        .iter()
        .any(|begin| start.starts_with(begin))
        && one_line()
    {
        "This looks like XML in base64: decode it first."
    } else if start.contains("EntityDescriptor") {
        "Other text stands before the document: copy it from its source, or save it as a file."
    } else {
        "This is not XML: it does not begin with \"<\"."
    }
}

fn is_html(start: &str) -> bool {
    let head: String = start.chars().take(512).collect::<String>().to_ascii_lowercase();
    // An XML declaration and comments may come before.
    let mut head = head.as_str();
    loop {
        head = head.trim_start();
        let end = if head.starts_with("<?") {
            "?>"
        } else if head.starts_with("<!--") {
            "-->"
        } else {
            break;
        };
        let Some(offset) = head.find(end) else { break };
        head = &head[offset + end.len()..];
    }
    head.starts_with("<!doctype html") || head.starts_with("<html")
}
