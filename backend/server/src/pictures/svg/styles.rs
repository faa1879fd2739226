//! The style sheets of a drawing, read only as far as they can cause work.

use std::collections::HashMap;

use resvg::usvg::roxmltree::{Document, Node};

use super::SvgFault;

/// Most comparisons of a rule with an element.
const MOST_COMPARISONS: u64 = 2_000_000;

/// Which parts a drawing's style sheets point to, by the last part of the selector: `.class`,
/// `#id`, a name, or `*` for whatever is more complicated. It may say too much, never too little.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Vec<String>>);

impl Styles {
    /// Reads every style sheet.
    pub(super) fn read(document: &Document<'_>) -> Result<Self, SvgFault> {
        let mut styles = Self::default();
        let (mut rules, mut elements) = (0_u64, 0_u64);
        for node in document.descendants().filter(Node::is_element) {
            elements += 1;
            if node.tag_name().name() == "style" {
                for text in node.children().filter_map(|child| child.text()) {
                    rules += styles.add(text);
                }
            }
        }
        if rules.saturating_mul(elements) > MOST_COMPARISONS {
            return Err(SvgFault::TooMany {
                what: "style rules times elements",
                most: MOST_COMPARISONS,
            });
        }
        Ok(styles)
    }

    /// Adds a style sheet; returns how many rules and selectors it has.
    fn add(&mut self, text: &str) -> u64 {
        let mut rules = 0;
        for rule in text.split('}') {
            let Some((selectors, declarations)) = rule.split_once('{') else {
                continue;
            };
            let targets: Vec<String> = references(declarations).map(str::to_owned).collect();
            // Inside `@media` and the like it is not worth to look closer.
            let nested = selectors.contains('@') || declarations.contains('{');
            for selector in selectors.split(',') {
                rules += 1;
                if !targets.is_empty() {
                    let key = if nested { "*".to_owned() } else { key(selector) };
                    self.0.entry(key).or_default().extend(targets.iter().cloned());
                }
            }
        }
        rules
    }

    /// The ids that style sheets make this element use.
    pub(super) fn of<'a>(&'a self, node: Node<'a, '_>) -> impl Iterator<Item = &'a str> {
        let classes = node.attribute("class").unwrap_or_default().split_whitespace();
        let mut keys: Vec<String> = classes.map(|class| format!(".{class}")).collect();
        keys.extend(node.attribute("id").map(|id| format!("#{id}")));
        keys.push(node.tag_name().name().to_owned());
        keys.push("*".to_owned());
        keys.into_iter()
            .filter_map(|key| self.0.get(&key))
            .flatten()
            .map(String::as_str)
    }
}

/// The last part of a selector when it is a plain class, id or name; else `*`.
fn key(selector: &str) -> String {
    let last = selector.split_whitespace().next_back().unwrap_or_default();
    let (mark, name) = match last.chars().next() {
        Some(mark @ ('.' | '#')) => (Some(mark), &last[1..]),
        _ => (None, last),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(plain) {
        return "*".to_owned();
    }
    mark.map_or_else(|| name.to_owned(), |mark| format!("{mark}{name}"))
}

/// The ids in every `url(#id)` of a value, quoted or not.
pub(super) fn references(value: &str) -> impl Iterator<Item = &str> {
    value.match_indices("url(").filter_map(|(at, _)| {
        let inside = value.get(at + 4..)?;
        let inside = inside.split(')').next()?;
        let trimmed = inside.trim().trim_matches(['"', '\'']).trim();
        trimmed.strip_prefix('#')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_in_any_dress() {
        let found: Vec<&str> =
            references("fill: url(#a);mask:url( '#b' ) ; x:url(\"#c\");y:url(https://evil/#d)").collect();
        assert_eq!(found, ["a", "b", "c"]);
    }

    #[test]
    fn what_is_complicated_counts_for_every_element() {
        assert_eq!(key(" .st0 "), ".st0");
        assert_eq!(key("g path"), "path");
        for selector in ["a[href]", ".a.b", "path:first-child", "", "/* c */.a>*"] {
            assert_eq!(key(selector), "*", "{selector}");
        }
        let mut styles = Styles::default();
        styles.add("@import url(x.css); .a{mask:url(#m)} @media print{.b{mask:url(#n)}} .c{fill:red}");
        assert_eq!(styles.0["*"], ["m", "n"]);
    }
}
