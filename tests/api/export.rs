//! The whole catalog as lines.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::TestApp;

#[test]
fn the_export_has_a_line_for_each_listing_and_says_where_to_go_on() {
    let app = TestApp::reading();
    let export = app.get("/api/v1/integrations.ndjson").expect(200);
    assert_eq!(export.header("content-type"), "application/x-ndjson");
    let mut lines: Vec<Value> = export
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let last = lines.pop().unwrap();
    let total = app.json("/api/v1/integrations?limit=1")["total"]
        .as_u64()
        .unwrap();
    assert_eq!(lines.len() as u64, total);
    let slugs: BTreeSet<_> = lines.iter().map(|line| line["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs.len() as u64, total);
    let after = app.json(&format!("/api/v1/changes?after={}", last["version"]));
    assert_eq!(after["items"].as_array().unwrap().len(), 0);
    // A line is what the listing's own call says, but for what readers should know of its life
    // and of its tests.
    for line in lines.iter().step_by(97) {
        let slug = line["slug"].as_str().unwrap();
        let mut own = app.json(&format!("/api/v1/integrations/{slug}"));
        for later in ["notice", "evidence"] {
            own.as_object_mut().unwrap().remove(later).unwrap();
        }
        assert_eq!(*line, own, "{slug}");
    }
}
