//! The database goes and comes back.

use std::time::Duration;

use oin_server::actions::seeds;
use oin_store::embedded::SUPERUSER;
use oin_store::{Store, StoreOptions, migrate, prepare_cluster};

use crate::harness::{Folder, TestApp, cluster_in, eventually, listing, now, wait};

#[test]
fn without_its_database_the_catalog_still_answers() {
    let folder = Folder::new();
    let server = cluster_in(folder.path());
    let url = server.url("oin_app", "oin");
    wait(async {
        prepare_cluster(&server.url(SUPERUSER, "postgres"), "oin")
            .await
            .unwrap();
        migrate(&server.url("oin_migrate", "oin")).await.unwrap();
        let store = Store::connect(&url, StoreOptions::default()).await.unwrap();
        seeds::load(&store, true, now(), |_, _| {}).await.unwrap();
    });
    let mut app = TestApp::on(&url, &[], None);
    assert_eq!(app.json("/readyz")["status"], "ready");
    let before = app.json("/api/v1/integrations?q=box");

    server.stop().unwrap();
    app.eventually("it notices", |app| app.json("/readyz")["catalog"] == "cut");
    let ready = app.json("/readyz");
    assert_eq!(
        (ready["status"].as_str(), ready["database"].as_str()),
        (Some("degraded"), Some("away"))
    );
    assert_eq!(app.json("/api/v1/integrations?q=box"), before);
    for path in [
        "/",
        "/integrations",
        "/integrations/box",
        "/integrations/box/guide",
        "/collections",
        "/guide/saml",
        "/healthz",
        "/integrations/dropbox",
        "/api/v1/integrations/slack",
        "/api/v1/suggest?q=sl",
        "/api/v1/integrations.ndjson",
        "/sitemap.xml",
        "/badge/slack.svg",
        "/logos/slack.svg",
        "/metrics",
    ] {
        app.get(path).expect(200);
    }
    // What only the database knows says so, and when to come back.
    for path in ["/api/v1/changes", "/feeds/new.atom"] {
        let answer = app.get(path);
        answer.problem(503, "unavailable");
        assert_eq!(answer.header("retry-after"), "2", "{path}");
    }

    let server = cluster_in(folder.path());
    assert_eq!(server.url("oin_app", "oin"), url);
    eventually(Duration::from_secs(5), "it is ready again", || {
        app.json("/readyz")["status"] == "ready"
    });
    app.publish(listing("zephyrine", "Zephyrine"));
    app.shows("zephyrine");
    app.get("/api/v1/changes").expect(200);
    drop(app);
    server.stop().unwrap();
}
