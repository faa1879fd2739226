//! Exclusive XML canonicalization without comments (xml-exc-c14n), of one element of a tree.

use std::collections::BTreeMap;

use roxmltree::{Node, NodeId, NodeType};

use crate::xml::Element;

/// Namespace declarations by prefix, in the order in which they are written.
type Declarations<'t> = BTreeMap<&'t str, &'t str>;

/// Renders `element` without its descendant `left_out`. `inclusive` is the PrefixList of
/// InclusiveNamespaces; the default namespace is the empty prefix in it.
pub(super) fn render<'t>(
    element: &Element<'t, '_>,
    left_out: Option<NodeId>,
    inclusive: &'t [String],
) -> String {
    let mut output = Output {
        text: String::new(),
        left_out,
        inclusive,
        made: Vec::new(),
    };
    output.element(element.node());
    output.text
}

struct Output<'t> {
    text: String,
    left_out: Option<NodeId>,
    inclusive: &'t [String],
    /// The declarations that the open elements of the output made.
    made: Vec<(&'t str, &'t str)>,
}

impl<'t> Output<'t> {
    fn element(&mut self, node: Node<'t, '_>) {
        if self.left_out == Some(node.id()) {
            return;
        }
        let name = qualified_name(&node);
        let outside = self.made.len();
        self.text.push('<');
        self.text.push_str(name);
        for (prefix, namespace) in self.declarations(&node, name) {
            self.text
                .push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            self.text.push_str(prefix);
            self.text.push_str("=\"");
            self.attribute_value(namespace);
            self.text.push('"');
            self.made.push((prefix, namespace));
        }
        let mut attributes: Vec<_> = node.attributes().collect();
        attributes.sort_by_key(|attribute| (attribute.namespace().unwrap_or_default(), attribute.name()));
        for attribute in attributes {
            self.text.push(' ');
            self.text.push_str(source(&node, attribute.range_qname()));
            self.text.push_str("=\"");
            self.attribute_value(attribute.value());
            self.text.push('"');
        }
        self.text.push('>');
        for child in node.children() {
            match child.node_type() {
                NodeType::Element => self.element(child),
                NodeType::Text => self.words(child.text().unwrap_or_default()),
                NodeType::PI => self.instruction(&child),
                NodeType::Comment | NodeType::Root => {}
            }
        }
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
        self.made.truncate(outside);
    }

    /// The declarations that `node` must make: of the prefixes that it visibly uses, and of the inclusive
    /// ones in force, unless an ancestor in the output made the same.
    fn declarations(&self, node: &Node<'t, '_>, name: &'t str) -> Declarations<'t> {
        let mut wanted = Declarations::new();
        wanted.insert(prefix_of(name), node.tag_name().namespace().unwrap_or_default());
        for attribute in node.attributes() {
            let prefix = prefix_of(source(node, attribute.range_qname()));
            if !prefix.is_empty() {
                wanted.insert(prefix, attribute.namespace().unwrap_or_default());
            }
        }
        for namespace in node.namespaces() {
            let prefix = namespace.name().unwrap_or_default();
            if self.inclusive.iter().any(|listed| listed == prefix) {
                wanted.entry(prefix).or_insert(namespace.uri());
            }
        }
        if self.inclusive.iter().any(String::is_empty) {
            wanted
                .entry("")
                .or_insert(node.lookup_namespace_uri(None).unwrap_or_default());
        }
        wanted.remove("xml");
        wanted.retain(|prefix, namespace| {
            let made = self.made.iter().rev().find(|(known, _)| known == prefix);
            made.map_or("", |(_, namespace)| namespace) != *namespace
        });
        wanted
    }

    fn instruction(&mut self, node: &Node<'_, '_>) {
        let Some(instruction) = node.pi() else { return };
        self.text.push_str("<?");
        self.text.push_str(instruction.target);
        if let Some(value) = instruction.value {
            self.text.push(' ');
            self.text.push_str(value);
        }
        self.text.push_str("?>");
    }

    fn words(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '\r' => self.text.push_str("&#xD;"),
                other => self.text.push(other),
            }
        }
    }

    fn attribute_value(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '"' => self.text.push_str("&quot;"),
                '\t' => self.text.push_str("&#x9;"),
                '\n' => self.text.push_str("&#xA;"),
                '\r' => self.text.push_str("&#xD;"),
                other => self.text.push(other),
            }
        }
    }
}

fn source<'t>(node: &Node<'t, '_>, range: std::ops::Range<usize>) -> &'t str {
    node.document().input_text().get(range).unwrap_or_default()
}

/// The element's name as written, with its prefix: the tree keeps only what the prefix stands for.
fn qualified_name<'t>(node: &Node<'t, '_>) -> &'t str {
    let tag = source(node, node.range());
    let name = tag.strip_prefix('<').unwrap_or(tag);
    let end = name
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
        .unwrap_or(name.len());
    name.get(..end).unwrap_or_default()
}

fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}
