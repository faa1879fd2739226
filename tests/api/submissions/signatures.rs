//! Metadata with signatures that mean harm (SECURITY rows 13 to 15).

use super::documents::{Importer, text};
use crate::harness::{TestApp, project_text, rows};

fn signed(name: &str) -> String {
    project_text(&format!("backend/protocol/fixtures/signed/{name}.xml"))
}

/// The nine classic ways to wrap a signature (Somorovsky et al., "On Breaking SAML", 2012): the
/// signed root is kept somewhere, and a forged one stands where a reader looks.
fn wrapped() -> Vec<String> {
    let whole = signed("xmlsec1-rsa-sha256");
    let body = whole.trim_start_matches("<?xml version=\"1.0\"?>").trim();
    let from = body.find("<ds:Signature ").unwrap();
    let to = body.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = &body[from..to];
    let bare = format!("{}{}", &body[..from], &body[to..]);
    let evil = |id: &str| {
        bare.replace("_plain", id)
            .replace("plain.example.com/acs", "evil.example.net/acs")
    };
    let inside =
        |outer: &str, inner: &str| outer.replacen("<SPSSODescriptor", &format!("{inner}<SPSSODescriptor"), 1);
    let extensions = |inner: &str| format!("<Extensions>{inner}</Extensions>");
    let with_object = |inner: &str| {
        signature.replace(
            "</ds:Signature>",
            &format!("<ds:Object>{inner}</ds:Object></ds:Signature>"),
        )
    };
    vec![
        inside(&evil("_evil"), &with_object(&bare)),
        inside(&evil("_evil"), &format!("{signature}{}", extensions(&bare))),
        inside(&evil("_evil"), &extensions(body)),
        inside(&evil("_plain"), &extensions(body)),
        inside(&evil("_evil"), signature).replace(
            "</EntityDescriptor>",
            &format!("{}</EntityDescriptor>", extensions(&bare)),
        ),
        inside(&evil("_evil"), &with_object(&extensions(&bare))),
        inside(&evil("_plain"), &format!("{signature}{}", extensions(&bare))),
        inside(&evil("_plain"), &with_object(&bare)),
        inside(
            &evil("_evil").replace(" ID=\"_evil\"", ""),
            &format!("{signature}{}", extensions(&bare)),
        ),
    ]
}

#[test]
fn row_13_wrapped_signatures() {
    let app = TestApp::start();
    let importer = Importer::new(&app);
    let documents: Vec<_> = wrapped()
        .into_iter()
        .map(|document| text("a wrapped signature", document, ""))
        .collect();
    importer.all_refused(13, &documents);
}

#[test]
fn row_14_signatures_of_another_shape() {
    let app = TestApp::start();
    let importer = Importer::new(&app);
    let whole = signed("xmlsec1-rsa-sha256");
    let change = |from: &str, to: &str| {
        assert!(whole.contains(from), "{from}");
        whole.replacen(from, to, 1)
    };
    let start = whole.find("<ds:SignedInfo>").unwrap();
    let end = whole.find("</ds:SignedInfo>").unwrap() + "</ds:SignedInfo>".len();
    let info = &whole[start..end];
    let at = info.find("<ds:Reference").unwrap();
    let reference = &info[at..info.len() - "</ds:SignedInfo>".len()];
    let exclusive = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
    let transform = |algorithm: &str| {
        let extra = format!("{exclusive}<ds:Transform Algorithm=\"{algorithm}\"/>");
        change(exclusive, &extra)
    };
    let uri = |uri: &str| change("URI=\"#_plain\"", &format!("URI=\"{uri}\""));
    let elsewhere = |signature: &str| {
        let bare = format!("{}{}", &whole[..start], &whole[end..]);
        bare.replacen(
            "<SPSSODescriptor",
            &format!("<Extensions xmlns:ds='http://www.w3.org/2000/09/xmldsig#'>{signature}</Extensions><SPSSODescriptor"),
            1,
        )
    };
    let documents: Vec<_> = [
        ("two SignedInfo", change(info, &format!("{info}{info}"))),
        (
            "SignedInfo in an Object",
            change(info, &format!("<ds:Object>{info}</ds:Object>")),
        ),
        (
            "an Object",
            change("</ds:Signature>", "<ds:Object/></ds:Signature>"),
        ),
        (
            "a comment in DigestValue",
            change("<ds:DigestValue>", "<ds:DigestValue><!--x-->"),
        ),
        (
            "an instruction in SignatureValue",
            change("<ds:SignatureValue>", "<ds:SignatureValue><?x?>"),
        ),
        ("SignedInfo elsewhere", elsewhere(info)),
        ("an empty Reference", uri("")),
        ("an XPointer", uri("#xpointer(/)")),
        ("an XPointer by ID", uri("#xpointer(id('_plain'))")),
        ("another element", uri("#_other")),
        ("an outer Reference", uri("http://trap.test/")),
        (
            "two References",
            change(reference, &format!("{reference}{reference}")),
        ),
        ("XSLT", transform("http://www.w3.org/TR/1999/REC-xslt-19991116")),
        ("XPath", transform("http://www.w3.org/TR/1999/REC-xpath-19991116")),
        (
            "an XPath filter",
            transform("http://www.w3.org/2002/06/xmldsig-filter2"),
        ),
    ]
    .into_iter()
    .map(|(what, document)| text(what, document, "sign"))
    .collect();
    importer.all_refused(14, &documents);
}

#[test]
fn row_15_signatures_that_prove_nothing() {
    let app = TestApp::start();
    let importer = Importer::new(&app);
    let documents: Vec<_> = [
        "refused-sha1",
        "refused-sha1-digest",
        "refused-md5",
        "refused-hmac",
        "refused-rsa-1024",
    ]
    .into_iter()
    .map(|name| text(name, signed(name), "sign"))
    .collect();
    importer.all_refused(15, &documents);
    // A key that nobody vouches for proves whole, and not whose; the import says so.
    let taken = importer.call(&signed("attacker"), false).expect(200).json();
    let said = |code: &str| {
        let mut findings = taken["findings"].as_array().unwrap().iter();
        findings.any(|finding| finding["code"] == code)
    };
    assert!(said("signature_untrusted"), "{taken}");
    rows::passed(15, 1);
}
