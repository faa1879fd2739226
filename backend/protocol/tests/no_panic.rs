//! Whatever the bytes are, reading them ends with an answer. Inputs are made of the pieces that the formats are
//! made of, and of real documents with some bytes changed, so that they get past the first check.

use chrono::{DateTime, Utc};
use oin_protocol::{oidc, saml, swa, wsfed, xml};
use proptest::prelude::*;
use url::Url;

const DOCUMENTS: &[&[u8]] = &[
    include_bytes!("../fixtures/saml/shibboleth.xml"),
    include_bytes!("../fixtures/saml/adfs.xml"),
    include_bytes!("../fixtures/saml/simplesamlphp.xml"),
    include_bytes!("../fixtures/signed/xmlsec1-odd-prefix-list.xml"),
    include_bytes!("../fixtures/signed/xmlsec1-ecdsa-p521-sha512.xml"),
    include_bytes!("../fixtures/wsfed/app.xml"),
    include_bytes!("../fixtures/login/blog.html"),
    include_bytes!("../fixtures/login/erp.html"),
];

const PIECES: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<!DOCTYPE",
    "&",
    ";",
    "&#x41;",
    "\"",
    "'",
    "=",
    " ",
    "\n",
    "a",
    "xmlns",
    ":",
    "xmlns:a='u'",
    "ID='x'",
    "é",
    "\u{202e}",
    "EntityDescriptor",
    "EntitiesDescriptor",
    "xmlns='urn:oasis:names:tc:SAML:2.0:metadata'",
    "entityID='e'",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"redirect_uris\":",
    "1e9",
    "<form action=",
    "<input type=password name=",
    "<label>",
    "</label>",
    "<select>",
    "<option>",
    "<script>",
    "</script",
    "<template>",
    "<button>",
    "<base href=",
];

fn read_as_everything(bytes: &[u8]) {
    let now = DateTime::<Utc>::from_timestamp(1_800_000_000, 0).unwrap_or_default();
    let _ = saml::metadata::read(bytes, now);
    let _ = wsfed::metadata::read(bytes, now);
    if let Ok(aggregate) = saml::aggregate::list(bytes, now) {
        for entity in aggregate.entities.iter().take(3) {
            let _ = saml::aggregate::cut(bytes, &entity.entity_id, now)
                .map(|cut| xml::Tree::parse(cut.document.as_bytes()).is_ok());
        }
    }
    let _ = oidc::client_metadata::read(bytes);
    if let Ok(url) = Url::parse("https://app.example.com/in?x#y") {
        let _ = swa::login_page::analyse(bytes, &url);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        read_as_everything(&bytes);
    }

    #[test]
    fn any_pieces(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..80)) {
        read_as_everything(pieces.concat().as_bytes());
    }

    #[test]
    fn changed_documents(
        document in proptest::sample::select(DOCUMENTS),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..8usize, proptest::sample::select(PIECES)), 1..6),
    ) {
        let mut bytes = document.to_vec();
        for (at, removed, piece) in changes {
            let at = at.index(bytes.len());
            let end = (at + removed).min(bytes.len());
            bytes.splice(at..end, piece.bytes());
        }
        read_as_everything(&bytes);
    }

    #[test]
    fn cut_short(document in proptest::sample::select(DOCUMENTS), at in any::<prop::sample::Index>()) {
        read_as_everything(&document[..at.index(document.len())]);
    }
}
