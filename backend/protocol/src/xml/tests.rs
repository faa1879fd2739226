use std::time::{Duration, Instant};

use super::*;

fn code(document: &[u8]) -> &'static str {
    match Tree::parse(document) {
        Ok(_) => "taken",
        Err(refusal) => refusal.code().as_str(),
    }
}

/// Refused with this code, and quickly. The limit is 50 ms in a release build on an idle machine; the
/// `hostile` example measures that. Here it is only kept from being quadratic.
fn refused(document: &[u8], expected: &str) {
    let begun = Instant::now();
    assert_eq!(
        code(document),
        expected,
        "{:?}",
        String::from_utf8_lossy(&document[..document.len().min(60)])
    );
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "{expected} took {:?}",
        begun.elapsed()
    );
}

#[test]
fn takes_ordinary_documents() {
    for good in [
        "<a/>",
        "\u{feff}<?xml version=\"1.0\" encoding='utf-8' ?>\r\n<!-- c --><a x=\">\"><b><![CDATA[<!DOCTYPE x>]]></b></a>\n",
        "<a><!-- <!DOCTYPE x> --><?pi <!DOCTYPE?></a>",
        "<a b='\"' c=\"'\"/>",
        "<?xml-model href='x' encoding='latin1'?><a/>",
    ] {
        assert_eq!(code(good.as_bytes()), "taken", "{good}");
    }
}

#[test]
fn refuses_every_document_type() {
    let laughs = format!(
        "<!DOCTYPE a [<!ENTITY b0 \"ha\">{}]><a>&b9;</a>",
        (1..10)
            .map(|n| format!("<!ENTITY b{n} \"{}\">", format!("&b{};", n - 1).repeat(10)))
            .collect::<String>()
    );
    refused(laughs.as_bytes(), "xml_doctype");
    for declared in [
        "<!DOCTYPE a SYSTEM 'http://trap.test/x.dtd'><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://trap.test/'> %p;]><a/>",
        "<!DOCTYPE a><a/>",
        "<?xml version='1.0'?><!--x--><!DOCTYPE a []><a/>",
        "<!doctype a><a/>",
        "<a><!ENTITY x 'y'></a>",
    ] {
        refused(declared.as_bytes(), "xml_doctype");
        let wide: Vec<u8> = declared.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xff\xfe".as_slice(), &wide].concat();
        let expected = if declared.to_lowercase().contains("<!doctype") {
            "xml_doctype"
        } else {
            "xml_encoding"
        };
        refused(&wide, expected);
        refused(&marked, expected);
        let big: Vec<u8> = declared.encode_utf16().flat_map(u16::to_be_bytes).collect();
        refused(&big, expected);
    }
    refused(
        b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE a+AD4-+ADw-a/+AD4-",
        "xml_doctype",
    );
    refused(b"+ADwAIQ-DOCTYPE a+AD4-+ADw-a/+AD4-", "xml_doctype");
    refused(
        b"<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a><a/>",
        "xml_doctype",
    );
}

#[test]
fn refuses_other_encodings_and_what_is_not_xml() {
    refused(b"", "xml_empty");
    refused(b" \r\n\t", "xml_empty");
    refused(b"\xef\xbb\xbf", "xml_empty");
    refused(b"<a>\xff</a>", "xml_encoding");
    refused(
        b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4</a>",
        "xml_encoding",
    );
    refused(b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "xml_encoding");
    refused(b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "xml_html");
    refused(b"<?xml version='1.0'?><!-- x -->\n<HTML></HTML>", "xml_html");
    refused(b"{\"issuer\":\"https://x.test\"}", "xml_not_xml");
    refused(b"\x1f\x8b\x08\0\0\0\0\0", "xml_compressed");
    refused(b"<a><b></a>", "xml_malformed");
    refused(b"<root>\0</root>", "xml_malformed");
    refused(b"<a/><b/>", "xml_malformed");
    refused(b"<a>&undeclared;</a>", "xml_malformed");
    refused(b"<a ID='x'><b Id='x'/></a>", "xml_duplicate_id");
    refused(b"<a ID='x'><b xml:id='x'/></a>", "xml_duplicate_id");
}

#[test]
fn refuses_what_is_expensive() {
    let attributes: String = (0..50_000).map(|n| format!(" a{n}=''")).collect();
    refused(format!("<a{attributes}/>").as_bytes(), "xml_too_large");
    let attributes: String = (0..20_000).map(|n| format!(" a{n}=''")).collect();
    refused(format!("<a{attributes}/>").as_bytes(), "xml_too_many_attributes");
    let exactly: String = (0..64).map(|n| format!(" a{n}=''")).collect();
    assert_eq!(code(format!("<a{exactly}/>").as_bytes()), "taken");
    refused(
        format!("<a{exactly} one-more=''/>").as_bytes(),
        "xml_too_many_attributes",
    );

    refused(
        format!("<a>{}</a>", "<b/>".repeat(50_000)).as_bytes(),
        "xml_too_many_nodes",
    );
    refused(
        format!("<a>{}</a>", "<b/>".repeat(200_000)).as_bytes(),
        "xml_too_large",
    );
    refused(
        format!("<a>{}</a>", "<!---->".repeat(30_000)).as_bytes(),
        "xml_too_many_nodes",
    );
    refused(
        format!("<a>{}</a>", "<?p?>x".repeat(15_000)).as_bytes(),
        "xml_too_many_nodes",
    );
    refused(&b"<a>".repeat(50_000), "xml_too_deep");
    refused(&b"<a>".repeat(100_000), "xml_too_large");
    let deep = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
    assert_eq!(code(deep(32).as_bytes()), "taken");
    refused(deep(33).as_bytes(), "xml_too_deep");
    refused(
        format!("<a>{}</a>", "x".repeat(10 << 20)).as_bytes(),
        "xml_too_large",
    );

    let thirty: String = (0..30).map(|n| format!(" xmlns:p{n}='u'")).collect();
    refused(
        format!("<a{thirty}><b xmlns:q='' xmlns:r='' xmlns:s=''/></a>").as_bytes(),
        "xml_too_many_namespaces",
    );
    let siblings = "<b xmlns:q='u' xmlns:r='u'/>".repeat(1_000);
    assert_eq!(code(format!("<a{thirty}>{siblings}</a>").as_bytes()), "taken");
}

#[test]
fn names_the_place_of_a_fault() {
    let refusal = Tree::parse(b"<a>\n  <b ID='1'/>\n  <c ID='1'/></a>").expect_err("one ID twice");
    let place = refusal.first().place.clone().expect("a place");
    assert_eq!((place.line, place.column), (Some(3), Some(6)));
    let refusal = Tree::parse(b"<a>\n\n   <!DOCTYPE x>").expect_err("a DOCTYPE");
    let place = refusal.first().place.clone().expect("a place");
    assert_eq!((place.line, place.column), (Some(3), Some(4)));
}

#[test]
fn joins_the_text_of_identifiers_and_refuses_what_splits_it() {
    let identifier = |inner: &str| {
        let document = format!("<a>{inner}</a>");
        let tree = Tree::parse(document.as_bytes()).expect("well-formed");
        tree.root()
            .identifier()
            .map(|read| read.value)
            .map_err(|refusal| refusal.code().as_str())
    };
    assert_eq!(
        identifier(" admin@x.test<![CDATA[.evil]]>&amp;\n"),
        Ok("admin@x.test.evil&".into())
    );
    assert_eq!(
        identifier("admin@x.test<!--c-->.evil.test"),
        Err("xml_identifier")
    );
    assert_eq!(identifier("admin@x.test<?p?>.evil.test"), Err("xml_identifier"));
    assert_eq!(identifier("admin<b/>"), Err("xml_identifier"));
    assert_eq!(identifier("ad\u{202e}min"), Err("xml_identifier"));
    assert_eq!(identifier("ad&#x200b;min"), Err("xml_identifier"));
    assert_eq!(identifier("a&#10;b"), Err("xml_identifier"));
}

#[test]
fn counts_like_sided_siblings_in_paths() {
    let tree = Tree::parse(b"<p:a xmlns:p='u'><b/><c/><b x='1'/></p:a>").expect("well-formed");
    let paths: Vec<String> = tree
        .root()
        .children()
        .iter()
        .map(|child| child.place().path)
        .collect();
    assert_eq!(paths, ["/a/b[1]", "/a/c", "/a/b[2]"]);
    let attribute = tree.root().children()[2].attribute("x").expect("the attribute");
    assert_eq!(attribute.place.path, "/a/b[2]/@x");
}
