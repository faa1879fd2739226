use chrono::TimeZone;

use super::*;
use crate::saml::{HTTP_POST, METADATA, PROTOCOL, metadata};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 12, 1, 12, 0, 0)
        .single()
        .expect("a time")
}

fn entity(prefix: &str, id: &str) -> String {
    format!(
        "<{prefix}:EntityDescriptor\n entityID='{id}'>\n<{prefix}:SPSSODescriptor protocolSupportEnumeration='{PROTOCOL}'>\
         <{prefix}:Extensions><mdui:UIInfo><mdui:DisplayName xml:lang='de'>Bücher</mdui:DisplayName>\
         <mdui:DisplayName xml:lang='en'>Books &amp;\n more</mdui:DisplayName></mdui:UIInfo></{prefix}:Extensions>\
         <{prefix}:AssertionConsumerService Binding='{HTTP_POST}' Location='https://sp.test/acs' index='0'/>\
         </{prefix}:SPSSODescriptor></{prefix}:EntityDescriptor>"
    )
}

fn aggregate(attributes: &str, entities: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<m:EntitiesDescriptor xmlns:m='{METADATA}' xmlns:mdui='urn:oasis:names:tc:SAML:metadata:ui' \
         xmlns:q='it\"s' Name='urn:federation' {attributes}>\n{entities}\n</m:EntitiesDescriptor>"
    )
}

fn code<T>(result: Result<T, Refusal>) -> &'static str {
    result.map_or_else(|refusal| refusal.code().as_str(), |_| "taken")
}

#[test]
fn lists_entities_with_names_roles_and_places() {
    let idp = "<m:EntityDescriptor entityID='https://idp.test/'><m:IDPSSODescriptor/></m:EntityDescriptor>";
    let nested = format!(
        "<m:EntitiesDescriptor>{}</m:EntitiesDescriptor>",
        entity("m", "https://b.test/?x=1&amp;y=2")
    );
    let document = aggregate(
        "validUntil='2027-01-01T00:00:00Z'",
        &format!(
            "<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/>{}\n{idp}\n{nested}",
            entity("m", "https://a.test/")
        ),
    );
    let listed = list(document.as_bytes(), now()).expect("to be listed");
    assert_eq!(listed.name.as_deref(), Some("urn:federation"));
    assert!(listed.signed);
    assert_eq!((listed.total, listed.entities.len()), (3, 3));
    let ids: Vec<&str> = listed
        .entities
        .iter()
        .map(|entity| entity.entity_id.as_str())
        .collect();
    assert_eq!(
        ids,
        ["https://a.test/", "https://idp.test/", "https://b.test/?x=1&y=2"]
    );
    assert_eq!(listed.entities[0].display_name.as_deref(), Some("Books & more"));
    assert!(listed.entities[0].is_sp && !listed.entities[0].is_idp);
    assert!(!listed.entities[1].is_sp && listed.entities[1].is_idp);
    assert_eq!((listed.entities[0].line, listed.entities[1].line), (3, 7));
}

#[test]
fn cuts_one_entity_out_with_the_namespaces_that_it_inherits() {
    let document = aggregate(
        "",
        &format!(
            "{}{}",
            entity("m", "https://a.test/"),
            entity("m", "https://b.test/")
        ),
    );
    let cut = cut(document.as_bytes(), "https://b.test/", now()).expect("to be cut");
    let read = metadata::read(cut.document.as_bytes(), now())
        .unwrap_or_else(|refusal| panic!("{refusal}\n{}", cut.document));
    assert_eq!(read.entity_id.value, "https://b.test/");
    assert_eq!(read.display_names[1].text.value, "Books & more");
    // A declaration of its own wins over the one around it.
    let own = entity("m", "https://c.test/").replacen(
        "entityID",
        &format!("xmlns:m='{METADATA}' xmlns:q='own' entityID"),
        1,
    );
    let cut = super::cut(aggregate("", &own).as_bytes(), "https://c.test/", now()).expect("to be cut");
    assert_eq!(cut.document.matches("xmlns:q=").count(), 1);
    assert!(metadata::read(cut.document.as_bytes(), now()).is_ok());
    // A default namespace is inherited too.
    let plain = format!(
        "<EntitiesDescriptor xmlns='{METADATA}'><EntityDescriptor entityID='x'/></EntitiesDescriptor>"
    );
    let cut = super::cut(plain.as_bytes(), "x", now()).expect("to be cut");
    assert_eq!(
        cut.document,
        format!("<EntityDescriptor xmlns=\"{METADATA}\" entityID='x'/>")
    );
}

#[test]
fn keeps_a_signature_of_a_cut_entity_whole() {
    let signed = include_str!("../../../fixtures/signed/xmlsec1-odd.xml");
    let inner = &signed
        [signed.find("<md:EntityDescriptor").expect("the root")..signed.find("<!-- after").expect("the end")];
    let document = aggregate("xmlns='urn:x:around'", inner);
    let id = list(document.as_bytes(), now()).expect("to be listed").entities[0]
        .entity_id
        .clone();
    let cut = cut(document.as_bytes(), &id, now()).expect("to be cut");
    let tree = crate::xml::Tree::parse(cut.document.as_bytes()).expect("well-formed");
    let report = crate::saml::signature::report(&tree, now()).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(matches!(report, crate::saml::signature::Report::Untrusted(_)));
}

#[test]
fn refuses_what_is_hostile_or_over() {
    let one = entity("m", "https://a.test/");
    assert_eq!(code(list(b"", now())), "xml_empty");
    assert_eq!(
        code(list(b"<html><body/></html>", now())),
        "aggregate_not_metadata"
    );
    assert_eq!(code(list(b"<!DOCTYPE x><a/>", now())), "xml_doctype");
    assert_eq!(code(list(b"\xff\xfe<\0a\0", now())), "xml_encoding");
    assert_eq!(
        code(list(aggregate("", "<a>").as_bytes(), now())),
        "xml_malformed"
    );
    assert_eq!(
        code(list(&aggregate("", &one).as_bytes()[..400], now())),
        "xml_malformed"
    );
    assert_eq!(
        code(list(
            format!(
                "{0}{0}",
                aggregate("", "").trim_start_matches("<?xml version='1.0'?>")
            )
            .as_bytes(),
            now()
        )),
        "xml_malformed"
    );
    assert_eq!(
        code(list(aggregate("", &"<a>".repeat(100)).as_bytes(), now())),
        "xml_too_deep"
    );
    let attributes: String = (0..70).map(|n| format!(" a{n}=''")).collect();
    assert_eq!(
        code(list(aggregate(&attributes, "").as_bytes(), now())),
        "xml_too_many_attributes"
    );
    assert_eq!(
        code(list(
            aggregate("validUntil='2026-11-01T00:00:00Z'", &one).as_bytes(),
            now()
        )),
        "saml_valid_until_past"
    );
    assert_eq!(
        code(list(aggregate("validUntil='soon'", &one).as_bytes(), now())),
        "saml_date"
    );
    let twice = aggregate("", &format!("{one}{one}"));
    assert_eq!(
        code(cut(twice.as_bytes(), "https://a.test/", now())),
        "aggregate_entity_ambiguous"
    );
    assert_eq!(
        code(cut(twice.as_bytes(), "https://b.test/", now())),
        "aggregate_entity_absent"
    );
    let ended =
        format!("<m:EntitiesDescriptor validUntil='2026-11-01T00:00:00Z'>{one}</m:EntitiesDescriptor>");
    assert_eq!(
        code(cut(aggregate("", &ended).as_bytes(), "https://a.test/", now())),
        "saml_valid_until_past"
    );
    assert_eq!(
        code(cut(&vec![b' '; MAX_BYTES + 1], "x", now())),
        "aggregate_too_large"
    );
}

#[test]
fn counts_what_it_does_not_list() {
    let many: String = (0..MAX_LISTED + 5)
        .map(|n| format!("<m:EntityDescriptor entityID='e{n}'/>"))
        .collect();
    let document = aggregate("", &many);
    let listed = list(document.as_bytes(), now()).expect("to be listed");
    assert_eq!(
        (listed.entities.len(), listed.total),
        (MAX_LISTED, MAX_LISTED + 5)
    );
    assert_eq!(listed.findings[0].code, Code::AggregateListCut);
    assert!(cut(document.as_bytes(), &format!("e{}", MAX_LISTED + 4), now()).is_ok());
}
