//! Keeping a copy: the change feed.

use std::collections::BTreeSet;

use oin_domain::listing::Stage;
use serde_json::Value;

use crate::harness::{TestApp, listing};

fn follow(app: &TestApp, mut after: String) -> (Vec<Value>, String) {
    let mut all = Vec::new();
    loop {
        let page = app.json(&format!("/api/v1/changes?after={after}"));
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        after = page["next"].as_str().unwrap().to_owned();
        if page["more"] == false {
            return (all, after);
        }
    }
}

#[test]
fn from_the_beginning_it_names_every_integration() {
    let app = TestApp::reading();
    let (changes, end) = follow(app, String::new());
    let versions: Vec<_> = changes
        .iter()
        .map(|change| change["version"].as_i64().unwrap())
        .collect();
    assert!(versions.is_sorted_by(|a, b| a < b));
    assert_eq!(versions.last().unwrap().to_string(), end);
    let named: BTreeSet<_> = changes
        .iter()
        .filter_map(|change| change["slug"].as_str())
        .collect();
    let total = app.json("/api/v1/integrations?limit=1")["total"]
        .as_u64()
        .unwrap();
    assert_eq!(named.len() as u64, total);
    for kind in ["categories", "collections"] {
        assert!(
            changes
                .iter()
                .any(|change| change["kind"] == kind && change["slug"].is_null()),
            "{kind}"
        );
    }
    let (nothing, same) = follow(app, end.clone());
    assert!(nothing.is_empty());
    assert_eq!(same, end);
    assert_eq!(app.json("/api/v1/changes"), app.json("/api/v1/changes?after=0"));
}

#[test]
fn what_appears_changes_and_goes_leaves_its_traces_in_order() {
    let mut app = TestApp::start();
    let (_, mark) = follow(&app, "0".to_owned());
    app.publish(listing("zephyrine", "Zephyrine"));
    app.publish(listing("zephyrine", "Zephyrine Two"));
    // Publishing the same again is no change.
    app.publish(listing("zephyrine", "Zephyrine Two"));
    app.advance("zephyrine", Stage::Live, Stage::Suspended);
    // What the public cannot see changes unseen.
    app.advance("zephyrine", Stage::Suspended, Stage::Removed);
    app.advance("box", Stage::Live, Stage::Degraded);
    let (changes, end) = follow(&app, mark.clone());
    let told: Vec<_> = changes
        .iter()
        .map(|change| {
            format!(
                "{} {}",
                change["kind"].as_str().unwrap(),
                change["slug"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "upsert zephyrine",
            "upsert zephyrine",
            "removed zephyrine",
            "upsert box"
        ]
    );
    assert_eq!(
        changes[0]["url"],
        "https://oin.test/api/v1/integrations/zephyrine"
    );
    assert!(changes[2]["url"].is_null(), "a tombstone leads nowhere");
    assert_eq!(end.parse::<i64>().unwrap(), mark.parse::<i64>().unwrap() + 4);
    app.eventually("the tombstone's listing is gone", |app| {
        app.get("/api/v1/integrations/zephyrine").status == 404
    });
    app.eventually("the degraded one is marked", |app| {
        app.json("/api/v1/integrations/box")["health"] == "degraded"
    });
}

#[test]
fn a_retired_listing_stays_as_a_tombstone_in_api_and_search() {
    let mut app = TestApp::start();
    app.advance("dropbox", Stage::Live, Stage::Retiring);
    app.advance("dropbox", Stage::Retiring, Stage::Retired);
    app.eventually("retired", |app| {
        app.json("/api/v1/integrations/dropbox")["health"] == "retired"
    });
    assert_eq!(app.search("dropbox")[0], "Dropbox");
    let retired = app.json("/api/v1/integrations?health=retired&q=dropbox");
    assert_eq!(retired["total"], 1);
    assert!(
        app.get("/feeds/retired.atom")
            .text()
            .contains("/integrations/dropbox")
    );
    assert!(app.get("/badge/dropbox.svg").text().contains("Retired"));
}
