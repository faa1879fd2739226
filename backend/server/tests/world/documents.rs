//! What the importers read out of the world's documents is what its home page says of them.

use chrono::Utc;
use oin_protocol::oidc::client_metadata;
use oin_protocol::saml::{aggregate, metadata, signature};
use oin_protocol::swa::login_page;
use oin_protocol::wsfed;
use url::Url;

use super::{Met, wait};

async fn saml(met: &Met, host: &str, variant: &str) -> Result<metadata::SpMetadata, Vec<&'static str>> {
    let url = format!("https://{host}/saml/metadata{variant}");
    let fetched = met.get(&url).await;
    metadata::read(&fetched.body, Utc::now())
        .map_err(|refusal| refusal.findings().map(|finding| finding.code.as_str()).collect())
}

fn codes(findings: &[oin_protocol::finding::Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[test]
fn saml_metadata_is_as_announced() {
    wait(async {
        let met = Met::new().await;
        let host = "app.quillwharf.example";
        let one = saml(&met, host, "").await.unwrap();
        assert_eq!(
            one.entity_id.value,
            "https://app.quillwharf.example/saml/metadata"
        );
        assert_eq!(one.assertion_consumer_services.len(), 1);
        assert_eq!(one.single_logout_services.len(), 1);
        assert_eq!(one.requested_attributes.len(), 4);
        assert_eq!(codes(&one.findings), [] as [&str; 0]);

        let several = saml(&met, host, "/several-acs").await.unwrap();
        let default = several.default_acs().unwrap();
        assert_eq!(several.assertion_consumer_services.len(), 3);
        assert_eq!(
            default.location.value,
            "https://app.quillwharf.example/saml/us/acs"
        );

        let signed = saml(&met, host, "/signed").await.unwrap();
        assert!(
            matches!(signed.signature, signature::Report::Untrusted(_)),
            "{:?}",
            signed.signature
        );
        assert!(saml(&met, host, "/tampered").await.is_err());

        let expired = saml(&met, host, "/expired-certificate").await.unwrap();
        assert!(
            codes(&expired.findings).contains(&"certificate_expired"),
            "{:?}",
            expired.findings
        );
        let expiring = saml(&met, host, "/expiring-certificate").await.unwrap();
        assert!(
            codes(&expiring.findings).contains(&"certificate_expires_soon"),
            "{:?}",
            expiring.findings
        );

        let internal = saml(&met, host, "/internal-acs").await.unwrap();
        let acs = &internal.assertion_consumer_services[0].location.value;
        assert_eq!(acs, "https://10.20.30.40/saml/acs");
        for variant in ["/http-acs", "/out-of-date", "/identity-provider", "/doctype"] {
            assert!(saml(&met, host, variant).await.is_err(), "{variant}");
        }
        met.world.stop().await.unwrap();
    });
}

#[test]
fn an_aggregate_lists_three_apps_and_each_can_be_cut_out() {
    wait(async {
        let met = Met::new().await;
        let fetched = met
            .get("https://app.quillwharf.example/saml/metadata/several-entities")
            .await;
        let now = Utc::now();
        let found = aggregate::list(&fetched.body, now).unwrap();
        let apps: Vec<_> = found.entities.iter().filter(|entity| entity.is_sp).collect();
        assert_eq!((apps.len(), found.total), (3, 4));
        for app in apps {
            let cut = aggregate::cut(&fetched.body, &app.entity_id, now).unwrap();
            let sp = metadata::read(cut.document.as_bytes(), now).unwrap();
            assert_eq!(sp.entity_id.value, app.entity_id);
        }
        met.world.stop().await.unwrap();
    });
}

#[test]
fn oidc_and_ws_fed_metadata_are_as_announced() {
    wait(async {
        let met = Met::new().await;
        let usual = met.get("https://app.quillhaven.example/oidc/client.json").await;
        let client = client_metadata::read(&usual.body).unwrap();
        assert_eq!(
            client.redirect_uris[0].value,
            "https://app.quillhaven.example/auth/callback"
        );
        assert_eq!(codes(&client.findings), [] as [&str; 0]);
        let key = met
            .get("https://app.quillwharf.example/oidc/client-key.json")
            .await;
        let client = client_metadata::read(&key.body).unwrap();
        assert_eq!(client.token_endpoint_auth_method.value, "private_key_jwt");
        let wildcard = met
            .get("https://app.fernhollow.example/oidc/client-wildcard.json")
            .await;
        assert!(client_metadata::read(&wildcard.body).is_err());

        let federation =
            "https://reports.thistlegate.example/FederationMetadata/2007-06/FederationMetadata.xml";
        let app = wsfed::metadata::read(&met.get(federation).await.body, Utc::now()).unwrap();
        assert_eq!(app.realm.value, "urn:thistlegate:reports.thistlegate.example");
        assert_eq!(
            app.reply_urls[0].value,
            "https://reports.thistlegate.example/wsfed/reply"
        );
        assert_eq!(app.claims.len(), 2);
        met.world.stop().await.unwrap();
    });
}

#[test]
fn login_pages_are_as_announced() {
    wait(async {
        let met = Met::new().await;
        for (page, has_form, code) in [
            ("/login", true, None),
            ("/login/company", true, Some("swa_extra_fields")),
            ("/login/two-step", false, Some("swa_two_step")),
            ("/login/framed", false, Some("swa_iframe")),
            ("/login/scripted", false, Some("swa_script_rendered")),
            ("/login/captcha", true, Some("swa_captcha")),
            ("/login/elsewhere", true, Some("swa_action_other_origin")),
        ] {
            let url = Url::parse(&format!("https://login.fernhollow.example{page}")).unwrap();
            let fetched = met.get(url.as_str()).await;
            let analysed = login_page::analyse(&fetched.body, &url).unwrap();
            assert_eq!(analysed.form.is_some(), has_form, "{page}");
            let found = codes(&analysed.findings);
            match code {
                Some(code) => assert!(found.contains(&code), "{page}: {found:?}"),
                None => assert_eq!(found, [] as [&str; 0], "{page}"),
            }
        }
        met.world.stop().await.unwrap();
    });
}
