//! SECURITY rows 27 and 28: names that change, lead inside, or do not answer.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::client::{client, fetch, hasty, refused};
use crate::dns::{A, Dns, Reply};
use crate::rows;
use crate::trap::{Counter, INNER, PORT, listen, traps};

const TRIES: usize = 1_000;
/// Names that are tried at the same time; questions for one name would be put together.
const LANES: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_27_a_name_that_is_public_first_and_loopback_then() {
    let traps = traps();
    let before = traps.hits();
    // An excepted address of our own plays the public one: a client that looked
    // a name up once to judge it and once more to connect would reach the trap.
    let public = SocketAddr::from(([127, 83, 0, 2], PORT));
    let reached = Counter::default();
    listen(public, &reached).unwrap();
    let dns = Dns::start();
    for lane in 0..LANES {
        let asked = AtomicUsize::new(0);
        dns.says(&format!("rebind{lane}.example"), move |kind| {
            let before = match kind {
                A => asked.fetch_add(1, Ordering::SeqCst),
                _ => return Reply::Addresses(Vec::new()),
            };
            let inner = before % 2 == 1;
            Reply::Addresses(vec![if inner { INNER.into() } else { public.ip() }])
        });
    }
    let client = hasty(&client(
        &[
            ("OIN_DNS_SERVER", &dns.address.to_string()),
            ("OIN_EGRESS_EXCEPTIONS", &public.to_string()),
        ],
        None,
    ));
    let lane = async |lane: usize| {
        let mut codes = Vec::new();
        for _ in 0..TRIES / LANES {
            let outcome = fetch(&client, &format!("https://rebind{lane}.example:{PORT}/")).await;
            codes.push(outcome.unwrap_err().code());
        }
        codes
    };
    let codes = futures_util::future::join_all((0..LANES).map(lane))
        .await
        .concat();
    let refused = codes.iter().filter(|code| **code == "url_not_public").count();
    assert_eq!(traps.hits(), before, "a trap was reached");
    assert_eq!(dns.asked(), TRIES, "each call looks its name up once");
    assert!(reached.hits() > TRIES / 4, "the public address was hardly called");
    assert!(refused > TRIES / 4, "the inner address hardly came up");
    assert_eq!(reached.hits() + refused, TRIES);
    println!("row 27: {TRIES} tries, {refused} refused, 0 trap hits");
    rows::passed(27, 1);
}

#[tokio::test]
async fn row_28_names_with_strange_answers() {
    let traps = traps();
    let before = traps.hits();
    let dns = Dns::start();
    let inner = IpAddr::from(INNER);
    let public: IpAddr = "203.1.2.3".parse().unwrap();
    dns.says("mixed.example", move |_| Reply::Addresses(vec![public, inner]));
    dns.says("mixed6.example", move |_| {
        Reply::Addresses(vec![public, "::1".parse().unwrap()])
    });
    dns.says("alias.example", move |_| Reply::Alias("db.internal", vec![inner]));
    dns.says("many.example", |_| {
        Reply::Addresses(
            (0..300u32)
                .map(|n| IpAddr::V4((0x0801_0000 + n).into()))
                .collect(),
        )
    });
    dns.says("empty.example", |_| Reply::Addresses(Vec::new()));
    dns.says("failing.example", |_| Reply::Failure);
    dns.says("silent.example", |_| Reply::Silence);
    let client = hasty(&client(&[("OIN_DNS_SERVER", &dns.address.to_string())], None));
    let cases = [
        ("mixed.example", "url_not_public"),
        ("mixed6.example", "url_not_public"),
        ("alias.example", "url_not_public"),
        ("many.example", "url_answer"),
        ("empty.example", "url_no_such_host"),
        ("nowhere.example", "url_no_such_host"),
        ("failing.example", "url_silent"),
        ("silent.example", "url_silent"),
    ];
    for (name, code) in cases {
        let started = Instant::now();
        assert_eq!(
            refused(&client, &format!("https://{name}:{PORT}/")).await,
            code,
            "{name}"
        );
        assert!(started.elapsed() < Duration::from_secs(2), "{name}");
    }
    assert_eq!(traps.hits(), before, "a trap was reached");
    rows::passed(28, cases.len());
}

#[tokio::test]
async fn texts_of_names() {
    let dns = Dns::start();
    let long = "x".repeat(450);
    let texts = vec!["one".to_owned(), long.clone()];
    dns.says("_oin-challenge.acme.example", move |_| {
        Reply::Texts(texts.clone())
    });
    dns.says("silent.example", |_| Reply::Silence);
    let client = hasty(&client(&[("OIN_DNS_SERVER", &dns.address.to_string())], None));
    let found = client.txt("_OIN-challenge.acme.example.").await.unwrap();
    assert_eq!(found, ["one".to_owned(), long]);
    assert_eq!(client.txt("nothing.example").await.unwrap(), Vec::<String>::new());
    assert_eq!(
        client.txt("silent.example").await.unwrap_err().code(),
        "url_silent"
    );
}
