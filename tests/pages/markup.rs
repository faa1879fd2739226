//! The markup of every page: what the strict policy and a reader need.

use std::collections::BTreeSet;

use super::routes;
use crate::harness::{TestApp, ids, tags, text_of};

/// Every page there is, a few listings among them, and the pages of errors.
fn pages(app: &TestApp) -> Vec<(String, String)> {
    let sitemap = app.get("/sitemap.xml").expect(200);
    let places = sitemap
        .text()
        .split("<loc>https://oin.test")
        .skip(1)
        .map(|rest| rest.split_once('<').unwrap().0);
    let (listings, others): (Vec<_>, Vec<_>) = places.partition(|path| path.starts_with("/integrations/"));
    let demo = app.pages("q=fictitious&limit=100", || {});
    let demo = demo
        .iter()
        .map(|item| format!("/integrations/{}", item["slug"].as_str().unwrap()));
    let demo: Vec<String> = demo.flat_map(|path| [format!("{path}/guide"), path]).collect();
    let known = routes::all()
        .map(|(_, path)| *path)
        .chain(others)
        .chain(listings.into_iter().step_by(251));
    let all: BTreeSet<String> = known.map(str::to_owned).chain(demo).collect();
    let answers = all.into_iter().map(|path| (app.get(&path), path));
    let pages: Vec<_> = answers
        .filter(|(answer, path)| {
            answer.header("content-type").starts_with("text/html") && !path.starts_with("/api/v1")
        })
        .map(|(answer, path)| (path, answer.text().to_owned()))
        .collect();
    assert!(pages.len() > 60, "{}", pages.len());
    pages
}

#[test]
fn pages_hold_no_inline_code_and_nothing_of_other_hosts() {
    let app = TestApp::reading();
    for (path, html) in pages(app) {
        for tag in tags(&html) {
            let name = tag.name.as_str();
            assert!(
                name != "style" && name != "iframe" && name != "base" && name != "object",
                "{path}: <{name}>"
            );
            if name == "script" {
                let source = tag
                    .get("src")
                    .unwrap_or_else(|| panic!("{path}: an inline script"));
                assert!(source.starts_with("/assets/"), "{path}: {source}");
            }
            for attribute in tag.attributes() {
                assert!(
                    attribute != "style" && !attribute.starts_with("on"),
                    "{path}: <{name} {attribute}>"
                );
                assert!(
                    !attribute.starts_with("hx-on") && attribute != "hx-vals",
                    "{path}: <{name} {attribute}>"
                );
            }
            let loads = matches!(
                name,
                "script" | "img" | "link" | "source" | "video" | "audio" | "use" | "image"
            );
            let rel = tag.get("rel").unwrap_or_default();
            if loads && !matches!(rel, "canonical" | "alternate") {
                for address in [tag.get("src"), tag.get("href"), tag.get("srcset")]
                    .into_iter()
                    .flatten()
                {
                    let own =
                        address.starts_with('/') && !address.starts_with("//") || address.starts_with('#');
                    assert!(own, "{path}: <{name}> loads {address}");
                }
            }
            if let Some(action) = tag.get("action") {
                assert!(
                    action.starts_with('/') && !action.starts_with("//"),
                    "{path}: {action}"
                );
            }
        }
    }
}

#[test]
fn pages_can_be_read_by_everybody() {
    let app = TestApp::reading();
    for (path, html) in pages(app) {
        let all = tags(&html);
        let count = |name: &str| all.iter().filter(|tag| tag.name == name).count();
        for (name, times) in [("h1", 1), ("main", 1), ("html", 1), ("body", 1)] {
            assert_eq!(count(name), times, "{path}: <{name}>");
        }
        let head = html.split("<body").next().unwrap();
        assert_eq!(head.matches("<title>").count(), 1, "{path}");
        assert!(
            !text_of(&html, "title").is_empty() && !text_of(&html, "h1").is_empty(),
            "{path}"
        );
        assert_eq!(
            all.iter().find(|tag| tag.name == "html").unwrap().get("lang"),
            Some("en"),
            "{path}"
        );
        let description = all
            .iter()
            .find(|tag| tag.get("name") == Some("description"))
            .unwrap();
        assert!(!description.get("content").unwrap().is_empty(), "{path}");
        let canonical = all
            .iter()
            .find(|tag| tag.get("rel") == Some("canonical"))
            .unwrap()
            .get("href")
            .unwrap();
        let own = path.split('?').next().unwrap();
        assert_eq!(canonical, format!("https://oin.test{own}"), "{path}");
        let ids = ids(&html);
        let once: BTreeSet<_> = ids.iter().collect();
        let twice: Vec<_> = once
            .iter()
            .filter(|id| ids.iter().filter(|other| other == *id).count() > 1)
            .collect();
        assert!(twice.is_empty(), "{path}: ids {twice:?} twice");
        for tag in &all {
            let name = tag.name.as_str();
            assert!(
                name != "img" || tag.get("alt").is_some(),
                "{path}: an image without alt"
            );
            for list in [
                "for",
                "aria-labelledby",
                "aria-describedby",
                "aria-controls",
                "list",
            ] {
                for id in tag.get(list).unwrap_or_default().split_whitespace() {
                    assert!(
                        ids.iter().any(|known| known == id),
                        "{path}: <{name} {list}={id}> leads nowhere"
                    );
                }
            }
            if let Some(anchor) = tag.get("href").and_then(|href| href.strip_prefix('#')) {
                assert!(
                    ids.iter().any(|known| known == anchor),
                    "{path}: #{anchor} leads nowhere"
                );
            }
        }
    }
}

/// Links inside the site lead somewhere.
#[test]
fn links_lead_somewhere() {
    let app = TestApp::reading();
    let mut links: BTreeSet<String> = BTreeSet::new();
    for (_, html) in pages(app) {
        for tag in tags(&html)
            .iter()
            .filter(|tag| tag.name == "a" || tag.name == "link")
        {
            let Some(href) = tag.get("href") else { continue };
            let href = href.to_owned();
            assert!(
                href.starts_with('/') || href.starts_with('#') || href.starts_with("https://"),
                "{href}"
            );
            if href.starts_with('/') {
                links.insert(href);
            }
        }
    }
    // Searches are many and alike.
    let (searches, others): (Vec<_>, Vec<_>) = links.into_iter().partition(|link| link.contains('?'));
    assert!(others.len() > 100);
    for link in others.iter().chain(searches.iter().step_by(7)) {
        let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
        let answer = app.get(path);
        // Pages for those who have signed in lead there first.
        let there = answer.status == 200 || answer.header("location").starts_with("/sign-in?next=");
        assert!(there, "{link}: {}", answer.status);
        if !anchor.is_empty() {
            assert!(ids(answer.text()).iter().any(|id| id == anchor), "{link}");
        }
    }
}

#[test]
fn a_page_that_is_missing_helps_on() {
    let app = TestApp::reading();
    let near = app.get("/integrations/drobpox").expect(404);
    assert!(
        near.text().contains("href=\"/integrations/dropbox\""),
        "{}",
        near.text()
    );
    assert!(
        app.get("/integrations/salesfroce/guide")
            .expect(404)
            .text()
            .contains("href=\"/integrations/salesforce\"")
    );
    for path in [
        "/no/such/page",
        "/guide/no-such",
        "/collections/no-such",
        "/integrations/%ff",
    ] {
        let page = app.get(path).expect(404);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert!(
            page.text().contains("href=\"/integrations\"") && page.text().contains("not_found"),
            "{path}"
        );
    }
    let none = app.get("/integrations?q=drobpoxx+zzqq").expect(200);
    assert!(
        none.text().contains("Did you mean") || none.text().contains("wider search"),
        "{}",
        none.text()
    );
}
