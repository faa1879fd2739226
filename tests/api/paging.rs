//! Cursors: no item twice, none skipped.

use std::collections::BTreeSet;

use oin_domain::listing::Stage;
use serde_json::Value;

use crate::harness::{TestApp, instant, listing};

fn slugs(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["slug"].as_str().unwrap()).collect()
}

fn no_item_twice(items: &[Value]) {
    let seen: BTreeSet<_> = slugs(items).into_iter().collect();
    assert_eq!(seen.len(), items.len());
}

#[test]
fn every_order_but_relevance_reaches_everything_once() {
    let app = TestApp::reading();
    let total = app.json("/api/v1/integrations?limit=1")["total"]
        .as_u64()
        .unwrap();
    for sort in ["name", "newest", "verified", "launches"] {
        let all = app.pages(&format!("sort={sort}&limit=100"), || {});
        assert_eq!(all.len() as u64, total, "{sort}");
        no_item_twice(&all);
    }
}

#[test]
fn orders_are_what_they_say() {
    let app = TestApp::reading();
    let newest = app.pages(
        "sort=newest&limit=100&tier=verified&tier=community&category=design",
        || {},
    );
    let times: Vec<_> = newest
        .iter()
        .map(|item| item["published_at"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted_by(|a, b| a >= b));
    let verified = app.json("/api/v1/integrations?sort=verified&limit=100");
    let times: Vec<_> = verified["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["verified_at"].as_str())
        .collect();
    assert!(
        times[0].is_some() && times.is_sorted_by(|a, b| a >= b),
        "{times:?}"
    );
    let named = app.pages("sort=name&limit=100&category=design", || {});
    let names: Vec<_> = named
        .iter()
        .map(|item| oin_domain::text::fold(item["name"].as_str().unwrap()))
        .collect();
    assert!(names.is_sorted());
}

#[test]
fn relevance_reaches_a_thousand_deep_and_says_so() {
    let app = TestApp::reading();
    let all = app.pages("limit=100", || {});
    assert_eq!(all.len(), 1_000);
    no_item_twice(&all);
    // A page that would begin beyond is refused, with the way out; the last one has no cursor.
    let uneven = app.pages("limit=99", || {});
    assert!((991..=1_000).contains(&uneven.len()), "{}", uneven.len());
}

#[test]
fn the_link_header_leads_to_the_next_page() {
    let app = TestApp::reading();
    let first = app
        .get("/api/v1/integrations?q=cloud&category=developer-tools&sort=name&limit=3")
        .expect(200);
    let link = first.header("link");
    let next = link
        .strip_prefix("<https://oin.test")
        .unwrap()
        .strip_suffix(">; rel=\"next\"")
        .unwrap();
    assert!(next.contains(first.json()["next"].as_str().unwrap()), "{link}");
    let second = app.json(next);
    assert_eq!(second["total"], first.json()["total"]);
    let first = first.json();
    let both: Vec<Value> = [&first, &second]
        .into_iter()
        .flat_map(|page| page["items"].as_array().unwrap().clone())
        .collect();
    no_item_twice(&both);
    assert_eq!(app.get("/api/v1/integrations?q=box").header("link"), "");
}

/// While listings appear before and behind the reader, disappear and change,
/// what was there all along is seen exactly once.
#[test]
fn pages_stay_whole_while_the_catalog_changes() {
    for sort in ["name", "newest"] {
        let mut app = TestApp::start();
        let before = app.pages(&format!("category=crm&sort={sort}&limit=100"), || {});
        let (kept, gone) = (slugs(&before), before[20]["slug"].as_str().unwrap());
        let mut path = format!("/api/v1/integrations?category=crm&sort={sort}&limit=7");
        let mut seen: Vec<Value> = Vec::new();
        for step in 0.. {
            let page = app.json(&path);
            seen.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/v1/integrations?category=crm&sort={sort}&limit=7&after={next}");
            if step < 6 {
                for (slug, name) in [("aaa", "0 Aaa"), ("mmm", "Mmm"), ("zzz", "Zzz")] {
                    let mut new = listing(&format!("{slug}-{step}"), &format!("{name} {step}"));
                    new.at = instant(step);
                    app.publish(new);
                }
                if step == 0 {
                    app.advance(gone, Stage::Live, Stage::Suspended);
                }
                app.shows(&format!("zzz-{step}"));
            }
        }
        no_item_twice(&seen);
        let seen: BTreeSet<_> = slugs(&seen).into_iter().collect();
        let missed: Vec<_> = kept
            .iter()
            .filter(|slug| **slug != gone && !seen.contains(**slug))
            .collect();
        assert!(missed.is_empty(), "{sort}: {missed:?}");
    }
}

#[test]
fn a_relevance_cursor_outlives_a_change() {
    let mut app = TestApp::start();
    let first = app.json("/api/v1/integrations?q=cloud&limit=10");
    app.publish(listing("cloud-of-the-tests", "Cloud of the tests"));
    app.shows("cloud-of-the-tests");
    let next = first["next"].as_str().unwrap();
    let second = app.json(&format!("/api/v1/integrations?q=cloud&limit=10&after={next}"));
    let both: Vec<Value> = [&first, &second]
        .into_iter()
        .flat_map(|page| page["items"].as_array().unwrap().clone())
        .collect();
    no_item_twice(&both);
    assert_eq!(
        second["total"].as_u64(),
        first["total"].as_u64().map(|total| total + 1)
    );
}
