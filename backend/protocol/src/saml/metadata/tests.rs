use chrono::TimeZone;

use super::*;
use crate::finding::Place;
use crate::saml::HTTP_REDIRECT;
use crate::x509::KeyKind;

const SHIBBOLETH: &str = include_str!("../../../fixtures/saml/shibboleth.xml");
const OKTA: &str = include_str!("../../../fixtures/saml/okta-org.xml");
const SALESFORCE: &str = include_str!("../../../fixtures/saml/salesforce.xml");
const SIMPLESAMLPHP: &str = include_str!("../../../fixtures/saml/simplesamlphp.xml");
const ADFS: &str = include_str!("../../../fixtures/saml/adfs.xml");
const IDP: &str = include_str!("../../../fixtures/saml/idp.xml");

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 12, 1, 12, 0, 0)
        .single()
        .expect("a time")
}

fn taken(document: &str) -> SpMetadata {
    read(document.as_bytes(), now()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn refused(document: &str) -> (Vec<&'static str>, Option<Place>) {
    let refusal = read(document.as_bytes(), now()).expect_err("to be refused");
    (
        refusal.findings().map(|finding| finding.code.as_str()).collect(),
        refusal.first().place.clone(),
    )
}

fn codes(metadata: &SpMetadata) -> Vec<&'static str> {
    metadata
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

/// A small document with the given role content.
fn sp(role: &str) -> String {
    format!(
        "<EntityDescriptor xmlns='{METADATA}' entityID='https://sp.test/'>\n<SPSSODescriptor \
         protocolSupportEnumeration='{PROTOCOL}'>\n{role}</SPSSODescriptor></EntityDescriptor>"
    )
}

fn acs(location: &str) -> String {
    sp(&format!(
        "<AssertionConsumerService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' Location='{location}' index='0'/>"
    ))
}

#[test]
fn reads_shibboleth() {
    let sp = taken(SHIBBOLETH);
    assert_eq!(sp.entity_id.value, "https://library.example.edu/shibboleth");
    assert_eq!(sp.entity_id.place.path, "/EntityDescriptor/@entityID");
    assert_eq!(sp.entity_id.place.line, Some(4));
    assert_eq!(sp.assertion_consumer_services.len(), 5);
    let default = sp.default_acs().expect("a default");
    assert_eq!(
        default.location.value,
        "https://library.example.edu/Shibboleth.sso/SAML2/POST"
    );
    assert_eq!(
        default.location.place.path,
        "/EntityDescriptor/SPSSODescriptor/AssertionConsumerService[1]/@Location"
    );
    assert_eq!(default.index.as_ref().map(|index| index.value), Some(1));
    assert_eq!(sp.single_logout_services.len(), 2);
    assert_eq!(sp.single_logout_services[1].binding.value, HTTP_REDIRECT);
    let response = sp.single_logout_services[1]
        .response_location
        .as_ref()
        .expect("a response location");
    assert!(response.value.ends_with("/SLO/Done"));
    let uses: Vec<KeyUse> = sp
        .certificates
        .iter()
        .map(|certificate| certificate.key_use)
        .collect();
    assert_eq!(uses, [KeyUse::Signing, KeyUse::Encryption]);
    let certificate = &sp.certificates[0].certificate;
    assert_eq!(
        (certificate.key.kind, certificate.key.bits),
        (KeyKind::Rsa, 2_048)
    );
    assert_eq!(certificate.fingerprint.len(), 64);
    assert!(certificate.subject.contains("CN=rsa"));
    assert_eq!(certificate.signature_algorithm.name, "RSA with SHA-256");
    let wanted: Vec<(&str, bool)> = sp
        .requested_attributes
        .iter()
        .map(|wish| (wish.name.value.as_str(), wish.required))
        .collect();
    assert_eq!(
        wanted,
        [
            ("urn:oid:1.3.6.1.4.1.5923.1.1.1.6", true),
            ("urn:oid:0.9.2342.19200300.100.1.3", false)
        ]
    );
    assert_eq!(
        sp.requested_attributes[1]
            .friendly_name
            .as_ref()
            .map(|name| name.value.as_str()),
        Some("mail")
    );
    assert_eq!(sp.display_names[1].text.value, "Example Library");
    assert_eq!(sp.display_names[1].language, "en");
    assert_eq!(sp.descriptions[0].text.value, "Journals & books");
    assert_eq!(sp.contacts[0].name.as_deref(), Some("Ada Operator"));
    assert_eq!(sp.contacts[0].mails[0].value, "sso@example.edu");
    assert_eq!(
        sp.organization.expect("an organization").urls[0].text.value,
        "https://www.example.edu/"
    );
    assert_eq!(sp.signature, signature::Report::Unsigned);
    assert_eq!(
        sp.findings.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(),
        ["saml_acs_binding_unused"]
    );
}

#[test]
fn reads_okta_salesforce_simplesamlphp_and_adfs() {
    let okta = taken(OKTA);
    assert_eq!(okta.authn_requests_signed.map(|read| read.value), Some(true));
    assert_eq!(okta.want_assertions_signed.map(|read| read.value), Some(true));
    assert_eq!(okta.name_id_formats.len(), 2);
    assert_eq!(okta.requested_attributes.len(), 2);
    assert_eq!(
        okta.display_names
            .iter()
            .map(|name| name.text.value.as_str())
            .collect::<Vec<_>>(),
        ["Example service", "Example Inc."]
    );

    let salesforce = taken(SALESFORCE);
    assert_eq!(
        salesforce.default_acs().map(|acs| acs.location.value.as_str()),
        Some("https://example.my.site.com/help/login?so=00Dexample")
    );
    let end = salesforce.valid_until.expect("an end");
    assert_eq!(
        end.value,
        Utc.with_ymd_and_hms(2036, 11, 24, 7, 0, 0)
            .single()
            .expect("a time")
    );
    assert!(salesforce.findings.is_empty());

    let simple = taken(SIMPLESAMLPHP);
    assert_eq!(simple.entity_id.value, "urn:example:wiki");
    assert_eq!(simple.cache_duration.map(|read| read.value), Some("P7D".into()));
    assert_eq!(simple.certificates[0].key_use, KeyUse::Both);
    assert_eq!(simple.certificates[0].certificate.key.kind, KeyKind::P256);
    assert_eq!(simple.contacts[0].phones[0].value, "+47 55 00 00 00");

    let adfs = taken(ADFS);
    assert_eq!(adfs.assertion_consumer_services.len(), 3);
    assert_eq!(adfs.certificates.len(), 1);
}

#[test]
fn refuses_acs_urls_that_are_no_public_https_addresses() {
    for (location, code) in [
        ("javascript:alert(1)", "saml_acs_scheme"),
        ("data:text/html,x", "saml_acs_scheme"),
        ("vbscript:x", "saml_acs_scheme"),
        (" java\tscript:alert(1)", "saml_acs_scheme"),
        ("java&#10;script:alert(1)", "saml_acs_scheme"),
        ("http://sp.test/acs", "saml_acs_not_https"),
        ("https://user:pw@sp.test/acs", "saml_acs_userinfo"),
        ("https://sp.test/acs#x", "saml_acs_fragment"),
        ("/acs", "saml_acs_invalid"),
        ("", "saml_acs_invalid"),
    ] {
        let (codes, place) = refused(&acs(location));
        assert_eq!(codes[0], code, "{location:?}");
        let place = place.expect("a place");
        assert_eq!(place.line, Some(3), "{location:?}");
        assert!(
            place
                .path
                .starts_with("/EntityDescriptor/SPSSODescriptor/AssertionConsumerService"),
            "{}",
            place.path
        );
    }
    assert!(read(acs("https://sp.test/acs").as_bytes(), now()).is_ok());
}

#[test]
fn refuses_documents_that_describe_no_service_provider_in_force() {
    assert_eq!(refused(IDP).0, ["saml_idp_metadata"]);
    assert_eq!(refused("<html></html>").0, ["xml_html"]);
    assert_eq!(refused("").0, ["xml_empty"]);
    assert_eq!(refused("<a/>").0, ["saml_not_metadata"]);
    assert_eq!(
        refused(&format!("<EntitiesDescriptor xmlns='{METADATA}'/>")).0,
        ["saml_aggregate"]
    );
    assert_eq!(
        refused(&format!("<EntityDescriptor xmlns='{METADATA}' entityID='x'/>")).0,
        ["saml_no_sp_role"]
    );
    let good = acs("https://sp.test/acs");
    assert_eq!(
        refused(&good.replace("SAML:2.0:protocol", "SAML:1.1:protocol")).0,
        ["saml_no_sp_role"]
    );
    assert_eq!(
        refused(&good.replace("entityID='https://sp.test/'", "")).0,
        ["saml_entity_id_missing"]
    );
    assert_eq!(
        refused(&good.replace("https://sp.test/'", &format!("{}'", "x".repeat(1_025)))).0,
        ["saml_entity_id_too_long"]
    );
    assert_eq!(
        refused(&good.replace("entityID=", "validUntil='2026-11-30T00:00:00Z' entityID=")).0,
        ["saml_valid_until_past"]
    );
    assert_eq!(
        refused(&good.replace("entityID=", "validUntil='99999-01-01T00:00:00Z' entityID=")).0,
        ["saml_date"]
    );
    assert_eq!(
        refused(&good.replace("HTTP-POST", "HTTP-PIGEON")).0[0],
        "saml_binding_unknown"
    );
    assert_eq!(
        refused(&good.replace("HTTP-POST", "HTTP-Artifact")).0,
        ["saml_acs_missing"]
    );
    assert_eq!(refused(&sp("")).0, ["saml_acs_missing"]);
    let soon = taken(&good.replace("entityID=", "validUntil='2026-12-05T00:00:00+01:00' entityID="));
    assert_eq!(codes(&soon), ["saml_valid_until_soon"]);
}

#[test]
fn tells_every_reason_at_once() {
    let document =
        acs("http://sp.test/acs").replace("entityID=", "validUntil='2020-01-01T00:00:00Z' entityID=");
    assert_eq!(
        refused(&document).0,
        ["saml_valid_until_past", "saml_acs_not_https"]
    );
}

#[test]
fn warns_of_indexes_and_defaults() {
    let post = "Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'";
    let role = format!(
        "<AssertionConsumerService {post} Location='https://sp.test/1' index='1' isDefault='false'/>\
         <AssertionConsumerService {post} Location='https://sp.test/2' index='1'/>\
         <AssertionConsumerService {post} Location='https://sp.test/3' index='65536' isDefault='1'/>\
         <AssertionConsumerService {post} Location='https://sp.test/4' isDefault='true'/>"
    );
    let metadata = taken(&sp(&role));
    assert_eq!(
        codes(&metadata),
        [
            "saml_acs_index_duplicate",
            "saml_acs_index_invalid",
            "saml_acs_index_invalid",
            "saml_acs_several_defaults"
        ]
    );
    assert_eq!(
        metadata.default_acs().map(|acs| acs.location.value.as_str()),
        Some("https://sp.test/3")
    );
    let unmarked = taken(&sp(&role
        .replace("isDefault='1'", "")
        .replace("isDefault='true'", "")));
    assert_eq!(
        unmarked.default_acs().map(|acs| acs.location.value.as_str()),
        Some("https://sp.test/2")
    );
}

#[test]
fn leaves_out_logout_urls_that_cannot_be_used_and_refuses_scripts_in_them() {
    let role = |slo: &str| {
        acs("https://sp.test/acs").replace(
            "</SPSSODescriptor>",
            &format!("<SingleLogoutService Binding='{HTTP_REDIRECT}' Location='{slo}'/></SPSSODescriptor>"),
        )
    };
    let metadata = taken(&role("http://sp.test/slo"));
    assert!(metadata.single_logout_services.is_empty());
    assert_eq!(codes(&metadata), ["saml_slo_url"]);
    assert_eq!(refused(&role("javascript:alert(1)")).0, ["saml_slo_scheme"]);
}

#[test]
fn judges_certificates_by_the_clock_and_their_strength() {
    let at = |year: i32, month: u32, day: u32| {
        Utc.with_ymd_and_hms(year, month, day, 0, 0, 0)
            .single()
            .expect("a time")
    };
    let known = &taken(SALESFORCE).certificates[0].certificate.clone();
    let codes_at = |time: DateTime<Utc>| -> Vec<&'static str> {
        known
            .findings(time, &Place::at(""))
            .iter()
            .map(|finding| finding.code.as_str())
            .collect()
    };
    assert!(codes_at(now()).is_empty());
    assert_eq!(
        codes_at(known.not_after - chrono::TimeDelta::days(29)),
        ["certificate_expires_soon"]
    );
    assert_eq!(
        codes_at(known.not_after + chrono::TimeDelta::seconds(1)),
        ["certificate_expired"]
    );
    assert_eq!(codes_at(at(2020, 1, 1)), ["certificate_not_yet_valid"]);

    let weak: String = include_str!("../../../fixtures/signed/rsa-1024.crt")
        .lines()
        .filter(|line| !line.contains("---"))
        .collect();
    let start = SIMPLESAMLPHP.find("<ds:X509Certificate>").expect("a certificate") + 20;
    let end = SIMPLESAMLPHP.find("</ds:X509Certificate>").expect("its end");
    let with = |text: &str| format!("{}{text}{}", &SIMPLESAMLPHP[..start], &SIMPLESAMLPHP[end..]);
    assert!(codes(&taken(&with(&weak))).contains(&"certificate_weak_key"));
    assert_eq!(refused(&with("bm90IGEgY2VydA==")).0, ["certificate_unreadable"]);
    assert_eq!(refused(&with("?")).0, ["certificate_unreadable"]);
    assert_eq!(
        refused(&with("-----BEGIN PRIVATE KEY-----")).0,
        ["certificate_unreadable"]
    );
    assert_eq!(
        refused(&with(&format!("{}<!--x-->", &weak[..20]))).0,
        ["xml_identifier"]
    );
}

#[test]
fn refuses_identifiers_that_a_comment_splits() {
    let document = acs("https://sp.test/acs").replace(
        "<AssertionConsumerService",
        "<NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:email<!-- -->Address</NameIDFormat><AssertionConsumerService",
    );
    assert_eq!(refused(&document).0, ["xml_identifier"]);
}

#[test]
fn reads_signed_metadata_by_trust() {
    let signed = include_bytes!("../../../fixtures/signed/xmlsec1-rsa-sha256.xml");
    let attacker = include_bytes!("../../../fixtures/signed/attacker.xml");
    let trusted = [
        Certificate::from_base64(include_str!("../../../fixtures/signed/rsa.crt")).expect("a certificate"),
    ];
    let code = |result: Result<SpMetadata, Refusal>| {
        result.map_or_else(|refusal| refusal.code().as_str(), |_| "taken")
    };

    let found = read(signed, now()).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(codes(&found), ["signature_untrusted"]);
    assert!(
        found.findings[0].message.contains(&trusted[0].fingerprint),
        "{}",
        found.findings[0].message
    );
    let found = read_signed(signed, &trusted, now()).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(matches!(found.signature, signature::Report::Trusted(_)));
    assert!(found.findings.is_empty());
    assert_eq!(code(read_signed(attacker, &trusted, now())), "signature_value");
    assert_eq!(
        code(read_signed(SALESFORCE.as_bytes(), &trusted, now())),
        "signature_missing"
    );
    // An import of a signed document with a broken signature says which rule it breaks.
    assert_eq!(
        code(read(
            include_bytes!("../../../fixtures/signed/refused-sha1.xml"),
            now()
        )),
        "signature_algorithm"
    );
}
