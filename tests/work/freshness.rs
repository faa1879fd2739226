//! A commit is soon seen everywhere.

use std::time::{Duration, Instant};

use crate::harness::{TestApp, listing, wait};

/// What is promised while connected.
const SOON: Duration = Duration::from_secs(1);

/// The promise holds for the median, so that one hiccup of a busy machine is
/// no failure; the drills measure it under load.
#[test]
fn a_commit_is_seen_by_every_server_within_a_second() {
    let mut one = TestApp::start();
    let two = one.beside();
    let mut took = Vec::new();
    for round in 0..5 {
        let (slug, name) = (format!("zephyrine-{round}"), format!("Zephyrine {round}"));
        one.publish(listing(&slug, &name));
        let committed = Instant::now();
        for app in [&one, &two] {
            let path = format!("/api/v1/integrations?q=zephyrine+{round}");
            app.eventually("the new listing is found", |app| {
                app.json(&path)["items"][0]["slug"] == slug.as_str()
            });
            app.get(&format!("/integrations/{slug}")).expect(200);
        }
        took.push(committed.elapsed());
    }
    took.sort_unstable();
    assert!(took[2] < SOON, "{took:?}");
    let versions = [&one, &two].map(|app| app.json("/readyz")["version"].clone());
    assert_eq!(versions[0], versions[1]);
}

/// What was answered before a change is not answered after it, although it was
/// kept ready-made.
#[test]
fn finished_answers_do_not_outlive_a_change() {
    let mut app = TestApp::start();
    let paths = [
        "/",
        "/integrations?q=box",
        "/integrations/box",
        "/integrations/box/guide",
        "/api/v1/integrations/box",
    ];
    for path in paths {
        app.get(path).expect(200);
        app.get(path).expect(200);
    }
    let mut new = listing("box", "Box of the tests");
    new.source = "test-2".to_owned();
    app.publish(new);
    app.eventually("the new name", |app| {
        app.json("/api/v1/integrations/box")["name"] == "Box of the tests"
    });
    for path in &paths[1..] {
        assert!(
            app.get(path).expect(200).text().contains("Box of the tests"),
            "{path}"
        );
    }
    assert_eq!(app.json("/api/v1/integrations/box")["version"], 2);
    assert!(app.get("/integrations/box").text().contains("Box of the tests"));
}

/// The listening connection is cut, something is committed before it is there
/// again, and nobody is told: the mark in the changes heals it.
#[test]
fn a_lost_notification_heals() {
    let mut app = TestApp::start();
    let raw = app.database().raw();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    let killed = wait(raw.query(cut, &[])).unwrap();
    assert_eq!(killed.len(), 1, "one connection listens");
    app.publish(listing("zephyrine", "Zephyrine"));
    app.shows("zephyrine");
    app.eventually("it follows again", |app| app.json("/readyz")["status"] == "ready");
    // And it hears the next one at once.
    app.publish(listing("zephyrine-two", "Zephyrine Two"));
    app.shows("zephyrine-two");
}

/// Many small commits at once arrive all, in order, on both servers.
#[test]
fn a_burst_of_commits_arrives_whole() {
    let mut one = TestApp::start();
    let two = one.beside();
    for number in 0..60 {
        one.publish(listing(&format!("burst-{number}"), &format!("Burst {number}")));
    }
    for app in [&one, &two] {
        let path = "/api/v1/integrations?q=burst&category=crm&limit=1";
        app.eventually("all of them", |app| app.json(path)["total"].as_u64() >= Some(60));
    }
}

#[test]
fn a_reindex_loads_everything_anew() {
    let mut app = TestApp::start();
    let raw = app.database().raw();
    // Behind the back of the program: no change is written and nobody is told.
    let silent = "SET session_replication_role = replica;
        DELETE FROM collection_items WHERE integration_id = (SELECT id FROM integrations WHERE slug = 'dropbox');
        UPDATE listings SET stage = 'suspended' WHERE integration_id = (SELECT id FROM integrations WHERE slug = 'dropbox')";
    wait(raw.batch_execute(silent)).unwrap();
    app.get("/integrations/dropbox").expect(200);
    app.reindex();
    app.eventually("it is gone", |app| app.get("/integrations/dropbox").status == 404);
}
