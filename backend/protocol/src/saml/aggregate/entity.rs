//! The entity that a pass is inside of: its roles and its names.

use crate::saml::{MDUI, METADATA};

/// Most names of one entity that are weighed against each other.
const MAX_NAMES: usize = 100;

/// The entity that is open.
pub(super) struct Entity {
    pub(super) id: String,
    pub(super) depth: usize,
    pub(super) begin: usize,
    pub(super) line: u32,
    pub(super) is_sp: bool,
    pub(super) is_idp: bool,
    names: Vec<Name>,
}

/// A name for people: how good it is, and its content's place.
struct Name {
    rank: u8,
    depth: usize,
    begin: usize,
    end: Option<usize>,
}

impl Entity {
    /// The entity whose tag begins at `begin`.
    pub(super) fn new(id: &str, depth: usize, begin: usize, line: u32) -> Self {
        Self {
            id: id.trim().to_owned(),
            depth,
            begin,
            line,
            is_sp: false,
            is_idp: false,
            names: Vec::new(),
        }
    }

    /// Notes the element `local` at `depth`, whose content begins at `begin`.
    pub(super) fn note(&mut self, namespace: &str, local: &str, english: bool, depth: usize, begin: usize) {
        if namespace == METADATA && depth == self.depth + 1 {
            self.is_sp |= local == "SPSSODescriptor";
            self.is_idp |= local == "IDPSSODescriptor";
        }
        let rank = match (namespace, local) {
            (MDUI, "DisplayName") => 0,
            (METADATA, "ServiceName") => 2,
            (METADATA, "OrganizationDisplayName") => 4,
            _ => return,
        };
        if self.names.len() < MAX_NAMES {
            self.names.push(Name {
                rank: rank + u8::from(!english),
                depth,
                begin,
                end: None,
            });
        }
    }

    /// Notes that an element at `depth` ends, its content at `end`.
    pub(super) fn end_name(&mut self, depth: usize, end: usize) {
        if let Some(name) = self
            .names
            .last_mut()
            .filter(|name| name.depth == depth && name.end.is_none())
        {
            name.end = Some(end);
        }
    }

    /// The best name: of the user interface, the service, the organization; English first.
    pub(super) fn display_name(&self, text: &str) -> Option<String> {
        let best = self
            .names
            .iter()
            .filter(|name| name.end.is_some())
            .min_by_key(|name| name.rank)?;
        let content = text.get(best.begin..best.end?)?;
        let plain = quick_xml::escape::unescape(content)
            .ok()
            .filter(|_| !content.contains('<'))?;
        let clean = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let clean: String = clean
            .chars()
            .filter(|c| !crate::web_address::unseen(*c))
            .take(200)
            .collect();
        (!clean.is_empty()).then_some(clean)
    }
}
