//! Times the readers on documents of the allowed size and on hostile ones: `cargo run --release -p oin-protocol
//! --example hostile`. The limit is 50 ms each; the process ends with 1 when one takes longer.
#![allow(clippy::print_stdout, clippy::expect_used)]

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use oin_protocol::{oidc, saml, swa, wsfed, xml};
use url::Url;

const LIMIT: Duration = Duration::from_millis(50);
const RUNS: usize = 5;

fn main() -> ExitCode {
    let now = DateTime::<Utc>::from_timestamp(1_800_000_000, 0).expect("a time");
    let url = Url::parse("https://app.example.com/").expect("a URL");
    let mut slow = 0;
    let mut time = |name: &str, bytes: &[u8], read: &dyn Fn(&[u8]) -> String| {
        let mut best = Duration::MAX;
        let mut answer = String::new();
        for _ in 0..RUNS {
            let begun = Instant::now();
            answer = read(bytes);
            best = best.min(begun.elapsed());
        }
        let over = if best > LIMIT { "  OVER THE LIMIT" } else { "" };
        slow += usize::from(best > LIMIT);
        println!(
            "{:>9.2} ms  {:>9} bytes  {name}: {answer}{over}",
            best.as_secs_f64() * 1e3,
            bytes.len()
        );
    };
    let metadata = |bytes: &[u8]| told(saml::metadata::read(bytes, now).map(|sp| sp.findings.len()));
    let list = |bytes: &[u8]| told(saml::aggregate::list(bytes, now).map(|aggregate| aggregate.total));
    let client = |bytes: &[u8]| told(oidc::client_metadata::read(bytes).map(|client| client.findings.len()));
    let federation = |bytes: &[u8]| told(wsfed::metadata::read(bytes, now).map(|app| app.findings.len()));
    let page = |bytes: &[u8]| told(swa::login_page::analyse(bytes, &url).map(|page| page.findings.len()));

    println!("documents of the allowed size");
    time("SAML metadata, 256 KB", full_metadata().as_bytes(), &metadata);
    time(
        "the same as WS-Federation",
        full_metadata().as_bytes(),
        &federation,
    );
    let signed = include_bytes!("../fixtures/signed/xmlsec1-odd-prefix-list.xml");
    time("signed SAML metadata", signed, &metadata);
    time("client metadata, 256 KB", full_client().as_bytes(), &client);
    let login = include_str!("../fixtures/login/blog.html");
    let long = login.replace("</body>", &"<p class='x'>words and more words</p>".repeat(20_000));
    time("login page, 740 KB", long.as_bytes(), &page);

    println!("hostile ones");
    for (name, bytes) in hostile_xml() {
        time(name, &bytes, &metadata);
    }
    time("aggregate of attributes", &attributes(60_000), &list);
    time("JSON, nested", &b"[".repeat(250_000), &client);
    let tag: String = (0..300_000).fold(String::from("<input type=password"), |mut tag, n| {
        let _ = write!(tag, " a{n:x}");
        tag
    });
    time(
        "HTML, one tag of 300,000 attributes",
        format!("{tag}>").as_bytes(),
        &page,
    );
    time("HTML, nested", &b"<b>".repeat(600_000), &page);
    time(
        "HTML, raw text",
        format!("<script>{}", "</scrip".repeat(280_000)).as_bytes(),
        &page,
    );

    let fields: String = (0..1_900).fold(String::from("<form id=f><input type=password>"), |mut form, n| {
        let _ = write!(form, "<input name=n{n}><label for=x>y</label>");
        form
    });
    time("HTML, 1,900 fields", fields.as_bytes(), &page);
    time(
        "signed, every node to canonicalize",
        &costly_signature(),
        &metadata,
    );

    println!("an aggregate (no limit of 50 ms)");
    let entity = full_metadata().replace(
        "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata'",
        "<EntityDescriptor",
    );
    let count = saml::aggregate::MAX_BYTES / (entity.len() + 8);
    let aggregate = format!(
        "<EntitiesDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata'>{}</EntitiesDescriptor>",
        entity.repeat(count)
    );
    let begun = Instant::now();
    let answer = list(aggregate.as_bytes());
    println!(
        "{:>9.2} ms  {:>9} bytes  list: {answer}",
        begun.elapsed().as_secs_f64() * 1e3,
        aggregate.len()
    );

    println!(
        "{}",
        if slow == 0 {
            "passed".to_owned()
        } else {
            format!("{slow} over {LIMIT:?}")
        }
    );
    if slow == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn told(answer: Result<usize, oin_protocol::finding::Refusal>) -> String {
    match answer {
        Ok(count) => format!("taken ({count})"),
        Err(refusal) => format!("refused, {}", refusal.code().as_str()),
    }
}

/// Metadata that fills the limit: many ACS and requested attributes.
fn full_metadata() -> String {
    let mut document = String::from(
        "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='https://sp.example.com/'><SPSSODescriptor \
         protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>",
    );
    for n in 0..500 {
        let _ = writeln!(
            document,
            "<AssertionConsumerService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' Location='https://sp.example.com/acs/{n}' index='{n}'/>"
        );
    }
    document.push_str("<AttributeConsumingService index='0'><ServiceName xml:lang='en'>x</ServiceName>");
    for n in 0.. {
        if document.len() > xml::MAX_BYTES - 400 {
            break;
        }
        let _ = writeln!(
            document,
            "<RequestedAttribute Name='urn:oid:1.3.6.1.4.1.5923.1.1.1.{n}' FriendlyName='a{n}' isRequired='true'/>"
        );
    }
    document.push_str("</AttributeConsumingService></SPSSODescriptor></EntityDescriptor>");
    document
}

fn full_client() -> String {
    let mut document = String::from("{\"redirect_uris\":[\"https://a.test/\"]");
    for n in 0.. {
        if document.len() > 256 * 1024 - 40 {
            break;
        }
        let _ = write!(document, ",\"x{n}\":{n}");
    }
    document.push('}');
    document
}

fn attributes(count: usize) -> Vec<u8> {
    let mut tag = String::from("<a");
    for n in 0..count {
        let _ = write!(tag, " a{n}=''");
    }
    tag.push_str("/>");
    tag.into_bytes()
}

/// A signature of the right shape over many nodes with as many namespaces as are allowed.
fn costly_signature() -> Vec<u8> {
    let prefixes: Vec<String> = (0..16).map(|n| format!("p{n}")).collect();
    let namespaces: String = (0..24).fold(String::new(), |mut text, n| {
        let _ = write!(text, " xmlns:p{n}='u{n}'");
        text
    });
    let signed = include_str!("../fixtures/signed/xmlsec1-odd-prefix-list.xml");
    let signed = signed.replace("unused a #default", &prefixes.join(" "));
    let signed = signed.replace("xmlns:unused=\"urn:x:unused\"", namespaces.trim());
    signed
        .replace("<md:inner/>", &"<md:i/>".repeat(18_000))
        .into_bytes()
}

fn hostile_xml() -> Vec<(&'static str, Vec<u8>)> {
    let namespaces: String = (0..31).map(|n| format!(" xmlns:p{n}='u{n}'")).collect();
    let many = format!("<a{namespaces}>{}</a>", "<b xmlns:q='q'/>".repeat(15_000));
    let distinct: String = (0..9_000).fold(String::from("<a>"), |mut text, n| {
        let _ = write!(text, "<b xmlns:q='{n}'/>");
        text
    });
    let ids: String = (0..15_000).fold(String::from("<a>"), |mut text, n| {
        let _ = write!(text, "<b ID='{n}'/>");
        text
    });
    let tag: String = (0..64).map(|n| format!(" a{n}=''")).collect();
    vec![
        ("20,000 attributes", attributes(20_000)),
        ("50,000 attributes", attributes(50_000)),
        (
            "64 attributes in every tag",
            format!("<a>{}</a>", format!("<b{tag}/>").repeat(560)).into_bytes(),
        ),
        (
            "200,000 nodes",
            format!("<a>{}</a>", "<b/>".repeat(200_000)).into_bytes(),
        ),
        (
            "19,000 nodes",
            format!("<a>{}</a>", "<b/>".repeat(19_000)).into_bytes(),
        ),
        ("depth 100,000", b"<a>".repeat(100_000)),
        (
            "10 MiB of text",
            format!("<a>{}</a>", "x".repeat(10 << 20)).into_bytes(),
        ),
        ("31 namespaces in force", many.into_bytes()),
        ("9,000 namespaces", format!("{distinct}</a>").into_bytes()),
        ("15,000 IDs", format!("{ids}</a>").into_bytes()),
        ("entities", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".to_vec()),
        ("open comments", b"<!--".repeat(65_000)),
        (
            "references",
            format!("<a>{}</a>", "&#65;".repeat(50_000)).into_bytes(),
        ),
    ]
}
