//! Hostile XML, read safely: a linear guard first, then one tree that everything is read from.
//!
//! The tree's parser checks attributes for doubles in quadratic time, so the guard bounds the
//! document before the parser sees it. Nothing is ever parsed twice: signatures are verified over the
//! same tree that values are read from.

mod element;
mod encoding;
mod guard;
mod lines;
mod transcode;

pub use element::Element;
pub(crate) use element::check_identifier;
use lines::Lines;
pub use transcode::to_utf8;

use std::collections::HashSet;

use crate::finding::{Code, Finding, Place, Refusal, shown};

/// Largest document, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;
/// Most attributes (with namespace declarations) in one tag.
pub const MAX_ATTRIBUTES: usize = 64;
/// Most namespace declarations in force at one place.
pub const MAX_NAMESPACES: usize = 32;
/// Deepest nesting of elements.
pub const MAX_DEPTH: usize = 32;
/// Most elements, texts, comments and processing instructions.
pub const MAX_NODES: usize = 20_000;

/// A guarded, well-formed document whose IDs are unique.
#[derive(Debug)]
pub struct Tree<'i> {
    document: roxmltree::Document<'i>,
    lines: Lines,
}

impl<'i> Tree<'i> {
    /// Guards and parses `bytes`.
    ///
    /// # Errors
    /// Codes `xml_*`, with line and column: too large in some way, not UTF-8, a DOCTYPE, a web page,
    /// not well-formed, or one ID twice.
    pub fn parse(bytes: &'i [u8]) -> Result<Self, Refusal> {
        let text = encoding::decode(bytes)?;
        guard::check(text)?;
        let lines = Lines::of(text);
        let options = roxmltree::ParsingOptions {
            allow_dtd: false,
            ..Default::default()
        };
        let document =
            roxmltree::Document::parse_with_options(text, options).map_err(|error| malformed(&error))?;
        let tree = Self { document, lines };
        tree.check_ids()?;
        Ok(tree)
    }

    /// The root element.
    pub fn root(&self) -> Element<'_, 'i> {
        Element::root(self.document.root_element(), &self.lines)
    }

    /// `ID` of SAML, `Id` of XML Signature and `xml:id`: where a signature can point to.
    fn check_ids(&self) -> Result<(), Refusal> {
        let mut seen = HashSet::new();
        for node in self.document.descendants().filter(roxmltree::Node::is_element) {
            for attribute in node.attributes() {
                let is_id = match attribute.namespace() {
                    None => matches!(attribute.name(), "ID" | "Id"),
                    Some(namespace) => namespace == roxmltree::NS_XML_URI && attribute.name() == "id",
                };
                if is_id && !seen.insert(attribute.value()) {
                    let place = self.lines.place(attribute.range().start, String::new());
                    let message = format!("The ID \"{}\" stands twice.", shown(attribute.value()));
                    return Err(Finding::at(Code::XmlDuplicateId, place, message).into());
                }
            }
        }
        Ok(())
    }
}

fn malformed(error: &roxmltree::Error) -> Refusal {
    let code = match error {
        roxmltree::Error::DtdDetected => Code::XmlDoctype,
        _ => Code::XmlMalformed,
    };
    let hint = match error {
        roxmltree::Error::MalformedEntityReference(_) => " An & in a value is written as &amp;.",
        roxmltree::Error::InvalidChar2(_, byte, _) if !byte.is_ascii() => {
            " Values stand in plain quotation marks, not in curly ones."
        }
        roxmltree::Error::UnknownNamespace(..) => " Copy the whole document with its root element.",
        roxmltree::Error::UnclosedRootNode | roxmltree::Error::UnexpectedEndOfStream => {
            " It ends too early: copy it whole."
        }
        _ => "",
    };
    let at = error.pos();
    let place = Place {
        path: String::new(),
        line: Some(at.row),
        column: Some(at.col),
    };
    Finding::at(
        code,
        place,
        format!(
            "This is not well-formed XML: {}.{hint}",
            shown(&error.to_string())
        ),
    )
    .into()
}

#[cfg(test)]
mod tests;
