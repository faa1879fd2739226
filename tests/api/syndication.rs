//! Feeds and the sitemap.

use std::collections::BTreeSet;

use chrono::DateTime;
use roxmltree::{Document, Node};

use crate::harness::{TestApp, instant, listing};

const ATOM: &str = "http://www.w3.org/2005/Atom";

fn child<'a>(node: Node<'a, 'a>, name: &str) -> Node<'a, 'a> {
    let found = node.children().find(|child| child.has_tag_name((ATOM, name)));
    found.unwrap_or_else(|| panic!("no <{name}>"))
}

#[test]
fn feeds_are_what_atom_demands() {
    let app = TestApp::reading();
    for name in ["new", "updated", "retired"] {
        let answer = app.get(&format!("/feeds/{name}.atom")).expect(200);
        assert_eq!(
            answer.header("content-type"),
            "application/atom+xml; charset=utf-8"
        );
        let document = Document::parse(answer.text()).unwrap();
        let feed = document.root_element();
        assert!(feed.has_tag_name((ATOM, "feed")));
        let own = format!("https://oin.test/feeds/{name}.atom");
        assert_eq!(child(feed, "id").text(), Some(own.as_str()));
        assert!(!child(feed, "title").text().unwrap().is_empty());
        assert!(!child(child(feed, "author"), "name").text().unwrap().is_empty());
        let itself = feed
            .children()
            .find(|link| link.attribute("rel") == Some("self"))
            .unwrap();
        assert_eq!(itself.attribute("href"), Some(own.as_str()));
        let updated = DateTime::parse_from_rfc3339(child(feed, "updated").text().unwrap()).unwrap();
        let entries: Vec<_> = feed
            .children()
            .filter(|node| node.has_tag_name((ATOM, "entry")))
            .collect();
        let ids: BTreeSet<_> = entries
            .iter()
            .map(|entry| child(*entry, "id").text().unwrap())
            .collect();
        assert_eq!(ids.len(), entries.len(), "{name}: ids are unique");
        let times: Vec<_> = entries
            .iter()
            .map(|entry| {
                DateTime::parse_from_rfc3339(
                    child(*entry, if name == "new" { "published" } else { "updated" })
                        .text()
                        .unwrap(),
                )
                .unwrap()
            })
            .collect();
        assert!(times.is_sorted_by(|a, b| a >= b), "{name}");
        assert!(times.first().is_none_or(|first| *first <= updated), "{name}");
        for entry in entries.iter().take(3) {
            assert!(!child(*entry, "title").text().unwrap().is_empty());
            let link = child(*entry, "link").attribute("href").unwrap();
            app.get(link.strip_prefix("https://oin.test").unwrap())
                .expect(200);
        }
    }
}

#[test]
fn what_is_new_comes_first() {
    let mut app = TestApp::start();
    let mut new = listing("zephyrine", "Zephyrine");
    new.at = instant(1);
    app.publish(new);
    for feed in ["new", "updated"] {
        let text = app.get(&format!("/feeds/{feed}.atom")).expect(200);
        let document = Document::parse(text.text()).unwrap();
        let titles: Vec<_> = document
            .descendants()
            .filter(|node| node.has_tag_name((ATOM, "entry")))
            .map(|entry| child(entry, "title").text().unwrap().to_owned())
            .collect();
        assert_eq!(titles.len(), 50, "{feed}");
        assert_eq!(titles[0], "Zephyrine", "{feed}");
    }
}

#[test]
fn the_sitemap_names_every_page_and_only_those_that_exist() {
    let app = TestApp::reading();
    let answer = app.get("/sitemap.xml").expect(200);
    let document = Document::parse(answer.text()).unwrap();
    let addresses: BTreeSet<_> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "loc")
        .map(|node| node.text().unwrap().strip_prefix("https://oin.test").unwrap())
        .collect();
    let total = app.json("/api/v1/integrations?limit=1")["total"]
        .as_u64()
        .unwrap() as usize;
    let listings = addresses.iter().filter(|path| path.starts_with("/integrations/"));
    assert_eq!(listings.count(), total * 2, "listings and their guides");
    for path in [
        "/",
        "/integrations",
        "/collections",
        "/guide",
        "/guide/saml",
        "/api/docs",
    ] {
        assert!(addresses.contains(path), "{path}");
    }
    for path in addresses
        .iter()
        .filter(|path| !path.starts_with("/integrations/"))
        .chain(addresses.iter().step_by(499))
    {
        app.get(path).expect(200);
    }
    assert!(
        app.get("/robots.txt")
            .text()
            .contains("Sitemap: https://oin.test/sitemap.xml")
    );
}
