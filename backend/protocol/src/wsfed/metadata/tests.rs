use chrono::TimeZone;

use super::*;

const APP: &str = include_str!("../../../fixtures/wsfed/app.xml");
const STS: &str = include_str!("../../../fixtures/wsfed/sts.xml");
const ADFS: &str = include_str!("../../../fixtures/saml/adfs.xml");
const SALESFORCE: &str = include_str!("../../../fixtures/saml/salesforce.xml");

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 12, 1, 12, 0, 0)
        .single()
        .expect("a time")
}

fn taken(document: &str) -> WsFedMetadata {
    read(document.as_bytes(), now()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn refused(document: &str) -> &'static str {
    read(document.as_bytes(), now())
        .expect_err("to be refused")
        .code()
        .as_str()
}

#[test]
fn reads_an_app() {
    let app = taken(APP);
    assert_eq!(app.realm.value, "urn:crm:example");
    assert_eq!(
        app.realm.place.path,
        "/EntityDescriptor/RoleDescriptor/TargetScopes/EndpointReference/Address"
    );
    assert_eq!(app.realm.place.line, Some(9));
    assert_eq!(app.reply_urls[0].value, "https://crm.example.com/signin-wsfed");
    let claims: Vec<bool> = app.claims.iter().map(|claim| claim.required).collect();
    assert_eq!(claims, [false, true]);
    assert!(app.findings.is_empty());
}

#[test]
fn reads_adfs() {
    let adfs = taken(ADFS);
    assert_eq!(adfs.target_scopes.len(), 2);
    assert_eq!(adfs.realm.value, "https://adfs.example.com/adfs/ls/");
    assert_eq!(adfs.reply_urls.len(), 1);
    assert_eq!(adfs.claims[0].display_name.as_deref(), Some("E-Mail Address"));
    assert!(adfs.claims[1].required);
    assert_eq!(adfs.certificates.len(), 1);
}

#[test]
fn falls_back_to_the_saml_part() {
    let app = taken(SALESFORCE);
    assert_eq!(app.realm.value, "https://example.my.salesforce.com");
    assert_eq!(app.reply_urls.len(), 2);
    assert_eq!(
        app.findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect::<Vec<_>>(),
        ["wsfed_from_saml"]
    );
}

#[test]
fn refuses_what_describes_no_app() {
    assert_eq!(refused(STS), "wsfed_sts_metadata");
    assert_eq!(
        refused(include_str!("../../../fixtures/saml/idp.xml")),
        "wsfed_no_reply"
    );
    // The prefix must stand for the federation namespace.
    assert_eq!(
        refused(&APP.replace("f:ApplicationServiceType", "xsi:ApplicationServiceType")),
        "wsfed_no_reply"
    );
    assert_eq!(
        refused(&APP.replace("f:PassiveRequestorEndpoint", "f:Other")),
        "wsfed_no_reply"
    );
    assert_eq!(
        refused(&APP.replace("https://crm.example.com/signin", "http://crm.example.com/signin")),
        "wsfed_reply_url"
    );
    assert_eq!(
        refused(&APP.replace("https://crm.example.com/signin", "javascript:x")),
        "wsfed_reply_url"
    );
    let no_scope = APP.replace("f:TargetScopes", "f:Other");
    assert_eq!(taken(&no_scope).realm.value, "https://crm.example.com/");
    assert_eq!(
        refused(&no_scope.replace("entityID=\"https://crm.example.com/\"", "")),
        "wsfed_no_realm"
    );
    assert_eq!(
        refused(&APP.replace("urn:crm:example", "urn:crm<!--x-->:example")),
        "xml_identifier"
    );
    assert_eq!(refused("<!DOCTYPE a><a/>"), "xml_doctype");
}
