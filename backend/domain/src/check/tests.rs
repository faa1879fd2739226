use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::*;
use crate::choice::Choice;
use crate::draft::samples::{self, with};
use crate::draft::{Draft, Field};

use super::samples::{World, now};

#[test]
fn good_drafts_have_no_blocking_finding() {
    for draft in samples::all() {
        let findings = World::good().judge(&draft);
        assert!(!findings.iter().any(Finding::blocks), "{findings:#?}");
        assert_eq!(Completeness::of(&draft, &findings).percent, 100);
    }
}

/// One draft or context for each pure rule, and the field it is found at.
#[test]
fn every_pure_rule_finds_what_it_is_for() {
    let saml = samples::saml;
    let acs = "connections.0.acs.0.url";
    let certificate = "connections.0.encryption.certificate";
    let world = World::good;
    let with_certificate = |facts| World {
        certificates: BTreeMap::from([(certificate.to_owned(), facts)]),
        ..World::good()
    };
    let read = |days, key| CertificateFacts::Read {
        not_after: now() + TimeDelta::days(days),
        key,
    };
    let template = samples::saml_template;
    let cases: Vec<(RuleId, &str, World, Draft)> = vec![
        (RuleId::Required, "name", world(), with(saml(), &[("name", "")])),
        (
            RuleId::Form,
            "website",
            world(),
            with(saml(), &[("website", "acme")]),
        ),
        (
            RuleId::Count,
            "connections.0.acs",
            world(),
            with(saml(), &[(acs, "")]),
        ),
        (
            RuleId::Duplicate,
            "variables.1.name",
            world(),
            with(template(), &[("variables.1.name", "subdomain")]),
        ),
        (
            RuleId::NotHttps,
            acs,
            world(),
            with(saml(), &[(acs, "http://app.acme.example")]),
        ),
        (
            RuleId::InternalUrl,
            acs,
            world(),
            with(saml(), &[(acs, "https://10.0.0.7/acs")]),
        ),
        (
            RuleId::SourceUnknown,
            "connections.0.name_id.source",
            world(),
            with(saml(), &[("connections.0.name_id.source", "mail")]),
        ),
        (
            RuleId::VariableReserved,
            "variables.1.name",
            world(),
            with(template(), &[("variables.1.name", "issuer")]),
        ),
        (
            RuleId::VariableUndefined,
            acs,
            world(),
            with(saml(), &[(acs, "https://${tenant}.acme.example/")]),
        ),
        (
            RuleId::VariableUnused,
            "variables.0.name",
            world(),
            with(saml(), &[("variables.0.name", "x"), ("variables.0.label", "X")]),
        ),
        (
            RuleId::VariableSecret,
            acs,
            world(),
            with(
                template(),
                &[
                    ("variables.0.kind", "secret"),
                    ("variables.0.example", ""),
                    ("variables.0.pattern", ""),
                ],
            ),
        ),
        (
            RuleId::VariableRemoved,
            "variables",
            World {
                live: Some(template().complete().unwrap().content),
                ..world()
            },
            saml(),
        ),
        (
            RuleId::NameTaken,
            "name",
            world(),
            with(saml(), &[("name", "GLOBEX")]),
        ),
        (
            RuleId::NameLookalike,
            "aliases.0",
            world(),
            with(saml(), &[("aliases.0", "Gl0bex")]),
        ),
        (
            RuleId::NameLookalike,
            "name",
            world(),
            with(saml(), &[("name", "G1obex")]),
        ),
        (
            RuleId::Description,
            "description",
            world(),
            with(saml(), &[("description", "The best app.")]),
        ),
        (RuleId::NoLogo, "logo", world(), with(saml(), &[("logo", "")])),
        (
            RuleId::PersonalMail,
            "",
            World {
                mail_domains: BTreeSet::from(["gmail.com".to_owned()]),
                ..world()
            },
            saml(),
        ),
        (
            RuleId::NoTestLogin,
            "testing.logins.0.password",
            World {
                sealed: BTreeSet::new(),
                ..world()
            },
            saml(),
        ),
        (
            RuleId::NoTestLogin,
            "testing.logins.0.expires",
            world(),
            with(saml(), &[("testing.logins.0.expires", "2026-11-20")]),
        ),
        (
            RuleId::TestLoginExpires,
            "testing.logins.0.expires",
            world(),
            with(saml(), &[("testing.logins.0.expires", "2026-12-24")]),
        ),
        (
            RuleId::ContactMissing,
            "contacts.technical.mail",
            world(),
            with(saml(), &[("contacts.technical.mail", "")]),
        ),
        (
            RuleId::ContactUnconfirmed,
            "contacts.support.mail",
            world(),
            with(saml(), &[("contacts.support.mail", "new@acme.example")]),
        ),
        (
            RuleId::CertificateUnread,
            certificate,
            with_certificate(CertificateFacts::Unreadable),
            template(),
        ),
        (
            RuleId::CertificateExpired,
            certificate,
            with_certificate(read(0, Key::Rsa(2048))),
            template(),
        ),
        (
            RuleId::CertificateExpiring,
            certificate,
            with_certificate(read(29, Key::Curve(256))),
            template(),
        ),
        (
            RuleId::WeakKey,
            certificate,
            with_certificate(read(90, Key::Rsa(1024))),
            template(),
        ),
        (
            RuleId::ImportDiffers,
            "connections.0.audience",
            World {
                imported: BTreeMap::from([("connections.0.audience".to_owned(), "urn:x".to_owned())]),
                ..world()
            },
            saml(),
        ),
        (
            RuleId::AcsDiffers,
            acs,
            World {
                imported: BTreeMap::from([(acs.to_owned(), "https://b.example".to_owned())]),
                ..world()
            },
            saml(),
        ),
        (
            RuleId::ScimBasicAuth,
            "scim.auth.kind",
            world(),
            with(template(), &[("scim.auth.kind", "basic")]),
        ),
        (
            RuleId::NoSandbox,
            "testing.sandbox.trusts_test_idp",
            world(),
            saml(),
        ),
        (RuleId::NoMarker, "testing.rejected.value", world(), saml()),
        (
            RuleId::NotAttested,
            "attestation.policy",
            world(),
            with(saml(), &[("attestation.policy", "")]),
        ),
    ];
    for (rule, field, world, draft) in &cases {
        let found = world.judge(draft);
        assert!(
            found.iter().any(|f| f.rule == *rule && f.field == *field),
            "{rule} at {field}: {found:#?}"
        );
    }
    let covered: BTreeSet<RuleId> = cases.iter().map(|case| case.0).collect();
    for rule in RULES.iter().filter(|rule| rule.kind == Kind::Pure) {
        assert!(covered.contains(&rule.id), "{} has no case", rule.id);
    }
}

#[test]
fn a_login_form_on_premises_and_the_local_world_are_exempt_where_they_should_be() {
    let draft = with(
        samples::saml_template(),
        &[
            ("deployment", "on-premises"),
            ("connections.0.acs.0.url", "https://${subdomain}/acs"),
        ],
    );
    assert_eq!(World::good().finds(&draft), []);
    let local = with(
        samples::saml(),
        &[
            ("connections.0.audience", "https://localhost"),
            ("connections.0.acs.0.url", "https://sp.localhost/acs"),
        ],
    );
    assert_eq!(
        World::good().finds(&local),
        [(RuleId::InternalUrl, "connections.0.acs.0.url".to_owned())]
    );
    let world = World {
        exceptions: BTreeSet::from(["sp.localhost".to_owned()]),
        ..World::good()
    };
    assert_eq!(world.finds(&local), []);
}

#[test]
fn no_test_login_is_asked_for_a_bookmark() {
    let without = |draft| {
        with(
            draft,
            &[
                ("testing.logins.0.url", ""),
                ("testing.logins.0.user_name", ""),
                ("testing.logins.0.role", ""),
            ],
        )
    };
    assert_eq!(World::good().finds(&without(samples::bookmark())), []);
    let found = World::good().finds(&without(samples::saml()));
    assert_eq!(found, [(RuleId::NoTestLogin, "testing.logins".to_owned())]);
}

#[test]
fn the_network_blocks_on_definite_answers_only() {
    let draft = samples::swa();
    let url = "connections.0.login_url";
    let finds = |answer| {
        let facts = NetworkFacts {
            answers: BTreeMap::from([(url.to_owned(), answer)]),
            ..NetworkFacts::default()
        };
        judge_network(&draft, &facts)
            .into_iter()
            .map(|f| (f.rule, f.blocks()))
            .next()
    };
    assert_eq!(finds(Answer::Status(200)), None);
    assert_eq!(finds(Answer::Status(405)), None);
    assert_eq!(finds(Answer::Status(404)), Some((RuleId::UrlDead, true)));
    assert_eq!(finds(Answer::NoSuchHost), Some((RuleId::UrlDead, true)));
    assert_eq!(finds(Answer::Private), Some((RuleId::UrlPrivate, true)));
    assert_eq!(
        finds(Answer::Tls("expired".into())),
        Some((RuleId::TlsInvalid, true))
    );
    assert_eq!(finds(Answer::Status(503)), Some((RuleId::UrlSilent, false)));
    assert_eq!(
        finds(Answer::Silent("timeout".into())),
        Some((RuleId::UrlSilent, false))
    );
    assert_eq!(
        finds(Answer::Unchecked("it redirects in a circle".into())),
        Some((RuleId::UrlSilent, false))
    );
    let facts = NetworkFacts {
        not_found: vec![
            "connections.0.button".to_owned(),
            "connections.3.button".to_owned(),
        ],
        metadata: BTreeMap::from([(url.to_owned(), "https://new.example".to_owned())]),
        ..NetworkFacts::default()
    };
    let found: Vec<RuleId> = judge_network(&draft, &facts)
        .into_iter()
        .map(|f| f.rule)
        .collect();
    assert_eq!(found, [RuleId::LoginFieldMissing, RuleId::MetadataChanged]);
}

#[test]
fn the_meter_names_the_next_field() {
    let draft = samples::draft(&[("name", "Acme Shifts")]);
    let findings = World::good().judge(&draft);
    let meter = Completeness::of(&draft, &findings);
    assert!(meter.percent < 30, "{}", meter.percent);
    let next = meter.parts.iter().find(|part| !part.done).unwrap();
    assert_eq!((next.label, next.jump.as_str()), ("Summary", "summary"));
}

#[test]
fn findings_are_stable_json_in_the_order_of_the_wizard() {
    let draft = with(samples::saml(), &[("name", ""), ("connections.0.audience", "")]);
    let findings = World {
        sealed: BTreeSet::new(),
        ..World::good()
    }
    .judge(&draft);
    let steps: Vec<_> = findings
        .iter()
        .filter_map(|f| Field::at(&f.field))
        .map(|f| f.step)
        .collect();
    assert!(steps.is_sorted(), "{steps:?}");
    assert_eq!(
        serde_json::to_value(&findings[0]).unwrap(),
        serde_json::json!({"rule": "required", "severity": "blocks", "field": "name", "message": "Name is needed.", "fix": "Fill in the field."})
    );
    assert_eq!(RuleId::ALL.len(), RULES.len());
}

/// The documentation is made from the registry; when this fails, put what it
/// prints into `docs/checks.md`.
#[test]
fn the_documentation_holds_every_rule() {
    const DOCUMENT: &str = include_str!("../../../../docs/checks.md");
    let mut table =
        String::from("| id | finds | severity | runs | reason code | fix |\n|---|---|---|---|---|---|\n");
    for rule in RULES {
        let reason = rule.reason.map_or("–".to_owned(), |reason| format!("`{reason}`"));
        let (id, title) = (rule.id, rule.id.label());
        let (severity, kind) = (rule.severity, rule.kind.label().to_lowercase());
        table.push_str(&format!(
            "| `{id}` | {title} | {severity} | {kind} | {reason} | {} |\n",
            rule.fix
        ));
    }
    assert!(DOCUMENT.contains(&table), "{table}");
}
