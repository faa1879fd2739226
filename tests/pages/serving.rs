//! How pages and assets are kept, and what those see who run oin.

use crate::harness::TestApp;

#[test]
fn assets_may_be_kept_for_a_year_and_pages_never_unasked() {
    let app = TestApp::reading();
    let home = app.get("/").expect(200);
    assert_eq!(home.header("cache-control"), "public, max-age=0, must-revalidate");
    let assets: Vec<_> = crate::harness::tags(home.text())
        .iter()
        .flat_map(|tag| [tag.get("src"), tag.get("href")])
        .flatten()
        .filter(|path| path.starts_with("/assets/"))
        .map(str::to_owned)
        .collect();
    assert!(assets.len() >= 3, "{assets:?}");
    for path in assets {
        let plain = app.get(&path).expect(200);
        assert_eq!(
            plain.header("cache-control"),
            "public, max-age=31536000, immutable",
            "{path}"
        );
        assert!(!plain.body.is_empty(), "{path}");
    }
    for path in [
        "/api/v1/integrations?limit=0",
        "/no/such",
        "/healthz",
        "/readyz",
        "/metrics",
    ] {
        assert_eq!(app.get(path).header("cache-control"), "no-store", "{path}");
    }
}

#[test]
fn those_who_run_oin_see_its_state() {
    let app = TestApp::reading();
    assert_eq!(app.get("/healthz").expect(200).text(), "ok\n");
    let ready = app.json("/readyz");
    assert_eq!(
        (ready["status"].as_str(), ready["catalog"].as_str()),
        (Some("ready"), Some("following"))
    );
    let metrics = app.get("/metrics").expect(200);
    assert!(
        metrics
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    let total = ready["listings"].as_u64().unwrap();
    assert!(
        metrics.text().contains(&format!(" {total}\n")),
        "{}",
        metrics.text()
    );
    for line in metrics.text().lines().filter(|line| !line.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
}
