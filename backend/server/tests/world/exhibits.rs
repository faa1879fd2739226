//! Every exhibit is where the list says, and does what it says.

use oin_domain::check::Answer;
use oin_server::outbound::{FetchLimits, Outbound};
use oin_server::world::{EXHIBITS, Shows, names};
use url::Url;

use super::{Met, wait};

#[test]
fn every_exhibit_does_what_the_list_says() {
    wait(async {
        let met = Met::new().await;
        for exhibit in EXHIBITS {
            let url = Outbound::read(exhibit.url).unwrap();
            let limits = FetchLimits {
                max_bytes: 4 * 1024 * 1024,
                max_hops: 0,
            };
            let answer = met.impatient().fetch(&url, limits).await;
            match (exhibit.shows, answer) {
                // A redirect is not followed: the error names where it would lead.
                (Shows::Status(302), Err(error)) => assert_eq!(error.code(), "url_redirects", "{url}"),
                (Shows::Status(status), Ok(fetched)) => assert_eq!(fetched.status, status, "{url}"),
                (Shows::Nothing, Err(error)) => assert_eq!(error.code(), "url_silent", "{url}"),
                (Shows::WrongCertificate, Err(error)) => {
                    assert_eq!(error.code(), "url_tls", "{url}: {error}")
                }
                (shows, answer) => panic!("{url}: {shows:?}, but {answer:?}"),
            }
        }
        met.world.stop().await.unwrap();
    });
}

#[test]
fn three_redirects_are_followed_and_a_fourth_is_not() {
    wait(async {
        let met = Met::new().await;
        let fetch = async |path: &str| {
            let url = Url::parse(&format!("https://faults.world.example{path}")).unwrap();
            met.outbound.fetch(&url, FetchLimits::default()).await
        };
        let arrived = fetch("/hops/3").await.unwrap();
        assert_eq!((arrived.status, arrived.final_url.path()), (200, "/hops/0"));
        assert_eq!(fetch("/hops/4").await.unwrap_err().code(), "url_redirects");
        assert_eq!(fetch("/to-itself").await.unwrap_err().code(), "url_redirects");
        for inside in ["/to-loopback", "/to-metadata-service"] {
            let error = fetch(inside).await.unwrap_err();
            assert!(
                matches!(error.code(), "url_not_public" | "url_scheme" | "url_redirects"),
                "{inside}: {error}"
            );
        }
        met.world.stop().await.unwrap();
    });
}

#[test]
fn whoever_is_not_in_the_world_stays_refused() {
    wait(async {
        let met = Met::new().await;
        let address = met.world.address();
        let tls_address = met.world.tls_address();
        for url in [
            format!("http://{address}/"),
            format!("https://{tls_address}/"),
            "https://localhost/".to_owned(),
            "https://other.localhost/".to_owned(),
            "https://quillwharf.example.local/".to_owned(),
            "http://app.quillwharf.example:22/".replace("app.quillwharf", "nobody"),
        ] {
            let url = Url::parse(&url).unwrap();
            let answer = met.impatient().fetch(&url, FetchLimits::default()).await;
            assert!(answer.is_err(), "{url}: {answer:?}");
        }
        // Without the world, its names are names like others: reserved ones, which do not exist.
        let alone = Outbound::new(&super::config(), None).unwrap();
        let url = Url::parse("https://app.quillwharf.example/").unwrap();
        let answer = alone.probe(&url).await;
        assert!(!matches!(answer, Answer::Status(_)), "{answer:?}");
        met.world.stop().await.unwrap();
    });
}

#[test]
fn every_name_answers_over_tls_with_its_own_certificate() {
    wait(async {
        let met = Met::new().await;
        for name in names() {
            let url = Url::parse(&format!("https://{name}/")).unwrap();
            let answer = met.outbound.probe(&url).await;
            let is_wrong = name.ends_with(".faults.world.example");
            match answer {
                Answer::Status(200) => assert!(!is_wrong, "{name}"),
                Answer::Tls(_) => assert!(is_wrong, "{name}"),
                other => panic!("{name}: {other:?}"),
            }
        }
        met.world.stop().await.unwrap();
    });
}
