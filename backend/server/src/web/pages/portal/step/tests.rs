use super::*;
use oin_domain::check::{Finding, RuleId};
use oin_domain::draft::Draft;
use serde_json::Value;
use std::collections::BTreeMap;

fn form(fields: &[(&str, &str)], findings: &[Finding], step: Step, opened: &str) -> Value {
    let mut draft = Draft::default();
    draft.set_any(fields.iter().copied()).unwrap();
    let typed = Typed {
        draft: &draft,
        unsaved: BTreeMap::new(),
        findings,
        origins: BTreeMap::new(),
        stored: BTreeMap::new(),
        categories: &[("hr".to_owned(), "HR".to_owned())],
        samples: samples(&draft),
        pictures: BTreeMap::new(),
        opened,
        url: "/portal/submissions/1".to_owned(),
    };
    serde_json::to_value(Form::of(&typed, step)).unwrap()
}

/// Every path that has a control, a list or boxes.
fn paths(tree: &Value, found: &mut Vec<String>) {
    match tree {
        Value::Array(list) => list.iter().for_each(|one| paths(one, found)),
        Value::Object(object) => {
            found.extend(object.get("path").and_then(Value::as_str).map(str::to_owned));
            object.values().for_each(|one| paths(one, found));
        }
        _ => {}
    }
}

fn all_paths(tree: &Value) -> Vec<String> {
    let mut found = Vec::new();
    paths(tree, &mut found);
    found
}

#[test]
fn every_field_of_a_kind_has_its_place() {
    for &kind in ConnectionType::ALL {
        let tree = form(&[("connections.0.type", kind.as_str())], &[], Step::SignOn, "");
        let found = all_paths(&tree);
        for field in FIELDS.iter().filter(|field| field.only.contains(&kind)) {
            let start = field.shape.replacen('#', "0", 1);
            let start = start
                .split_once(".#")
                .map_or(start.clone(), |(list, _)| list.to_owned());
            assert!(found.contains(&start), "{kind}: {start} is not among {found:?}");
        }
    }
}

#[test]
fn a_list_shows_an_empty_entry_when_it_is_opened_or_missed() {
    let typed = [
        ("connections.0.type", "saml"),
        ("connections.0.acs.3.url", "https://a.example"),
    ];
    let closed = all_paths(&form(&typed, &[], Step::SignOn, ""));
    assert!(closed.contains(&"connections.0.acs.3.url".to_owned()));
    assert!(!closed.contains(&"connections.0.acs.4.url".to_owned()));
    let opened = all_paths(&form(&typed, &[], Step::SignOn, "connections.0.acs"));
    assert!(opened.contains(&"connections.0.acs.4.url".to_owned()));
    let missed = [Finding::new(
        RuleId::Required,
        "connections.0.redirect_uris.0",
        "Missing.",
    )];
    let missed = all_paths(&form(
        &[("connections.0.type", "oidc")],
        &missed,
        Step::SignOn,
        "",
    ));
    assert!(missed.contains(&"connections.0.redirect_uris.0".to_owned()));
}

#[test]
fn the_sandbox_asks_for_a_value_of_each_variable() {
    let typed = [("variables.0.name", "subdomain"), ("variables.0.example", "acme")];
    let found = all_paths(&form(&typed, &[], Step::Sandbox, ""));
    assert!(
        found.contains(&"testing.sandbox.values.subdomain".to_owned()),
        "{found:?}"
    );
}

#[test]
fn addresses_are_previewed_with_sample_values() {
    let typed = [
        ("variables.0.name", "subdomain"),
        ("variables.0.example", "acme"),
        ("connections.0.type", "bookmark"),
        ("connections.0.url", "https://${subdomain}.app.example"),
    ];
    let tree = form(&typed, &[], Step::SignOn, "").to_string();
    assert!(tree.contains("https://acme.app.example"), "{tree}");
}
