use super::*;
use crate::draft::samples::{self, with};
use proptest::prelude::*;

fn content(fields: &[(&str, &str)]) -> Content {
    with(samples::saml_template(), fields).complete().unwrap().content
}

fn tenant() -> Tenant {
    Tenant::from([("subdomain".to_owned(), "globex".to_owned())])
}

/// The class of a change and of its first difference.
fn change(fields: &[(&str, &str)]) -> (Option<Class>, bool) {
    let change = Change::between(&content(&[]), &content(fields), &[tenant()]).unwrap();
    (change.class(), change.may_pass_alone())
}

const TEXT: (Option<Class>, bool) = (Some(Class::Text), true);
const SAFE: (Option<Class>, bool) = (Some(Class::Safe), true);
const REVIEWED: (Option<Class>, bool) = (Some(Class::Safe), false);
const BREAKING: (Option<Class>, bool) = (Some(Class::Breaking), false);

#[test]
fn nothing_changed_has_no_class() {
    assert_eq!(change(&[]), (None, false));
}

#[test]
fn words_and_pictures_are_text_but_names_are_not() {
    assert_eq!(change(&[("summary", "New words.")]), TEXT);
    assert_eq!(
        change(&[("connections.0.steps.0.text", "Open the new page.")]),
        TEXT
    );
    assert_eq!(change(&[("variables.0.help", "Look at your address bar.")]), TEXT);
    assert_eq!(change(&[("name", "Acme")]), REVIEWED);
    assert_eq!(change(&[("website", "https://evil.example")]), REVIEWED);
    assert_eq!(change(&[("summary", "New."), ("name", "Acme")]), REVIEWED);
}

#[test]
fn what_nothing_installed_notices_is_safe() {
    assert_eq!(
        change(&[("connections.0.acs.2.url", "https://new.acme.example/acs")]),
        SAFE
    );
    assert_eq!(
        change(&[
            ("connections.0.attributes.2.name", "mail"),
            ("connections.0.attributes.2.source", "user.email")
        ]),
        SAFE
    );
    assert_eq!(change(&[("provisioning.operations.1", "update")]), SAFE);
    assert_eq!(
        change(&[
            ("variables.2.name", "cell"),
            ("variables.2.label", "Cell"),
            ("variables.2.default", "acme"),
            (
                "connections.0.acs.0.url",
                "https://${subdomain}.${cell}.example/acs"
            ),
        ]),
        SAFE
    );
}

#[test]
fn what_is_installed_breaks_when_its_addresses_or_variables_change() {
    for fields in [
        &[(
            "connections.0.acs.0.url",
            "https://${subdomain}.acme.example/acs2",
        )][..],
        &[("connections.0.audience", "urn:acme")],
        &[("connections.0.name_id.format", "persistent")],
        &[("connections.0.name_id.source", "user.login")],
        &[("connections.0.flows.kind", "idp")],
        &[("connections.0.attributes.0.name", "given")],
        &[("connections.0.acs.0.index", "9")],
        &[("provisioning.operations.0", "update")],
        &[("variables.1.default", "us")],
        &[("variables.0.pattern", "[0-9]+"), ("variables.0.example", "1")],
        &[("variables.2.name", "cell"), ("variables.2.label", "Cell")],
        &[("scim.auth.kind", "bearer")],
    ] {
        assert_eq!(change(fields), BREAKING, "{fields:?}");
    }
    let renamed = content(&[]);
    let mut gone = renamed.clone();
    gone.variables.remove(1);
    assert_eq!(
        Change::between(&renamed, &gone, &[]).unwrap().class(),
        Some(Class::Breaking)
    );
}

#[test]
fn a_list_in_another_order_is_no_change_of_its_entries() {
    let old = content(&[]);
    let mut new = old.clone();
    new.variables.reverse();
    assert_eq!(Change::between(&old, &new, &[]).unwrap().differences, []);
}

#[test]
fn another_default_acs_is_breaking() {
    let old = content(&[]);
    let mut new = old.clone();
    let Some(crate::connection::Connection::Saml(saml)) = new.connections.first_mut() else {
        panic!("the sample is SAML");
    };
    saml.acs.reverse();
    let change = Change::between(&old, &new, &[]).unwrap();
    assert_eq!(change.class(), Some(Class::Breaking));
    assert_eq!(change.differences[0].path, "connections.0.acs.0.index");
}

#[test]
fn another_way_to_sign_on_is_looked_at_and_a_lost_one_breaks() {
    let saml = samples::saml().complete().unwrap().content;
    let mut both = saml.clone();
    both.connections
        .extend(samples::oidc().complete().unwrap().content.connections);
    let more = Change::between(&saml, &both, &[]).unwrap();
    assert_eq!((more.class(), more.may_pass_alone()), REVIEWED);
    assert_eq!(
        Change::between(&both, &saml, &[]).unwrap().class(),
        Some(Class::Breaking)
    );
}

#[test]
fn every_difference_names_old_and_new_at_a_path_of_the_draft() {
    let old = content(&[]);
    let new = content(&[("connections.0.acs.1.url", "https://b.acme.example/")]);
    let [difference] =
        <[Difference; 1]>::try_from(Change::between(&old, &new, &[]).unwrap().differences).unwrap();
    assert_eq!(difference.path, "connections.0.acs.1.url");
    assert_eq!(
        difference.old.as_deref(),
        Some("https://${subdomain}.acme.example/acs7")
    );
    assert_eq!(difference.new.as_deref(), Some("https://b.acme.example/"));
}

proptest! {
    #[test]
    fn an_address_is_safe_exactly_when_every_tenant_keeps_it(
        tenants in prop::collection::vec("[a-z]{1,6}", 1..4),
        host in "[a-z]{1,3}",
    ) {
        let old = content(&[]);
        let new = content(&[("connections.0.acs.0.url", &format!("https://{host}.acme.example/acs"))]);
        let tenants: Vec<Tenant> = tenants
            .into_iter()
            .map(|value| Tenant::from([("subdomain".to_owned(), value)]))
            .collect();
        // The made-up tenant has the sample value, `acme`.
        let same = host == "acme" && tenants.iter().all(|tenant| tenant["subdomain"] == host);
        let class = Change::between(&old, &new, &tenants).unwrap().class();
        prop_assert_eq!(class, Some(if same { Class::Safe } else { Class::Breaking }));
    }
}
