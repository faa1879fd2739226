use chrono::TimeZone;

use super::*;

/// A signed document and its name, for messages.
macro_rules! signed {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../fixtures/signed/", $name, ".xml")),
        )
    };
}

const RSA: &str = include_str!("../../../fixtures/signed/rsa.crt");
const RSA_SIGNED: &str = include_str!("../../../fixtures/signed/xmlsec1-rsa-sha256.xml");
const ATTACKER: &str = include_str!("../../../fixtures/signed/attacker.xml");

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 12, 1, 12, 0, 0)
        .single()
        .expect("a time")
}

fn judge(document: &str, trust: Trust<'_>) -> Result<Option<Signer>, String> {
    let tree = Tree::parse(document.as_bytes()).map_err(|refusal| refusal.code().as_str().to_owned())?;
    verify(&tree, trust, now()).map_err(|refusal| refusal.code().as_str().to_owned())
}

fn refused(document: &str) -> String {
    judge(document, Trust::Enclosed).expect_err("to be refused")
}

#[test]
fn verifies_what_other_signers_signed() {
    for (name, document) in [
        signed!("xmlsec1-rsa-sha256"),
        signed!("xmlsec1-odd"),
        signed!("xmlsec1-odd-prefix-list"),
        signed!("xmlsec1-ecdsa-sha256"),
        signed!("xmlsec1-ecdsa-sha384"),
        signed!("xmlsec1-ecdsa-p256-sha512"),
        signed!("xmlsec1-ecdsa-p521-sha256"),
        signed!("xmlsec1-ecdsa-p521-sha512"),
        signed!("signxml-rsa-sha256"),
        signed!("signxml-ecdsa-sha384"),
        signed!("attacker"),
    ] {
        let signer = judge(document, Trust::Enclosed).unwrap_or_else(|code| panic!("{name}: {code}"));
        assert_eq!(signer.expect("a signature").fingerprint.len(), 64, "{name}");
    }
}

#[test]
fn notices_any_change() {
    for (name, document) in [
        signed!("xmlsec1-odd"),
        signed!("xmlsec1-odd-prefix-list"),
        signed!("signxml-ecdsa-sha384"),
    ] {
        for (from, to) in [
            ("https://odd.example.com/acs", "https://evil.example.net/acs"),
            ("b:z=\"1\"", "b:z=\"2\""),
            ("<md:inner/>", "<md:inner></md:inner ><md:inner/>"),
            ("<![CDATA[<raw> & ]]>", "<![CDATA[<raw> &  ]]>"),
            ("&lt;raw&gt; &amp; ", "&lt;raw&gt; &amp;"),
            ("some  data", "some data"),
            ("xml:lang=\"en\"", "xml:lang=\"fr\""),
            ("xmlns:md=\"urn:x:other\"", "xmlns:md=\"urn:x:others\""),
        ] {
            if document.contains(from) {
                let changed = document.replacen(from, to, 1);
                assert_eq!(refused(&changed), "signature_digest", "{name}: {from}");
            }
        }
        // What canonicalization does not see may change.
        let same = document
            .replace("<!-- a comment -->", "<!-- another -->")
            .replace("<!-- after the root -->", "");
        assert!(judge(&same, Trust::Enclosed).is_ok(), "{name}");
    }
}

#[test]
fn trusts_only_the_given_certificates() {
    let pem = |text: &str| Certificate::from_base64(text).expect("a certificate");
    let trusted = [pem(RSA)];
    assert!(
        judge(RSA_SIGNED, Trust::Only(&trusted))
            .expect("to be whole")
            .is_some()
    );
    assert_eq!(
        judge(ATTACKER, Trust::Only(&trusted)),
        Err("signature_value".into())
    );
    assert_eq!(judge(RSA_SIGNED, Trust::Only(&[])), Err("signature_key".into()));
    let tree = Tree::parse(ATTACKER.as_bytes()).expect("well-formed");
    assert!(
        matches!(report(&tree, now()), Ok(Report::Untrusted(signer)) if signer.subject.contains("attacker"))
    );
}

#[test]
fn refuses_weak_algorithms_and_keys() {
    for ((name, document), code) in [
        (signed!("refused-sha1"), "signature_algorithm"),
        (signed!("refused-sha1-digest"), "signature_algorithm"),
        (signed!("refused-md5"), "signature_algorithm"),
        (signed!("refused-hmac"), "signature_algorithm"),
        (signed!("refused-rsa-1024"), "signature_key"),
        (signed!("refused-empty-reference"), "signature_reference"),
        (signed!("refused-xpointer"), "signature_reference"),
        (signed!("refused-inclusive"), "signature_transform"),
        (signed!("refused-no-transform"), "signature_transform"),
    ] {
        assert_eq!(refused(document), code, "{name}");
    }
    let expired = Tree::parse(RSA_SIGNED.as_bytes()).expect("well-formed");
    let later = Utc
        .with_ymd_and_hms(2070, 1, 1, 0, 0, 0)
        .single()
        .expect("a time");
    let refusal = verify(&expired, Trust::Enclosed, later).expect_err("an expired certificate");
    assert_eq!(refusal.code(), Code::SignatureKey);
}

#[test]
fn refuses_every_other_shape() {
    let change = |from: &str, to: &str| {
        assert!(RSA_SIGNED.contains(from), "{from}");
        refused(&RSA_SIGNED.replacen(from, to, 1))
    };
    let info_start = RSA_SIGNED.find("<ds:SignedInfo>").expect("SignedInfo");
    let info_end = RSA_SIGNED.find("</ds:SignedInfo>").expect("its end") + "</ds:SignedInfo>".len();
    let info = &RSA_SIGNED[info_start..info_end];
    let reference_start = info.find("<ds:Reference").expect("Reference");
    let reference = &info[reference_start..info.len() - "</ds:SignedInfo>".len()];
    // Two SignedInfo; one inside an Object; both ways round.
    assert_eq!(change(info, &format!("{info}{info}")), "signature_shape");
    assert_eq!(
        change(
            "</ds:Signature>",
            &format!("<ds:Object>{info}</ds:Object></ds:Signature>")
        ),
        "signature_shape"
    );
    assert_eq!(
        change(info, &format!("<ds:Object>{info}</ds:Object>")),
        "signature_shape"
    );
    assert_eq!(
        change("</ds:Signature>", "<ds:Object/></ds:Signature>"),
        "signature_shape"
    );
    // Comments and instructions.
    assert_eq!(
        change("<ds:DigestValue>", "<ds:DigestValue><!--x-->"),
        "signature_shape"
    );
    assert_eq!(
        change("<ds:SignatureValue>", "<ds:SignatureValue><?x?>"),
        "signature_shape"
    );
    // References.
    assert_eq!(
        change(reference, &format!("{reference}{reference}")),
        "signature_reference"
    );
    for uri in [
        "",
        "#",
        "#xpointer(/)",
        "#xpointer(id('_plain'))",
        "#_other",
        "_plain",
        "http://trap.test/",
    ] {
        assert_eq!(
            change("URI=\"#_plain\"", &format!("URI=\"{uri}\"")),
            "signature_reference",
            "{uri}"
        );
    }
    assert_eq!(change(" URI=\"#_plain\"", ""), "signature_reference");
    assert_eq!(change(" ID=\"_plain\"", ""), "signature_reference");
    // Transforms.
    let exclusive = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
    for extra in [
        "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>",
        "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>self::node()</ds:XPath></ds:Transform>",
        "<ds:Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\"/>",
        exclusive,
    ] {
        assert_eq!(
            change(exclusive, &format!("{exclusive}{extra}")),
            "signature_transform",
            "{extra}"
        );
        assert_eq!(
            change(exclusive, &format!("{extra}{exclusive}")),
            "signature_transform",
            "{extra}"
        );
    }
    assert_eq!(change(exclusive, ""), "signature_transform");
    assert_eq!(
        change(
            "xml-exc-c14n#\"/></ds:Transforms>",
            "xml-exc-c14n#WithComments\"/></ds:Transforms>"
        ),
        "signature_transform"
    );
    let listed = exclusive.replace(
        "/>",
        &format!("><x:InclusiveNamespaces xmlns:x=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"{}\"/></ds:Transform>", "a ".repeat(17)),
    );
    assert_eq!(change(exclusive, &listed), "signature_transform");
    // Algorithms and their parameters.
    let method = "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>";
    for other in [
        "hmac-sha256",
        "rsa-sha224",
        "rsa-sha1",
        "rsa-md5",
        "rsa-sha256 ",
        "sha256-rsa",
    ] {
        let to =
            format!("<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#{other}\"/>");
        let expected = if other == "rsa-sha256 " {
            "signature_value"
        } else {
            "signature_algorithm"
        };
        assert_eq!(change(method, &to), expected, "{other}");
    }
    let truncated = method.replace(
        "/>",
        "><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>",
    );
    assert_eq!(change(method, &truncated), "signature_algorithm");
    // No key at all, and another signature.
    let key_start = RSA_SIGNED.find("<ds:KeyInfo>").expect("KeyInfo");
    let key_end = RSA_SIGNED.find("</ds:KeyInfo>").expect("its end") + "</ds:KeyInfo>".len();
    assert_eq!(change(&RSA_SIGNED[key_start..key_end], ""), "signature_key");
    assert_eq!(
        change(
            "<SPSSODescriptor",
            "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/><SPSSODescriptor"
        ),
        "signature_several"
    );
}

/// The nine classic ways to wrap a signature (Somorovsky et al., "On Breaking SAML", 2012), for metadata: the signed
/// root is kept somewhere, and a forged one stands where a reader looks.
#[test]
fn refuses_wrapped_signatures() {
    let body = RSA_SIGNED.trim_start_matches("<?xml version=\"1.0\"?>").trim();
    let from = body.find("<ds:Signature ").expect("a signature");
    let to = body.find("</ds:Signature>").expect("its end") + "</ds:Signature>".len();
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
    let variants = [
        // 1, 2: the original wrapped into the forged root's signature or beside it.
        inside(&evil("_evil"), &with_object(&bare)),
        inside(&evil("_evil"), &format!("{signature}{}", extensions(&bare))),
        // 3, 4: the forged one beside or around the whole signed original.
        inside(&evil("_evil"), &extensions(body)),
        format!(
            "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">{}{body}</EntitiesDescriptor>",
            evil("_evil")
        ),
        // 5, 6: the signature in the forged root, the original at its end or inside the signature.
        inside(&evil("_evil"), signature).replace(
            "</EntityDescriptor>",
            &format!("{}</EntityDescriptor>", extensions(&bare)),
        ),
        inside(&evil("_evil"), &with_object(&extensions(&bare))),
        // 7: the same ID on both. 8: the original in an Object, the forged one takes its ID.
        inside(&evil("_plain"), &format!("{signature}{}", extensions(&bare))),
        inside(&evil("_plain"), &with_object(&bare)),
        // 9: the forged root without an ID, so that "the document" might be meant.
        inside(
            &evil("_evil").replace(" ID=\"_evil\"", ""),
            &format!("{signature}{}", extensions(&bare)),
        ),
    ];
    let trusted = [Certificate::from_base64(RSA).expect("a certificate")];
    for (at, variant) in variants.iter().enumerate() {
        for trust in [Trust::Enclosed, Trust::Only(&trusted)] {
            let answer = judge(variant, trust);
            assert!(answer.is_err(), "variant {} gave {answer:?}", at + 1);
        }
        assert!(
            crate::saml::metadata::read(variant.as_bytes(), now()).is_err(),
            "variant {}",
            at + 1
        );
    }
}
