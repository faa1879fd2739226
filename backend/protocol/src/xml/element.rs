//! One element of the tree, with the way to it.

use std::collections::HashMap;

use roxmltree::Node;

use super::Lines;
use crate::finding::{Code, Finding, Place, Read, Refusal, shown};
use crate::web_address::unseen;

/// An element and where it stands.
#[derive(Debug, Clone)]
pub struct Element<'t, 'i> {
    node: Node<'t, 'i>,
    path: String,
    lines: &'t Lines,
}

impl<'t, 'i> Element<'t, 'i> {
    pub(super) fn root(node: Node<'t, 'i>, lines: &'t Lines) -> Self {
        Self {
            node,
            path: format!("/{}", node.tag_name().name()),
            lines,
        }
    }

    /// The name without its prefix.
    pub fn name(&self) -> &'t str {
        self.node.tag_name().name()
    }

    /// The namespace, empty when there is none.
    pub fn namespace(&self) -> &'t str {
        self.node.tag_name().namespace().unwrap_or_default()
    }

    /// True for the element `name` of `namespace`.
    pub fn is(&self, namespace: &str, name: &str) -> bool {
        self.name() == name && self.namespace() == namespace
    }

    /// The node of the tree, for those who need what stands around it.
    pub(crate) fn node(&self) -> Node<'t, 'i> {
        self.node
    }

    /// Where the element stands.
    pub fn place(&self) -> Place {
        self.lines.place(self.node.range().start, self.path.clone())
    }

    /// The child elements in order.
    pub fn children(&self) -> Vec<Self> {
        let mut totals: HashMap<&str, (usize, usize)> = HashMap::new();
        for node in self.node.children().filter(Node::is_element) {
            totals.entry(node.tag_name().name()).or_default().0 += 1;
        }
        let mut children = Vec::new();
        for node in self.node.children().filter(Node::is_element) {
            let name = node.tag_name().name();
            let path = match totals.get_mut(name) {
                Some((total, seen)) if *total > 1 => {
                    *seen += 1;
                    format!("{}/{name}[{seen}]", self.path)
                }
                _ => format!("{}/{name}", self.path),
            };
            children.push(Self {
                node,
                path,
                lines: self.lines,
            });
        }
        children
    }

    /// The child elements `name` of `namespace`, in order.
    pub fn children_named(&self, namespace: &str, name: &str) -> Vec<Self> {
        self.children()
            .into_iter()
            .filter(|child| child.is(namespace, name))
            .collect()
    }

    /// The first child element `name` of `namespace`.
    pub fn child(&self, namespace: &str, name: &str) -> Option<Self> {
        self.children()
            .into_iter()
            .find(|child| child.is(namespace, name))
    }

    /// The attribute `name` without a namespace; spaces around its value count for nothing, as XML
    /// Schema has it for addresses, numbers and booleans.
    pub fn attribute(&self, name: &str) -> Option<Read<&'t str>> {
        self.attribute_of("", name)
    }

    /// The attribute `name` of `namespace`.
    pub fn attribute_of(&self, namespace: &str, name: &str) -> Option<Read<&'t str>> {
        let attribute = self.node.attributes().find(|attribute| {
            attribute.name() == name && attribute.namespace().unwrap_or_default() == namespace
        })?;
        let place = self
            .lines
            .place(attribute.range().start, format!("{}/@{name}", self.path));
        Some(Read {
            value: attribute.value().trim_matches([' ', '\t', '\r', '\n']),
            place,
        })
    }

    /// The language of the element's text (`xml:lang`).
    pub fn language(&self) -> Option<&'t str> {
        self.attribute_of(roxmltree::NS_XML_URI, "lang")
            .map(|read| read.value)
    }

    /// The namespace that `prefix` stands for here; of the default namespace for `None`.
    pub fn namespace_of(&self, prefix: Option<&str>) -> Option<&'t str> {
        self.node.lookup_namespace_uri(prefix)
    }

    /// The whole text of an element that identifies something. Parsers differ in what they make of
    /// text that a comment splits, so such an element is refused, as are characters that do not show.
    ///
    /// # Errors
    /// `xml_identifier`.
    pub fn identifier(&self) -> Result<Read<String>, Refusal> {
        let joined = self.joined()?;
        let value = joined.trim_matches([' ', '\t', '\r', '\n']).to_owned();
        check_identifier(self.name(), &value, &self.place())?;
        Ok(Read {
            value,
            place: self.place(),
        })
    }

    /// The whole text of an element that holds base64, without its line breaks and spaces.
    ///
    /// # Errors
    /// `xml_identifier` when a comment or other markup splits it.
    pub fn base64(&self) -> Result<Read<String>, Refusal> {
        let joined = self.joined()?;
        Ok(Read {
            value: joined.split_ascii_whitespace().collect(),
            place: self.place(),
        })
    }

    fn joined(&self) -> Result<String, Refusal> {
        let mut value = String::new();
        for child in self.node.children() {
            if !child.is_text() {
                let message = format!(
                    "{} holds a comment or other markup inside its value.",
                    self.name()
                );
                return Err(Finding::at(Code::XmlIdentifier, self.place(), message).into());
            }
            value.push_str(child.text().unwrap_or_default());
        }
        Ok(value)
    }

    /// The text of an element meant for people, its parts joined and its spaces collapsed; `None` when
    /// there is none.
    pub fn words(&self) -> Option<Read<String>> {
        let text: String = self
            .node
            .descendants()
            .filter_map(|node| node.is_text().then(|| node.text()).flatten())
            .collect();
        let clean: String = text
            .chars()
            .map(|c| if c.is_whitespace() { ' ' } else { c })
            .filter(|c| !unseen(*c))
            .collect();
        let value = clean
            .split(' ')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        (!value.is_empty()).then(|| Read {
            value,
            place: self.place(),
        })
    }
}

/// Refuses an identifier with characters that do not show.
///
/// # Errors
/// `xml_identifier`.
pub(crate) fn check_identifier(name: &str, value: &str, place: &Place) -> Result<(), Refusal> {
    if value.chars().any(unseen) {
        let message = format!("{name} holds characters that do not show: \"{}\".", shown(value));
        return Err(Finding::at(Code::XmlIdentifier, place.clone(), message).into());
    }
    Ok(())
}
