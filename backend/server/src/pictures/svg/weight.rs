//! How much work a drawing would be, before it is done: parts that are used by parts that are
//! used by parts multiply.

use std::collections::HashMap;

use resvg::usvg::roxmltree::{Document, Node, NodeId};

use super::SvgFault;
use super::styles::{Styles, references};

/// Most elements that are drawn, each as often as it is used.
const MOST: u64 = 3_000;
/// Deepest nesting, with the parts that are used counted at the place of their use.
const DEEPEST: u32 = 128;
/// What one step of a filter counts; how large its canvas is comes later ([`super::work`]).
const FILTER: u64 = 5;
/// For this many characters of attributes (of paths, mostly) an element counts once more.
const CHARACTERS: u64 = 500;

/// The steps of filters that are drawn: those that take a time that their size tells.
const FILTERS: [&str; 15] = [
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feOffset",
    "feTile",
];

/// Refuses a drawing that would be too much work.
pub(super) fn check(document: &Document<'_>) -> Result<(), SvgFault> {
    let ids = document
        .descendants()
        .filter_map(|node| Some((node.attribute("id")?, node)))
        .collect();
    let mut scales = Scales {
        ids,
        styles: Styles::read(document)?,
        known: HashMap::new(),
    };
    scales.weigh(document.root_element(), 0).map(drop)
}

/// What an element counts, and how deep it is, with all that it uses.
#[derive(Clone, Copy)]
struct Load {
    weight: u64,
    height: u32,
}

struct Scales<'a, 'i> {
    ids: HashMap<&'a str, Node<'a, 'i>>,
    styles: Styles,
    /// Nothing while it is being weighed.
    known: HashMap<NodeId, Option<Load>>,
}

impl<'a, 'i> Scales<'a, 'i> {
    fn weigh(&mut self, node: Node<'a, 'i>, depth: u32) -> Result<Load, SvgFault> {
        if depth > DEEPEST {
            return Err(too_deep());
        }
        match self.known.get(&node.id()) {
            Some(Some(load)) if depth + load.height > DEEPEST => return Err(too_deep()),
            Some(Some(load)) => return Ok(*load),
            Some(None) => return Err(SvgFault::Loop),
            None => self.known.insert(node.id(), None),
        };
        let mut load = Load {
            weight: own(node)?,
            height: 0,
        };
        let children = node.children().filter(Node::is_element);
        let used = self.used(node);
        let parts: Vec<Node<'a, 'i>> = used
            .iter()
            .filter_map(|id| self.ids.get(id.as_str()).copied())
            .collect();
        for part in children.chain(parts) {
            let inside = self.weigh(part, depth + 1)?;
            load.weight = load.weight.saturating_add(inside.weight);
            load.height = load.height.max(inside.height + 1);
            if load.weight > MOST {
                return Err(too_many());
            }
        }
        self.known.insert(node.id(), Some(load));
        Ok(load)
    }

    /// The ids of the parts that an element uses.
    fn used(&self, node: Node<'a, 'i>) -> Vec<String> {
        let name = node.tag_name().name();
        let mut used: Vec<String> = self.styles.of(node).map(str::to_owned).collect();
        for attribute in node.attributes() {
            used.extend(references(attribute.value()).map(str::to_owned));
            // A link is drawn, its target is not.
            if attribute.name() == "href" && name != "a" {
                used.extend(attribute.value().trim().strip_prefix('#').map(str::to_owned));
            }
        }
        used
    }
}

/// What an element counts by itself.
fn own(node: Node<'_, '_>) -> Result<u64, SvgFault> {
    let name = node.tag_name().name();
    match name {
        "marker" => return Err(SvgFault::Marker),
        "linearGradient" | "radialGradient" | "stop" | "title" | "desc" | "metadata" | "style" => {
            return Ok(0);
        }
        _ => {}
    }
    if name.starts_with("fe") {
        if !FILTERS.contains(&name) {
            return Err(SvgFault::Filter(name.chars().take(40).collect()));
        }
        return Ok(FILTER);
    }
    let characters: usize = node.attributes().map(|attribute| attribute.value().len()).sum();
    Ok(1 + characters as u64 / CHARACTERS)
}

fn too_deep() -> SvgFault {
    SvgFault::TooMany {
        what: "parts inside each other",
        most: DEEPEST.into(),
    }
}

fn too_many() -> SvgFault {
    SvgFault::TooMany {
        what: "elements, counted each time they are used",
        most: MOST,
    }
}
