//! The home page, and proving a domain with it.

use oin_domain::org::DomainName;
use oin_server::outbound::{FetchLimits, Outbound};

use super::{Met, wait};

#[test]
fn the_home_page_lists_everything() {
    wait(async {
        let met = Met::new().await;
        let home = met.world.home();
        let page = met.browser().get(&home).send().await.unwrap();
        assert_eq!(page.status(), 200);
        let page = page.text().await.unwrap();
        for exhibit in oin_server::world::EXHIBITS {
            assert!(
                page.contains(&format!("<code>{}</code>", exhibit.url)),
                "{}",
                exhibit.url
            );
        }
        for path in ["style.css", "ca.pem", "at/login.fernhollow.example/login"] {
            let found = met.browser().get(format!("{home}{path}")).send().await.unwrap();
            assert_eq!(found.status(), 200, "{path}");
        }
        // Links of a page that is looked at stay where one looks.
        let login = format!("{home}at/login.fernhollow.example/login");
        let login = met
            .browser()
            .get(login)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(login.contains("action=\"/at/login.fernhollow.example/login\""));
        met.world.stop().await.unwrap();
    });
}

#[test]
fn a_test_login_is_let_in_and_nobody_else() {
    wait(async {
        let met = Met::new().await;
        let login = format!("{}at/app.quillwharf.example/login", met.world.home());
        for (password, is_in) in [("planted-hedge-forty-two", true), ("planted-hedge", false)] {
            let form = [("username", "tess.tester"), ("password", password)];
            let form = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(form)
                .finish();
            let page = met.browser().post(&login).body(form).send().await.unwrap();
            let page = page.text().await.unwrap();
            assert_eq!(page.contains("id=\"signed-in\""), is_in);
            assert_eq!(page.contains("class=\"login-error\""), !is_in);
        }
        met.world.stop().await.unwrap();
    });
}

#[test]
fn a_domain_is_proved_by_record_and_by_file() {
    wait(async {
        let met = Met::new().await;
        let domain = DomainName::parse("quillwharf.example").unwrap();
        let statement = DomainName::statement("abc123");
        assert_eq!(met.outbound.txt(&domain.record()).await.unwrap(), [] as [&str; 0]);
        assert_eq!(met.get(&domain.file()).await.status, 404);
        let set = async |how: &str, value: &str, domain: &str| {
            met.sends("proof", &[("as", how), ("value", value), ("domain", domain)])
                .await
        };
        assert_eq!(set("dns", &statement, domain.as_str()).await, 303);
        assert_eq!(
            met.outbound.txt(&domain.record()).await.unwrap(),
            std::slice::from_ref(&statement)
        );
        assert_eq!(met.get(&domain.file()).await.status, 404);
        assert_eq!(set("file", &statement, domain.as_str()).await, 303);
        assert_eq!(
            met.get(&domain.file()).await.body,
            format!("{statement}\n").into_bytes()
        );
        assert_eq!(set("dns", "", domain.as_str()).await, 303);
        assert_eq!(met.outbound.txt(&domain.record()).await.unwrap(), [] as [&str; 0]);
        assert_eq!(set("dns", "x", "example.com").await, 422);
        assert_eq!(set("mail", "x", domain.as_str()).await, 422);
        met.world.stop().await.unwrap();
    });
}

#[test]
fn a_host_moves_into_a_private_network_and_back() {
    wait(async {
        let met = Met::new().await;
        let url = Outbound::read("https://app.quillwharf.example/login").unwrap();
        let moved = async |host: &str, to: &str| met.sends("places", &[("host", host), ("to", to)]).await;
        assert_eq!(moved("app.quillwharf.example", "inside").await, 303);
        let refused = met.outbound.fetch(&url, FetchLimits::default()).await;
        assert_eq!(refused.unwrap_err().code(), "url_not_public");
        assert_eq!(
            met.get("https://login.quillwharf.example/login").await.status,
            200
        );
        assert_eq!(moved("app.quillwharf.example", "outside").await, 303);
        assert_eq!(met.get(url.as_str()).await.status, 200);
        assert_eq!(moved("example.com", "inside").await, 422);
        assert_eq!(moved("app.quillwharf.example", "elsewhere").await, 422);
        met.world.stop().await.unwrap();
    });
}
