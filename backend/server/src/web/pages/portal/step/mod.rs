//! A step of the wizard as a form, drawn from the registry of fields.

mod control;
mod layout;
mod nodes;
pub mod sent;
pub mod side;
mod typed;

use oin_domain::choice::Choice as _;
use oin_domain::connection::ConnectionType;
use oin_domain::draft::{FIELDS, Field, Step};
use serde::Serialize;

pub use control::ShownFinding;
use layout::Heading;
use nodes::{Node, nodes};
pub use typed::{Typed, samples};

/// A part of a step under its heading.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    title: &'static str,
    about: &'static str,
    /// Whether it can be folded away.
    folds: bool,
    open: bool,
    /// Whether it stands right under the page's own heading.
    top: bool,
    nodes: Vec<Node>,
}

/// A connection with its settings.
#[derive(Debug, Clone, Serialize)]
pub struct Connection {
    path: String,
    place: usize,
    kind: String,
    kind_label: String,
    /// What can be imported: `saml`, `oidc`, `ws_fed`, `swa`, or nothing.
    imports: &'static str,
    import_url: String,
    groups: Vec<Group>,
}

/// The fields of a step, ready for the template.
#[derive(Debug, Clone, Serialize)]
pub struct Form {
    groups: Vec<Group>,
    connections: Vec<Connection>,
    /// Findings of the step at no field that is shown.
    others: Vec<ShownFinding>,
}

impl Form {
    /// The form of `step`.
    pub fn of(typed: &Typed<'_>, step: Step) -> Self {
        let fields: Vec<&Field> = FIELDS.iter().filter(|field| field.step == step).collect();
        let groups = groups(typed, layout::headings(step), &fields, "");
        let connections = if step == Step::SignOn {
            connections(typed, &fields)
        } else {
            Vec::new()
        };
        let list = |path: &str| Field::is_above(path) && !path.contains('.');
        let others = typed.findings.iter().filter(|finding| {
            finding.step() == step
                && (list(&finding.field) && finding.field != "variables"
                    || finding.field.is_empty()
                    || finding.field.starts_with("contacts.") && Field::is_above(&finding.field))
        });
        Self {
            groups,
            connections,
            others: others.map(ShownFinding::of).collect(),
        }
    }
}

fn groups(typed: &Typed<'_>, headings: &'static [Heading], fields: &[&Field], at: &str) -> Vec<Group> {
    let depth = if at.is_empty() { 0 } else { "connections.#.".len() };
    let groups = headings.iter().map(|heading| {
        let own: Vec<&Field> = fields
            .iter()
            .copied()
            .filter(|field| field.shape.get(depth..).is_some_and(|shape| heading.holds(shape)))
            .collect();
        let nodes = nodes(typed, &own, at);
        Group {
            title: heading.title,
            about: heading.about,
            folds: heading.folded,
            open: !heading.folded || nodes.iter().any(Node::is_used),
            top: at.is_empty(),
            nodes,
        }
    });
    groups.filter(|group| !group.nodes.is_empty()).collect()
}

fn connections(typed: &Typed<'_>, fields: &[&Field]) -> Vec<Connection> {
    let places = typed.places("connections").into_iter();
    places
        .map(|place| {
            let path = format!("connections.{place}");
            let kind = typed.value(&format!("{path}.type")).to_owned();
            let parsed = ConnectionType::parse(&kind);
            let own: Vec<&Field> = fields
                .iter()
                .copied()
                .filter(|field| field.shape != "connections.#.type")
                .filter(|field| parsed.is_some_and(|kind| field.only.contains(&kind)))
                .collect();
            Connection {
                groups: groups(typed, layout::CONNECTION, &own, &path),
                kind_label: parsed.map_or("Unknown kind", |kind| kind.label()).to_owned(),
                imports: match parsed {
                    Some(ConnectionType::Saml) => "saml",
                    Some(ConnectionType::Oidc) => "oidc",
                    Some(ConnectionType::WsFed) => "ws_fed",
                    Some(ConnectionType::Swa) => "swa",
                    _ => "",
                },
                import_url: format!("{}/import?connection={place}", typed.url),
                path,
                place,
                kind,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
