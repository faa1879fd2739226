//! The proof that a domain is an org's own.

use oin_domain::org::{DomainName, ProofMethod};
use oin_server::outbound::Outbound;
use oin_server::outbound::World;
use oin_server::outbound::proof::{ProofError, prove};

use crate::client::{client, hasty, world};
use crate::site::{Authority, Wrong, plain, serve};

const TOKEN: &str = "t0ken";

async fn proven(outbound: &Outbound, domain: &str) -> Result<ProofMethod, ProofError> {
    prove(outbound, &DomainName::parse(domain).unwrap(), TOKEN).await
}

fn says(world: &World, domain: &str, texts: &[&str]) {
    let texts = texts.iter().map(|text| (*text).to_owned()).collect();
    world
        .txt
        .write()
        .unwrap()
        .insert(format!("_oin-challenge.{domain}"), texts);
}

#[tokio::test]
async fn the_record_counts_first_then_the_file() {
    let authority = Authority::new();
    let at = |host: &'static str, status: &'static str, fields: &'static str, body: &'static str| {
        let site = serve(Some(authority.tls(host, Wrong::Nothing)), move |asked, out| {
            assert_eq!(asked.path, "/.well-known/oin-challenge.txt");
            plain(out, status, fields, body);
        });
        (host, site)
    };
    let elsewhere = "Location: https://open.example/.well-known/oin-challenge.txt\r\n";
    let below = "Location: https://www.below.example/.well-known/oin-challenge.txt\r\n";
    let hosts = [
        at("file.example", "200 OK", "", "oin-domain-proof=t0ken\n"),
        at("open.example", "200 OK", "", "oin-domain-proof=t0ken"),
        at("thief.example", "302 Found", elsewhere, ""),
        at("below.example", "302 Found", below, ""),
        at("www.below.example", "200 OK", "", "oin-domain-proof=t0ken"),
        at("other.example", "200 OK", "", "oin-domain-proof=another"),
        at("longer.example", "200 OK", "", "oin-domain-proof=t0ken and more"),
        at("missing.example", "404 Not Found", "", "oin-domain-proof=t0ken"),
    ];
    let world = world(&hosts, &authority.root);
    says(
        &world,
        "record.example",
        &["v=spf1 -all", "oin-domain-proof=t0ken"],
    );
    says(&world, "other.example", &["oin-domain-proof=wrong"]);
    let outbound = hasty(&client(&[], Some(world)));
    for (domain, method) in [
        ("record.example", ProofMethod::Dns),
        ("file.example", ProofMethod::File),
        ("below.example", ProofMethod::File),
    ] {
        assert_eq!(proven(&outbound, domain).await, Ok(method), "{domain}");
    }
    for (domain, dns, web) in [
        (
            "thief.example",
            "nothing is there",
            "it redirects to https://open.example/",
        ),
        (
            "other.example",
            "it says \"oin-domain-proof=wrong\"",
            "it says \"oin-domain-proof=another\"",
        ),
        (
            "longer.example",
            "nothing is there",
            "it says \"oin-domain-proof=t0ken and more\"",
        ),
        ("missing.example", "nothing is there", "the server answers 404"),
    ] {
        let error = proven(&outbound, domain).await.unwrap_err();
        assert_eq!(error.dns, dns, "{domain}");
        assert!(error.web.starts_with(web), "{domain}: {}", error.web);
        assert!(
            !error.silent && error.to_string().contains("oin-domain-proof=t0ken"),
            "{error}"
        );
    }
}
