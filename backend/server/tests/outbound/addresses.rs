//! SECURITY rows 21 to 25, 30 and 31: addresses that are refused before
//! anything is connected to.

use oin_server::outbound::{Method, Request};

use crate::client::{client, refused};
use crate::dns::Dns;
use crate::rows;
use crate::trap::{INNER, PORT, traps};

/// Every address with the codes that may refuse it; on the traps' port and on 443.
async fn all_refused(row: u8, addresses: &[String], codes: &[&str]) {
    let traps = traps();
    let before = traps.hits();
    let dns = Dns::start();
    let client = client(&[("OIN_DNS_SERVER", &dns.address.to_string())], None);
    for address in addresses {
        let code = refused(&client, address).await;
        assert!(codes.contains(&code), "{address}: {code}");
    }
    assert_eq!(traps.hits(), before, "a trap was reached");
    assert_eq!(dns.asked(), 0, "a name was looked up");
    rows::passed(row, addresses.len());
}

fn on_both_ports(hosts: &[&str]) -> Vec<String> {
    let ports = |host: &&str| [format!("https://{host}/"), format!("https://{host}:{PORT}/x?y")];
    hosts.iter().flat_map(ports).collect()
}

#[tokio::test]
async fn row_21_every_spelling_of_loopback() {
    let hosts = [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "127.83.0.1",
    ];
    all_refused(21, &on_both_ports(&hosts), &["url_not_public"]).await;
}

#[tokio::test]
async fn row_22_ipv6_inside_or_with_ipv4_in_it() {
    let hosts = [
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:8.8.8.8]",
        "[::127.0.0.1]",
        "[0:0:0:0:0:0:0:1]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::808:808]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[2001:db8::1]",
        "[3fff::1]",
        "[100::1]",
    ];
    all_refused(22, &on_both_ports(&hosts), &["url_not_public"]).await;
}

#[tokio::test]
async fn row_23_private_shared_reserved_and_metadata_nets() {
    let hosts = [
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "192.168.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "100.100.100.200",
        "169.254.169.254",
        "169.254.170.2",
        "168.63.129.16",
        "[fd00:ec2::254]",
        "198.18.0.1",
        "198.19.255.255",
        "240.0.0.1",
        "192.0.0.1",
        "192.0.0.192",
        "255.255.255.255",
        "224.0.0.1",
        "239.255.255.255",
        "192.0.2.1",
        "198.51.100.1",
        "203.0.113.1",
        "192.88.99.1",
        "0.1.2.3",
    ];
    all_refused(23, &on_both_ports(&hosts), &["url_not_public"]).await;
    // The same addresses behind a name are refused as well.
    let dns = Dns::start();
    let client = client(&[("OIN_DNS_SERVER", &dns.address.to_string())], None);
    for host in hosts {
        dns.has("inner.example", &[host.trim_matches(['[', ']'])]);
        assert_eq!(
            refused(&client, "https://inner.example/").await,
            "url_not_public",
            "{host}"
        );
    }
    assert_eq!(dns.asked(), hosts.len());
    rows::passed(23, hosts.len());
}

#[tokio::test]
async fn row_24_names_and_spellings_that_lead_inside() {
    let addresses = [
        "https://localhost/",
        "https://localhost./",
        "https://LOCALHOST:8443/",
        "https://app.localhost/",
        "https://metadata.google.internal/",
        "https://metadata/",
        "https://kubernetes.default.svc.cluster.local/",
        "https://nas.home.arpa/",
        "https://intranet.corp/",
        "https://a@169.254.169.254/",
        "https://ok.example:x@169.254.169.254/",
        "https://169.254.169.254\\@ok.test/",
        "https:/\\169.254.169.254/",
        "http:/\\169.254.169.254/",
        "\thttps://127.0.0.1:8443/",
        "https://127.0.0.1:8443\t/",
        "https://x.test/",
    ]
    .map(str::to_owned);
    all_refused(24, &addresses, &["url_not_public", "url_userinfo", "url_scheme"]).await;
}

#[tokio::test]
async fn row_25_other_schemes() {
    let addresses = [
        "file:///etc/passwd",
        "file://127.0.0.1/etc/passwd",
        "gopher://127.0.0.1:8443/_x",
        "ftp://ok.example/",
        "dict://127.0.0.1:8443/d:x",
        "data:text/html,x",
        "jar:https://ok.example/x!/y",
        "ldap://127.0.0.1:8443/",
        "unix:/var/run/docker.sock",
        "http://ok.example/",
        "http://127.0.0.1:8443/",
        "ws://ok.example/",
        "wss://ok.example/",
        "javascript:alert(1)",
        "blob:https://ok.example/x",
        "about:blank",
    ]
    .map(str::to_owned);
    all_refused(25, &addresses, &["url_scheme"]).await;
}

#[tokio::test]
async fn row_30_other_ports() {
    let ports = [
        "22", "25", "80", "5432", "6379", "0", "70000", "8080", "65535", "444",
    ];
    let addresses: Vec<String> = ports
        .iter()
        .map(|port| format!("https://ok.example:{port}/"))
        .collect();
    all_refused(30, &addresses, &["url_port"]).await;
}

#[tokio::test]
async fn row_31_our_own_addresses() {
    let dns = Dns::start();
    dns.has("replica.example", &["203.1.2.3"]);
    let server = dns.address.to_string();
    let client = client(
        &[
            ("OIN_DNS_SERVER", &server),
            ("OIN_BASE_URL", "https://oin.example"),
            ("OIN_LISTEN", "203.1.2.3:8443"),
        ],
        None,
    );
    let addresses = [
        "https://oin.example/api/v1/integrations",
        "https://OIN.example:8443/",
        "https://oin.example./",
        "https://203.1.2.3:8443/",
        "https://replica.example/",
    ];
    for address in addresses {
        assert_eq!(refused(&client, address).await, "url_own_host", "{address}");
    }
    rows::passed(31, addresses.len());
}

#[tokio::test]
async fn calls_of_every_method_are_judged_alike() {
    let traps = traps();
    let before = traps.hits();
    let client = client(&[], None);
    let inner = format!("https://{}:{PORT}/", std::net::Ipv4Addr::from(INNER));
    for method in [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
    ] {
        let request = Request {
            method,
            url: inner.parse().unwrap(),
            headers: Default::default(),
            body: b"secret".to_vec(),
        };
        let error = client.send(request, Default::default()).await.unwrap_err();
        assert_eq!(error.code(), "url_not_public");
    }
    let answer = client.probe(&inner.parse().unwrap()).await;
    assert_eq!(answer, oin_domain::check::Answer::Private);
    assert_eq!(traps.hits(), before);
}
