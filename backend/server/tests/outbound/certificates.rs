//! SECURITY row 32, certificates: refused, in words.

use oin_domain::check::Answer;

use crate::client::{client, fetch, hasty, world};
use crate::dns::Dns;
use crate::rows;
use crate::site::{Authority, Wrong, plain, serve, shout};

#[tokio::test]
async fn row_32_certificates_that_browsers_refuse() {
    let authority = Authority::new();
    let answer = |_: &crate::site::Asked, out: &mut dyn std::io::Write| plain(out, "200 OK", "", "x");
    let cases = [
        ("expired.example", Wrong::Expired, "it has expired"),
        ("early.example", Wrong::NotYet, "it is not valid yet"),
        (
            "name.example",
            Wrong::Name,
            "it is for another name (elsewhere.example)",
        ),
        (
            "self.example",
            Wrong::SelfSigned,
            "no authority that browsers know has issued it: it is self-signed",
        ),
    ];
    let mut hosts = vec![
        (
            "good.example",
            serve(Some(authority.tls("good.example", Wrong::Nothing)), answer),
        ),
        (
            "plain.example",
            serve(None, |_, out| plain(out, "200 OK", "", "x")),
        ),
    ];
    hosts.push(("shout.example", shout(b"HTTP/1.1 400 Bad Request\r\n\r\n")));
    for (name, wrong, _) in cases {
        hosts.push((name, serve(Some(authority.tls(name, wrong)), answer)));
    }
    let client = hasty(&client(&[], Some(world(&hosts, &authority.root))));
    assert_eq!(fetch(&client, "https://good.example/").await.unwrap().status, 200);
    for (name, _, words) in cases {
        let error = fetch(&client, &format!("https://{name}/")).await.unwrap_err();
        assert_eq!(error.code(), "url_tls", "{name}");
        assert!(error.to_string().contains(words), "{error}");
        let look = client.probe(&format!("https://{name}/").parse().unwrap()).await;
        assert!(
            matches!(look, Answer::Tls(why) if why.starts_with(words)),
            "{name}"
        );
    }
    rows::passed(32, cases.len());
    // The world's plain hosts are called as such, and only as such.
    assert_eq!(fetch(&client, "http://plain.example/").await.unwrap().status, 200);
    let error = fetch(&client, "https://shout.example/").await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the server does not speak TLS on this port"),
        "{error}"
    );
}

#[tokio::test]
async fn the_worlds_authority_vouches_for_the_worlds_hosts_only() {
    let authority = Authority::new();
    let good = |host: &str| {
        serve(Some(authority.tls(host, Wrong::Nothing)), |_, out| {
            plain(out, "200 OK", "", "x")
        })
    };
    let (inside, outside) = (good("in.example"), good("out.example"));
    let dns = Dns::start();
    dns.has("out.example", &["127.0.0.1"]);
    let client = hasty(&client(
        &[
            ("OIN_DNS_SERVER", &dns.address.to_string()),
            ("OIN_EGRESS_EXCEPTIONS", &outside.to_string()),
        ],
        Some(world(&[("in.example", inside)], &authority.root)),
    ));
    assert_eq!(fetch(&client, "https://in.example/").await.unwrap().status, 200);
    let address = format!("https://out.example:{}/", outside.port());
    assert_eq!(fetch(&client, &address).await.unwrap_err().code(), "url_tls");
}
