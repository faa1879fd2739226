//! The results alone, for search as you type.

use reqwest::Method;

use crate::harness::{TestApp, tags};

#[test]
fn a_request_for_a_part_gets_the_results_only() {
    let app = TestApp::reading();
    let whole = app.get("/integrations?q=box").expect(200);
    let part = app
        .get_with("/integrations?q=box", "hx-request", "true")
        .expect(200);
    assert!(part.body.len() < whole.body.len());
    assert!(
        tags(part.text())
            .iter()
            .all(|tag| !matches!(tag.name.as_str(), "html" | "head" | "body" | "main" | "h1"))
    );
    assert!(part.text().contains("/integrations/box") && part.text().contains("data-summary"));
    assert!(
        whole.text().contains(part.text().trim()),
        "the part is a part of the whole"
    );
    assert!(part.header("vary").contains("hx-request"));
    // Neither is ever taken for the other, in whatever order they were made.
    assert_eq!(app.get("/integrations?q=box").expect(200).body, whole.body);
    assert_eq!(
        app.get_with("/integrations?q=box", "hx-request", "true").body,
        part.body
    );
    assert_ne!(whole.header("etag"), part.header("etag"));
    // A browser that lost its history asks for the whole page.
    let restored = app
        .request(Method::GET, "/integrations?q=box")
        .header("hx-request", "true")
        .header("hx-history-restore-request", "true");
    assert_eq!(app.send(restored).expect(200).body, whole.body);
    let wrong = app
        .get_with("/integrations?limit=0", "hx-request", "true")
        .expect(400);
    assert!(wrong.text().contains("role=\"alert\"") && !wrong.text().contains("<html"));
}
