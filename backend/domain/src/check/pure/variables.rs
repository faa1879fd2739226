//! Tenant variables: declared, used, reserved, removed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Draft, Finding, RuleId, declared};
use crate::draft::Kind;
use crate::integration::Pattern;

/// Names that mean something else in guides, sources and messages.
const RESERVED: [&str; 24] = [
    "acs",
    "app",
    "appuser",
    "audience",
    "certificate",
    "client_id",
    "client_secret",
    "code",
    "entity_id",
    "idp",
    "issuer",
    "metadata",
    "metadata_url",
    "name_id",
    "nonce",
    "oin",
    "org",
    "relay_state",
    "saml_request",
    "saml_response",
    "session",
    "sso_url",
    "state",
    "user",
];

/// Whether a tenant variable may not be called `name`.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

pub(super) fn judge(draft: &Draft, context: &Context<'_>, findings: &mut Vec<Finding>) {
    let declared_here = declared_variables(draft);
    let used = used_variables(draft);
    for (name, (at, kind)) in &declared_here {
        let path = format!("{at}.name");
        if is_reserved(name) {
            let message = format!("`{name}` means something else in guides and messages.");
            findings.push(Finding::new(RuleId::VariableReserved, path.clone(), message));
        }
        match used.get(name) {
            None => {
                let message = format!("Customers would be asked for `{name}`, but nothing uses it.");
                findings.push(Finding::new(RuleId::VariableUnused, path, message));
            }
            Some(places) if kind.as_deref() == Some("secret") => {
                for place in places {
                    let message = format!("`{name}` is a secret and would stand in this value.");
                    findings.push(Finding::new(RuleId::VariableSecret, place.clone(), message));
                }
            }
            Some(_) => {}
        }
    }
    for (name, places) in &used {
        if !declared_here.contains_key(name) {
            for place in places {
                let message = format!("`${{{name}}}` is used, but no variable has that name.");
                findings.push(Finding::new(RuleId::VariableUndefined, place.clone(), message));
            }
        }
    }
    if let Some(live) = context.live.filter(|live| declared(&live.connections)) {
        for variable in &live.variables {
            let name = variable.name.as_str();
            if !declared_here.contains_key(name) {
                let message = format!("The live version has `{name}`, and customers have filled it in.");
                findings.push(Finding::new(RuleId::VariableRemoved, "variables", message));
            }
        }
    }
}

/// The declared variables: path of the entry and kind, by name.
fn declared_variables(draft: &Draft) -> BTreeMap<String, (String, Option<String>)> {
    draft
        .places("variables")
        .into_iter()
        .filter_map(|place| {
            let at = format!("variables.{place}");
            let name = draft.text(&format!("{at}.name"))?.to_owned();
            let kind = draft.text(&format!("{at}.kind")).map(str::to_owned);
            Some((name, (at, kind)))
        })
        .collect()
}

/// The used variables: the paths of the fields that use each, by name. A value
/// that cannot be read uses none.
fn used_variables(draft: &Draft) -> BTreeMap<String, BTreeSet<String>> {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (field, path, text) in draft.known() {
        // A test login's address is the sandbox's own; it takes no variables.
        let names: Vec<String> = match field.kind {
            Kind::Url(_) | Kind::Pattern(_) => Pattern::parse(text)
                .map(|pattern| pattern.variables().into_iter().map(str::to_owned).collect())
                .unwrap_or_default(),
            Kind::Variable if path.ends_with(".value.variable") => vec![text.trim().to_owned()],
            _ => continue,
        };
        for name in names {
            used.entry(name).or_default().insert(path.to_owned());
        }
    }
    used
}
