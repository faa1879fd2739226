//! Importing: what a document says, with where it says it; hostile ones are refused at once.

use std::time::{Duration, Instant};

use oin_domain::submission::Stage;
use oin_server::actions::submissions::{Filled, Import, ImportFrom, Preview, apply_import, preview_import};

use crate::world::{World, code};

const SALESFORCE: &[u8] = include_bytes!("../../../protocol/fixtures/saml/salesforce.xml");
const WS_FED: &[u8] = include_bytes!("../../../protocol/fixtures/wsfed/app.xml");
const LOGIN: &[u8] = include_bytes!("../../../protocol/fixtures/login/erp.html");
const OIDC: &[u8] = br#"{
    "client_name": "Acme",
    "redirect_uris": ["https://app.acme.example/callback", "https://app.acme.example/other"],
    "initiate_login_uri": "https://app.acme.example/start",
    "token_endpoint_auth_method": "private_key_jwt",
    "jwks_uri": "https://app.acme.example/jwks",
    "scope": "openid email strange"
}"#;

fn saml(bytes: &[u8]) -> Import {
    Import {
        connection: None,
        from: ImportFrom::Saml(bytes.to_vec(), None),
    }
}

fn value<'a>(fields: &'a [Filled], path: &str) -> &'a Filled {
    fields
        .iter()
        .find(|field| field.path == path)
        .unwrap_or_else(|| panic!("{path}: {fields:#?}"))
}

#[tokio::test]
async fn metadata_is_seen_first_and_marked_when_it_is_taken() {
    let world = World::new().await;
    let id = world.begin().await.submission;
    world
        .type_in(
            id,
            &[
                ("connections.0.type", "saml"),
                ("connections.0.acs.3.url", "https://old.acme.example"),
            ],
        )
        .await;
    let Preview::Fields { fields, .. } = preview_import(&world.ctx, &world.ada, id, saml(SALESFORCE))
        .await
        .unwrap()
    else {
        panic!("one entity");
    };
    let acs = value(&fields, "connections.0.acs.0.url");
    assert!(acs.value.starts_with("https://"), "{acs:?}");
    assert!(acs.line.is_some());
    // The old list goes, since the document holds the whole one.
    assert_eq!(value(&fields, "connections.0.acs.3.url").value, "");
    assert_eq!(world.show(id).await.draft.get("connections.0.audience"), None);
    let base = world.show(id).await.revision;
    let done = apply_import(&world.ctx, &world.ada, id, saml(SALESFORCE), base, None)
        .await
        .unwrap();
    let shown = world.show(id).await;
    assert_eq!(
        shown.draft.get("connections.0.acs.0.url"),
        Some(acs.value.as_str())
    );
    assert_eq!(shown.draft.get("connections.0.acs.3.url"), None);
    assert_eq!(shown.origins["connections.0.acs.0.url"].line, acs.line);
    assert_eq!(shown.revision, done.revision);
    // The mark goes when somebody types something else, and the difference is a finding.
    world
        .type_in(id, &[("connections.0.acs.0.url", "https://app.acme.example/acs")])
        .await;
    let shown = world.show(id).await;
    assert!(!shown.origins.contains_key("connections.0.acs.0.url"));
    assert!(
        shown
            .judged
            .findings
            .iter()
            .any(|finding| finding.rule == oin_domain::check::RuleId::AcsDiffers)
    );
    // Another import of an older preview is stopped.
    let failure = apply_import(&world.ctx, &world.bob, id, saml(SALESFORCE), base, None)
        .await
        .unwrap_err();
    assert_eq!(code(&failure), "edit_conflict");
}

#[tokio::test]
async fn every_kind_of_document_fills_a_connection_of_its_own() {
    let world = World::new().await;
    let id = world.begin().await.submission;
    let page = "https://erp.acme.example/login?x=1".to_owned();
    for (place, from) in [
        ImportFrom::Saml(SALESFORCE.to_vec(), None),
        ImportFrom::Oidc(OIDC.to_vec()),
        ImportFrom::WsFed(WS_FED.to_vec()),
        ImportFrom::LoginPage(LOGIN.to_vec(), page),
    ]
    .into_iter()
    .enumerate()
    {
        let base = world.show(id).await.revision;
        let import = Import {
            connection: None,
            from,
        };
        apply_import(&world.ctx, &world.ada, id, import, base, None)
            .await
            .unwrap();
        let shown = world.show(id).await;
        assert!(shown.draft.has(&format!("connections.{place}.type")), "{place}");
    }
    let draft = world.show(id).await.draft;
    assert_eq!(draft.get("connections.1.client_auth"), Some("private_key_jwt"));
    assert_eq!(
        draft.get("connections.1.redirect_uris.1"),
        Some("https://app.acme.example/other")
    );
    assert_eq!(draft.get("connections.1.scopes.1"), Some("email"));
    assert_eq!(draft.get("connections.1.scopes.2"), None);
    assert!(draft.has("connections.2.realm"));
    assert!(draft.has("connections.3.password"));
    // The name was there already when the second document had one.
    assert_eq!(world.stage(id).await, Stage::Draft);
    // A document for another kind of connection is refused there.
    let import = Import {
        connection: Some(1),
        from: ImportFrom::Saml(SALESFORCE.to_vec(), None),
    };
    let failure = preview_import(&world.ctx, &world.ada, id, import)
        .await
        .unwrap_err();
    assert_eq!(code(&failure), "import_refused");
}

#[tokio::test]
async fn of_several_entities_one_is_chosen() {
    let world = World::new().await;
    let id = world.begin().await.submission;
    let text = std::str::from_utf8(SALESFORCE).unwrap();
    let one = text.find("?>").map_or(text, |end| &text[end + 2..]);
    let start = one.find("entityID=\"").unwrap() + 10;
    let entity = &one[start..start + one[start..].find('"').unwrap()];
    let other = one.replacen(entity, "https://other.example/sp", 1);
    let both = format!(
        "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">\n{one}\n{other}\n</md:EntitiesDescriptor>"
    );
    let Preview::Choose { entities, total } =
        preview_import(&world.ctx, &world.ada, id, saml(both.as_bytes()))
            .await
            .unwrap()
    else {
        panic!("two entities");
    };
    assert_eq!((entities.len(), total), (2, 2));
    let failure = apply_import(&world.ctx, &world.ada, id, saml(both.as_bytes()), 1, None)
        .await
        .unwrap_err();
    assert_eq!(code(&failure), "import_ambiguous");
    let import = Import {
        connection: None,
        from: ImportFrom::Saml(
            both.clone().into_bytes(),
            Some("https://other.example/sp".to_owned()),
        ),
    };
    apply_import(&world.ctx, &world.ada, id, import, 1, None)
        .await
        .unwrap();
    let shown = world.show(id).await;
    assert_eq!(
        shown.draft.get("connections.0.audience"),
        Some("https://other.example/sp")
    );
    // Its line is the one of the whole document.
    let line = shown.origins["connections.0.audience"].line.unwrap();
    let there = both.lines().nth(line as usize - 1).unwrap();
    assert!(there.contains("other.example"), "{there}");
}

#[tokio::test]
async fn hostile_documents_are_refused_quickly_and_leave_nothing() {
    let world = World::new().await;
    let id = world.begin().await.submission;
    let laughs = {
        let mut text = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"ha\">".to_owned();
        for n in 1..30 {
            text.push_str(&format!("<!ENTITY a{n} \"&a{};&a{};\">", n - 1, n - 1));
        }
        text + "]><x>&a29;</x>"
    };
    let text = std::str::from_utf8(SALESFORCE).unwrap();
    let hostile: Vec<(&str, Vec<u8>)> = vec![
        ("laughs", laughs.into_bytes()),
        (
            "outside",
            br#"<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>"#.to_vec(),
        ),
        ("nothing", Vec::new()),
        ("zeros", vec![0; 300_000]),
        ("deep", "<a>".repeat(80_000).into_bytes()),
        (
            "wide",
            format!(
                "<a {}/>",
                (0..40_000)
                    .map(|n| format!("x{n}=''"))
                    .collect::<Vec<_>>()
                    .join(" ")
            )
            .into_bytes(),
        ),
        ("cut", text.as_bytes()[..text.len() / 2].to_vec()),
        (
            "page",
            b"<!doctype html><html><body>Sign in</body></html>".to_vec(),
        ),
        (
            "aggregate",
            format!("<EntitiesDescriptor>{}", "<EntityDescriptor ".repeat(20_000)).into_bytes(),
        ),
        ("script", text.replace("https://", "javascript:").into_bytes()),
        (
            "latin",
            b"<?xml version=\"1.0\" encoding=\"utf-7\"?>+ADw-x/>".to_vec(),
        ),
    ];
    for (name, bytes) in hostile {
        for from in [
            ImportFrom::Saml(bytes.clone(), None),
            ImportFrom::WsFed(bytes.clone()),
            ImportFrom::Oidc(bytes.clone()),
        ] {
            let started = Instant::now();
            let import = Import {
                connection: None,
                from,
            };
            let failure = preview_import(&world.ctx, &world.ada, id, import)
                .await
                .unwrap_err();
            let took = started.elapsed();
            assert_eq!(code(&failure), "import_refused", "{name}");
            // 50 ms in an optimised build; this one is not, and shares its machine.
            assert!(took < Duration::from_millis(500), "{name}: {took:?}");
        }
    }
    assert!(world.show(id).await.draft.is_empty());
}

#[tokio::test]
async fn addresses_are_called_through_the_guard() {
    let world = World::new().await;
    let id = world.begin().await.submission;
    for (url, expected) in [
        ("https://10.0.0.1/metadata", "url_not_public"),
        ("file:///etc/passwd", "url_scheme"),
        ("https://u:p@app.acme.example/", "url_userinfo"),
        ("nonsense", "url_unreadable"),
    ] {
        for from in [
            ImportFrom::SamlUrl(url.to_owned(), None),
            ImportFrom::LoginPageUrl(url.to_owned()),
            ImportFrom::WsFedUrl(url.to_owned()),
            ImportFrom::OidcUrl(url.to_owned()),
        ] {
            let import = Import {
                connection: None,
                from,
            };
            let failure = preview_import(&world.ctx, &world.ada, id, import)
                .await
                .unwrap_err();
            assert_eq!(code(&failure), expected, "{url}");
        }
    }
}
