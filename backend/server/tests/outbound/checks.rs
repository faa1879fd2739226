//! The look at the network for a draft.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use oin_domain::check::{Answer, RuleId, judge_network};
use oin_domain::draft::Draft;
use oin_server::outbound::Outbound;
use oin_server::outbound::checks::{MetadataSource, look, look_for};

use crate::client::{client, hasty, world};
use crate::site::{Asked, Authority, Wrong, plain, serve};
use crate::trap::traps;

fn draft(fields: &[(&str, &str)]) -> Draft {
    let mut draft = Draft::default();
    draft.set_any(fields.iter().copied()).unwrap();
    draft
}

fn now() -> DateTime<Utc> {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

const METADATA: &str = r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:app:new">
  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://app.example/same" index="0" isDefault="true"/>
    <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://app.example/moved" index="7"/>
  </SPSSODescriptor></EntityDescriptor>"#;

const LOGIN: &str = r#"<form action="/in" method="post"><input id="user" name="user"><input id="pw" type="password">
  <button type="submit">Go</button></form>"#;

type Asks = Arc<Mutex<BTreeMap<String, usize>>>;

/// A vendor, and how often each of its addresses was asked for.
fn vendor() -> (Outbound, Asks) {
    let authority = Authority::new();
    let asks = Asks::default();
    let counted = asks.clone();
    let answer = move |asked: &Asked, out: &mut dyn Write| {
        *counted
            .lock()
            .unwrap()
            .entry(format!("{} {}", asked.method, asked.path))
            .or_default() += 1;
        match asked.path.as_str() {
            "/404" => plain(out, "404 Not Found", "", ""),
            "/500" => plain(out, "500 Internal Server Error", "", ""),
            "/acs" if asked.method == "POST" => plain(out, "400 Bad Request", "", ""),
            "/acs" => plain(out, "404 Not Found", "", ""),
            "/inner" => plain(out, "302 Found", "Location: https://127.83.0.1:8443/\r\n", ""),
            "/login" => plain(out, "200 OK", "", LOGIN),
            "/script" => plain(
                out,
                "200 OK",
                "",
                "<div id=app></div><script src=app.js></script>",
            ),
            "/metadata" => plain(out, "200 OK", "", METADATA),
            "/scim/v2/ServiceProviderConfig" => plain(out, "401 Unauthorized", "", ""),
            "/scim/v2" => plain(out, "404 Not Found", "", ""),
            "/hang" => std::thread::sleep(Duration::from_secs(5)),
            _ => plain(out, "200 OK", "", ""),
        }
    };
    let at = serve(Some(authority.tls("app.example", Wrong::Nothing)), answer.clone());
    let expired = serve(
        Some(authority.tls("expired.example", Wrong::Expired)),
        answer.clone(),
    );
    let tenant = serve(Some(authority.tls("acme.app.example", Wrong::Nothing)), answer);
    let hosts = [
        ("app.example", at),
        ("expired.example", expired),
        ("acme.app.example", tenant),
    ];
    (hasty(&client(&[], Some(world(&hosts, &authority.root)))), asks)
}

#[tokio::test]
async fn every_address_is_looked_at_once_and_judged() {
    let traps = traps();
    let before = traps.hits();
    let (outbound, asks) = vendor();
    let draft = draft(&[
        ("website", "https://app.example/"),
        ("documentation", "https://app.example/404"),
        ("support.url", "https://app.example/"),
        ("connections.0.type", "saml"),
        ("connections.0.acs.0.url", "https://app.example/acs"),
        ("connections.0.flows.start_url", "https://app.example/inner"),
        ("connections.0.logout.url", "https://expired.example/"),
        ("connections.0.cut_over.back_door", "https://app.example/500"),
        // Left over from another type: does not count.
        ("connections.0.url", "https://app.example/left-over"),
        ("scim.base_url", "https://app.example/scim/v2"),
    ]);
    let facts = look(&outbound, &draft, &[], now()).await;
    let answer = |path: &str| facts.answers.get(path).cloned();
    assert_eq!(answer("website"), Some(Answer::Status(200)));
    assert_eq!(answer("support.url"), Some(Answer::Status(200)));
    assert_eq!(answer("documentation"), Some(Answer::Status(404)));
    assert_eq!(answer("connections.0.acs.0.url"), Some(Answer::Status(400)));
    assert_eq!(answer("connections.0.flows.start_url"), Some(Answer::Private));
    assert!(matches!(answer("connections.0.logout.url"), Some(Answer::Tls(_))));
    assert_eq!(
        answer("connections.0.cut_over.back_door"),
        Some(Answer::Status(500))
    );
    assert_eq!(answer("connections.0.url"), None);
    assert_eq!(answer("scim.base_url"), Some(Answer::Status(401)));
    let asks = asks.lock().unwrap();
    assert_eq!(asks.get("HEAD /"), Some(&1), "{asks:?}");
    assert!(!asks.keys().any(|ask| ask.ends_with("/left-over")), "{asks:?}");
    assert_eq!(traps.hits(), before, "a trap was reached");
    let found: Vec<(RuleId, String)> = judge_network(&draft, &facts)
        .into_iter()
        .map(|finding| (finding.rule, finding.field))
        .collect();
    for (rule, field) in [
        (RuleId::UrlDead, "documentation"),
        (RuleId::UrlPrivate, "connections.0.flows.start_url"),
        (RuleId::TlsInvalid, "connections.0.logout.url"),
        (RuleId::UrlSilent, "connections.0.cut_over.back_door"),
    ] {
        assert!(found.contains(&(rule, field.to_owned())), "{found:?}");
    }
    assert_eq!(found.len(), 4, "{found:?}");
}

#[tokio::test]
async fn the_sandboxs_values_are_filled_in_and_samples_never_block() {
    let (outbound, _) = vendor();
    let mut fields = vec![
        ("connections.0.type", "bookmark"),
        ("connections.0.url", "https://${tenant}.app.example/404"),
        ("connections.1.type", "bookmark"),
        ("connections.1.url", "https://app.example/${undefined}"),
        ("variables.0.name", "tenant"),
        ("variables.0.example", "acme"),
    ];
    let facts = look(&outbound, &draft(&fields), &[], now()).await;
    assert!(
        matches!(&facts.answers["connections.0.url"], Answer::Unchecked(why) if why.contains("`tenant`")),
        "{facts:?}"
    );
    assert_eq!(facts.answers.len(), 1, "{facts:?}");
    fields[5] = ("testing.sandbox.values.tenant", "acme");
    let facts = look(&outbound, &draft(&fields), &[], now()).await;
    assert_eq!(facts.answers["connections.0.url"], Answer::Status(404));
}

#[tokio::test]
async fn login_fields_that_the_page_lacks_are_named() {
    let (outbound, asks) = vendor();
    let fields = |page: &'static str| {
        draft(&[
            ("connections.0.type", "swa"),
            ("connections.0.login_url", page),
            ("connections.0.user_name", "#user"),
            ("connections.0.password", "input[type=password]"),
            ("connections.0.button", "#send"),
        ])
    };
    let facts = look(&outbound, &fields("https://app.example/login"), &[], now()).await;
    assert_eq!(facts.not_found, ["connections.0.button"]);
    assert_eq!(facts.answers["connections.0.login_url"], Answer::Status(200));
    assert_eq!(asks.lock().unwrap().len(), 1);
    // A page that a script makes tells nothing.
    let facts = look(&outbound, &fields("https://app.example/script"), &[], now()).await;
    assert_eq!(facts.not_found, Vec::<String>::new());
}

#[tokio::test]
async fn metadata_is_read_again() {
    let (outbound, _) = vendor();
    let draft = draft(&[
        ("connections.0.type", "saml"),
        ("connections.0.audience", "urn:app:old"),
        ("connections.0.acs.0.url", "https://app.example/same"),
        ("connections.0.acs.1.index", "7"),
        ("connections.0.acs.1.url", "https://app.example/acs7"),
    ]);
    let source = MetadataSource {
        connection: 0,
        url: "https://app.example/metadata".parse().unwrap(),
    };
    let facts = look(&outbound, &draft, &[source], now()).await;
    let told: Vec<(&str, &str)> = facts
        .metadata
        .iter()
        .map(|(path, now)| (path.as_str(), now.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("connections.0.acs.1.url", "https://app.example/moved"),
            ("connections.0.audience", "urn:app:new"),
        ]
    );
    let found = judge_network(&draft, &facts);
    assert_eq!(
        found
            .iter()
            .filter(|finding| finding.rule == RuleId::MetadataChanged)
            .count(),
        2
    );
}

#[tokio::test]
async fn a_look_ends_in_time_and_says_what_it_did_not_reach() {
    let (outbound, _) = vendor();
    let draft = draft(&[
        ("website", "https://app.example/"),
        ("documentation", "https://app.example/hang"),
    ]);
    let started = Instant::now();
    let facts = look_for(&outbound, &draft, &[], now(), Duration::from_millis(700)).await;
    assert!(started.elapsed() < Duration::from_secs(2));
    assert_eq!(facts.answers["website"], Answer::Status(200));
    assert!(matches!(facts.answers["documentation"], Answer::Silent(_)));
}
