use super::*;
use crate::check::{Finding, RuleId};
use proptest::prelude::*;

fn findings(fields: &[(&str, &str)]) -> Vec<(RuleId, String)> {
    samples::with(samples::saml(), fields)
        .complete()
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|Finding { rule, field, .. }| (rule, field))
        .collect()
}

#[test]
fn every_field_has_a_shape_of_its_own_and_a_path() {
    for field in FIELDS {
        let path = field.shape.replace('#', "0").replace('*', "host");
        let found = Field::at(&path).unwrap();
        assert_eq!(found.shape, field.shape, "{path}");
        assert!(!field.label.is_empty() && field.limit() > 0);
    }
    for bad in [
        "",
        "nam",
        "name.",
        "categories.64",
        "categories.00",
        "connections.x.type",
        "variables",
    ] {
        assert!(Field::at(bad).is_none(), "{bad}");
    }
}

#[test]
fn every_kind_of_draft_completes_and_comes_back_from_its_content() {
    for draft in samples::all() {
        let proposal = draft.complete().unwrap();
        let json = serde_json::to_value(&proposal.content).unwrap();
        let content: crate::integration::Content = serde_json::from_value(json).unwrap();
        assert_eq!(content, proposal.content, "the stored form reads back");

        let mut copy = Draft::copy_of(&proposal.content).unwrap();
        for (path, text) in draft.iter() {
            if ["testing.", "contacts.", "attestation."]
                .iter()
                .any(|step| path.starts_with(step))
            {
                copy.set_any([(path, text)]).unwrap();
            }
        }
        for (path, _) in copy.iter() {
            assert!(Field::at(path).is_some(), "a copy has only known fields: {path}");
        }
        assert_eq!(copy.complete().unwrap(), proposal);
    }
}

#[test]
fn what_is_missing_or_wrong_is_found_at_its_field() {
    let at = |rule, field: &str| vec![(rule, field.to_owned())];
    assert_eq!(findings(&[]), []);
    assert_eq!(findings(&[("name", "")]), at(RuleId::Required, "name"));
    assert_eq!(
        findings(&[("connections.0.acs.1.url", "http://app.acme.example")]),
        at(RuleId::NotHttps, "connections.0.acs.1.url")
    );
    assert_eq!(
        findings(&[
            ("connections.0.acs.1.url", "https://app.acme.example/2"),
            ("connections.0.acs.1.index", "0")
        ]),
        at(RuleId::Duplicate, "connections.0.acs.1.index")
    );
    assert_eq!(
        findings(&[
            ("connections.0.acs.1.url", "https://app.acme.example/2"),
            ("connections.0.acs.1.index", "65536")
        ]),
        at(RuleId::Form, "connections.0.acs.1.index")
    );
    assert_eq!(
        findings(&[("connections.0.attributes.0.source", "user.shoe")]),
        at(RuleId::SourceUnknown, "connections.0.attributes.0.source")
    );
    assert_eq!(
        findings(&[(
            "connections.0.flows.start_url",
            &format!("https://a.example/{}", "x".repeat(512))
        )]),
        at(RuleId::Form, "connections.0.flows.start_url")
    );
    assert_eq!(
        findings(&[
            ("categories.1", "a"),
            ("categories.2", "b"),
            ("categories.3", "c")
        ]),
        at(RuleId::Count, "categories")
    );
    assert_eq!(
        findings(&[("contacts.business.mail", "")]),
        at(RuleId::ContactMissing, "contacts.business.mail")
    );
    assert_eq!(
        findings(&[
            ("scim.base_url", "https://a.example"),
            ("scim.auth.kind", "basic"),
            ("scim.objects.0", "users")
        ]),
        at(RuleId::ScimBasicAuth, "scim.auth.kind")
    );
    assert_eq!(
        findings(&[("connections.0.encryption.kind", "aes_gcm")]),
        at(RuleId::Required, "connections.0.encryption.certificate")
    );
}

#[test]
fn a_change_is_made_whole_or_not_at_all() {
    let mut draft = samples::saml();
    let before = draft.clone();
    let errors = draft
        .set(
            Step::General,
            [
                ("name", "New"),
                ("connections.0.audience", "x"),
                ("testing.logins.0.password", "s3cret"),
                ("nonsense", "x"),
                ("summary", "a\0b"),
            ],
        )
        .unwrap_err();
    assert_eq!(
        errors,
        [
            SetError::OtherStep {
                field: "connections.0.audience".into(),
                step: Step::SignOn
            },
            SetError::Secret("testing.logins.0.password".into()),
            SetError::UnknownField("nonsense".into()),
            SetError::Nul("summary".into()),
        ]
    );
    assert_eq!(draft, before);
}

#[test]
fn a_whole_form_takes_away_what_it_does_not_hold() {
    let mut draft = samples::saml_template();
    draft
        .replace(Step::Variables, [("variables.0.name", "tenant")])
        .unwrap();
    assert_eq!(draft.get("variables.0.name"), Some("tenant"));
    assert_eq!(draft.places("variables"), [0]);
    assert_eq!(draft.get("variables.0.label"), None);
    assert_eq!(draft.get("name"), Some("Acme Shifts"), "other steps stay");
}

#[test]
fn an_entry_taken_out_moves_the_later_ones_up() {
    let mut draft = samples::saml_template();
    draft.remove_entry("variables", 0);
    assert_eq!(draft.get("variables.0.name"), Some("region"));
    assert_eq!(draft.get("variables.0.choices.1"), Some("us"));
    assert_eq!(draft.places("variables"), [0]);
}

#[test]
fn drafts_are_flat_json_and_trees() {
    let draft = samples::draft(&[("name", " Ac"), ("connections.0.jit", "true"), ("aliases.1", "x")]);
    let json = serde_json::to_string(&draft).unwrap();
    assert_eq!(
        json,
        r#"{"aliases.1":"x","connections.0.jit":"true","name":" Ac"}"#
    );
    assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), draft);
    let tree = serde_json::json!({"name": " Ac", "connections": [{"jit": true}], "aliases": [null, "x"]});
    assert_eq!(draft.tree(), tree);
    let mut patched = Draft::default();
    patched.patch(&tree).unwrap();
    assert_eq!(patched, draft);
    patched
        .patch(&serde_json::json!({"name": null, "connections": [{"jit": false}]}))
        .unwrap();
    assert_eq!(patched, samples::draft(&[("aliases.1", "x")]));
}

fn any_field() -> impl Strategy<Value = (String, String)> {
    let shapes: Vec<&'static str> = FIELDS
        .iter()
        .filter(|field| !matches!(field.kind, Kind::Secret))
        .map(|field| field.shape)
        .collect();
    (
        prop::sample::select(shapes),
        0usize..3,
        prop_oneof![
            "\\PC{1,40}",
            "[a-z:/.$\\{\\}]{1,30}",
            Just("true".to_owned()),
            Just("saml".to_owned())
        ],
    )
        .prop_map(|(shape, place, text)| (shape.replace('#', &place.to_string()).replace('*', "host"), text))
}

proptest! {
    #[test]
    fn nothing_typed_is_lost_and_nothing_panics(fields in prop::collection::vec(any_field(), 0..40)) {
        let mut draft = samples::saml();
        draft.set_any(fields.iter().map(|(path, text)| (path.as_str(), text.as_str()))).unwrap();
        let last: std::collections::BTreeMap<_, _> = fields.iter().cloned().collect();
        for (path, text) in &last {
            prop_assert_eq!(draft.get(path), Some(text.as_str()));
        }
        let mut again = Draft::default();
        again.patch(&draft.tree()).unwrap();
        prop_assert_eq!(&again, &draft);
        let json = serde_json::to_string(&draft).unwrap();
        prop_assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), draft.clone());
        let _ = draft.complete();
    }
}

#[test]
fn a_draft_is_read_in_the_order_of_the_wizard() {
    let draft = samples::draft(&[
        ("connections.0.attributes.1.name", "b"),
        ("connections.0.attributes.0.source", "user.email"),
        ("connections.0.attributes.0.name", "a"),
        ("connections.0.audience", "urn:a"),
        ("connections.10.audience", "urn:c"),
        ("connections.2.audience", "urn:b"),
        ("summary", "Plans shifts."),
        ("name", "Acme"),
    ]);
    let paths: Vec<&str> = draft.in_order().into_iter().map(|(_, path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "name",
            "summary",
            "connections.0.audience",
            "connections.0.attributes.0.name",
            "connections.0.attributes.0.source",
            "connections.0.attributes.1.name",
            "connections.2.audience",
            "connections.10.audience",
        ]
    );
}
