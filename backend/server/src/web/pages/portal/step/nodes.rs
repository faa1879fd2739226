//! The fields of a step as a tree: controls, lists of entries, boxes of a closed list.

use oin_domain::draft::{Field, Kind};
use serde::Serialize;

use super::control::{Control, Opt, ShownFinding, findings_at};
use super::typed::Typed;

/// One thing on the page; exactly one of the three is there.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Node {
    control: Option<Control>,
    list: Option<List>,
    many: Option<Many>,
}

/// A list of entries that can be added and removed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct List {
    path: String,
    title: &'static str,
    one: &'static str,
    entries: Vec<Entry>,
    findings: Vec<ShownFinding>,
    full: bool,
}

/// An entry of a list.
#[derive(Debug, Clone, Serialize)]
struct Entry {
    path: String,
    title: String,
    nodes: Vec<Node>,
    /// Whether it is one value, whose field has the entry's path for its id.
    single: bool,
    /// Whether it is there only to be filled in.
    blank: bool,
}

/// Several of a closed list, as boxes.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Many {
    path: String,
    label: &'static str,
    help: &'static str,
    options: Vec<Opt>,
    findings: Vec<ShownFinding>,
}

impl Node {
    fn of_control(control: Control) -> Self {
        Self {
            control: Some(control),
            list: None,
            many: None,
        }
    }

    /// Whether anything in it holds something or has a finding.
    pub(super) fn is_used(&self) -> bool {
        let control = self.control.as_ref().is_some_and(Control::is_used);
        let list = self
            .list
            .as_ref()
            .is_some_and(|list| !list.entries.is_empty() || !list.findings.is_empty());
        let many = self.many.as_ref();
        let many =
            many.is_some_and(|many| !many.findings.is_empty() || many.options.iter().any(|one| one.chosen));
        control || list || many
    }
}

/// The nodes of `fields`, whose shapes start with as many segments as `at` has.
pub(super) fn nodes(typed: &Typed<'_>, fields: &[&Field], at: &str) -> Vec<Node> {
    let depth = if at.is_empty() { 0 } else { at.split('.').count() };
    let mut nodes = Vec::new();
    let mut rest = fields;
    while let Some((field, _)) = rest.split_first() {
        let below = below(field.shape, depth);
        let Some((list, _)) = below.split_once("#") else {
            if let Some(start) = below.strip_suffix('*') {
                nodes.extend(by_variable(typed, field, &join(at, start)));
            } else {
                nodes.push(Node::of_control(Control::of(typed, field, &join(at, below))));
            }
            rest = &rest[1..];
            continue;
        };
        let own = |other: &&Field| {
            super::nodes::below(other.shape, depth)
                .strip_prefix(list)
                .is_some_and(|rest| rest.starts_with('#'))
        };
        let count = rest.iter().take_while(|field| own(field)).count();
        let (fields, others) = rest.split_at(count);
        rest = others;
        nodes.push(listed(typed, fields, &join(at, list.trim_end_matches('.'))));
    }
    nodes
}

/// The part of a shape after its first `depth` segments.
fn below(shape: &str, depth: usize) -> &str {
    let mut rest = shape;
    for _ in 0..depth {
        rest = rest.split_once('.').map_or("", |(_, rest)| rest);
    }
    rest
}

fn join(at: &str, rest: &str) -> String {
    match (at.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (_, true) => at.to_owned(),
        _ => format!("{at}.{rest}"),
    }
}

/// A control for each tenant variable that is declared.
fn by_variable(typed: &Typed<'_>, field: &Field, start: &str) -> Vec<Node> {
    let names = typed.samples.keys();
    let paths = names.map(|name| format!("{start}{name}"));
    let own = paths.filter(|path| field.is_at(path));
    own.map(|path| Node::of_control(Control::of(typed, field, &path)))
        .collect()
}

fn listed(typed: &Typed<'_>, fields: &[&Field], path: &str) -> Node {
    let first = fields[0];
    if let Some(options) = boxes(typed, first, path) {
        let (mut findings, _) = findings_at(typed, path);
        for place in typed.places(path) {
            findings.extend(findings_at(typed, &format!("{path}.{place}")).0);
        }
        let help = first.help().text;
        let many = Many {
            path: path.to_owned(),
            label: first.label,
            help,
            options,
            findings,
        };
        return Node {
            control: None,
            list: None,
            many: Some(many),
        };
    }
    let (title, one) = words(first.shape);
    let mut places: Vec<(usize, bool)> = typed
        .places(path)
        .into_iter()
        .map(|place| (place, false))
        .collect();
    let next = places.last().map_or(0, |(place, _)| place + 1);
    let full = next >= most(path);
    // A finding can be about an entry that is not there yet.
    let wanted = typed
        .findings
        .iter()
        .any(|finding| finding.field.starts_with(&format!("{path}.{next}")));
    if !full && (typed.opened == path || wanted) {
        places.push((next, true));
    }
    let count = places.len();
    let entries = places.into_iter().enumerate().map(|(number, (place, blank))| {
        let at = format!("{path}.{place}");
        let title = if count == 1 {
            one.to_owned()
        } else {
            format!("{one} {}", number + 1)
        };
        Entry {
            nodes: nodes(typed, fields, &at),
            single: fields.iter().any(|field| field.is_at(&at)),
            path: at,
            title,
            blank,
        }
    });
    let list = List {
        title,
        one,
        entries: entries.collect(),
        findings: findings_at(typed, path).0,
        full,
        path: path.to_owned(),
    };
    Node {
        control: None,
        list: Some(list),
        many: None,
    }
}

/// The boxes of a list whose values are a closed list themselves.
fn boxes(typed: &Typed<'_>, field: &Field, path: &str) -> Option<Vec<Opt>> {
    let known: Vec<(String, String)> = match field.kind {
        Kind::Category => typed.categories.to_vec(),
        Kind::Choice(list) if field.shape.ends_with(".#") => list()
            .into_iter()
            .map(|(value, label)| (value.to_owned(), label.to_owned()))
            .collect(),
        _ => return None,
    };
    let places = typed.places(path).into_iter();
    let chosen: Vec<&str> = places
        .map(|place| typed.value(&format!("{path}.{place}")))
        .collect();
    let strange = chosen
        .iter()
        .filter(|value| !value.is_empty() && !known.iter().any(|(one, _)| one == *value));
    let strange: Vec<(String, String)> = strange
        .map(|value| ((*value).to_owned(), format!("{value} (not one of the list)")))
        .collect();
    let all = known.into_iter().chain(strange).enumerate();
    Some(
        all.map(|(place, (value, label))| Opt {
            chosen: chosen.contains(&value.as_str()),
            // The first box has the id of the list's first entry, where findings jump to.
            id: format!("{path}.{place}"),
            value,
            label,
        })
        .collect(),
    )
}

/// How many entries a list may have on the page.
fn most(path: &str) -> usize {
    match path.rsplit('.').next() {
        Some("variables") => 8,
        Some("screenshots") => 6,
        Some("labels") => 5,
        Some("aliases") => 10,
        _ => 64,
    }
}

/// What a list and one entry of it are called.
fn words(shape: &str) -> (&'static str, &'static str) {
    let list = shape.rsplit_once(".#").map_or(shape, |(list, _)| list);
    match list.rsplit('.').next().unwrap_or(list) {
        "labels" => ("Labels", "Label"),
        "aliases" => ("Other names", "Other name"),
        "screenshots" => ("Screenshots", "Screenshot"),
        "orgs" => ("Orgs that may see it", "Org"),
        "acs" => ("ACS URLs", "ACS URL"),
        "attributes" => ("Attributes", "Attribute"),
        "redirect_uris" => ("Redirect URIs", "Redirect URI"),
        "post_logout_uris" => ("Post-logout URIs", "Post-logout URI"),
        "extra" => ("Extra fields", "Extra field"),
        "steps" => ("Steps", "Step"),
        "variables" => ("Tenant variables", "Tenant variable"),
        "choices" => ("Allowed values", "Allowed value"),
        "logins" => ("Test logins", "Test login"),
        _ => ("Entries", "Entry"),
    }
}
