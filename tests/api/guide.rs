//! Setup guides in three forms.

use serde_json::Value;

use crate::harness::{TestApp, tags};

const GUIDE: &str = "/api/v1/integrations/brambletide-desk/guide";
const VALUES: &str = "var.workspace=quill-desk&var.region=eu";

fn values(guide: &Value) -> Vec<&Value> {
    let sections = guide["sections"].as_array().unwrap().iter();
    let blocks = sections.flat_map(|section| section["blocks"].as_array().unwrap());
    let values = blocks.filter(|block| block["type"] == "values");
    values
        .flat_map(|block| block["values"].as_array().unwrap())
        .collect()
}

#[test]
fn a_guide_holds_the_customers_values_in_every_form() {
    let app = TestApp::reading();
    let acs = "https://eu.brambletide.example/saml/quill-desk/acs";
    let json = app.get(&format!("{GUIDE}?{VALUES}")).expect(200);
    assert_eq!(json.header("content-type"), "application/json");
    let guide = json.json();
    let found = values(&guide);
    assert!(
        found
            .iter()
            .any(|value| value["value"] == acs && value["complete"] == true)
    );
    assert!(found.iter().all(|value| value["complete"] == true), "{found:?}");
    let md = app.get(&format!("{GUIDE}?format=md&{VALUES}")).expect(200);
    assert_eq!(md.header("content-type"), "text/markdown; charset=utf-8");
    assert!(
        md.text().contains(acs) && md.text().starts_with("# "),
        "{}",
        md.text()
    );
    let html = app.get(&format!("{GUIDE}?{VALUES}&format=html")).expect(200);
    assert_eq!(html.header("content-type"), "text/html; charset=utf-8");
    assert!(html.text().contains(acs));
    assert!(
        tags(html.text())
            .iter()
            .all(|tag| !matches!(tag.name.as_str(), "html" | "head" | "body" | "script"))
    );
    let page = app
        .get(&format!("/integrations/brambletide-desk/guide?{VALUES}"))
        .expect(200);
    assert!(page.text().contains(acs));
}

#[test]
fn without_values_the_places_stay_and_say_so() {
    let app = TestApp::reading();
    let guide = app.json(GUIDE);
    let open: Vec<_> = values(&guide)
        .into_iter()
        .filter(|value| value["complete"] == false)
        .collect();
    assert!(!open.is_empty());
    assert!(
        open.iter()
            .all(|value| value["value"].as_str().unwrap().contains("${")),
        "{open:?}"
    );
    // A blank value counts as none.
    assert_eq!(guide, app.json(&format!("{GUIDE}?var.workspace=&var.region=%20")));
}

#[test]
fn sections_have_anchors_that_are_their_own() {
    let app = TestApp::reading();
    for slug in [
        "box",
        "brambletide-desk",
        "kettlewick-wiki",
        "1-and-1",
        "salesforce",
    ] {
        let guide = app.json(&format!("/api/v1/integrations/{slug}/guide"));
        let ids: Vec<_> = guide["sections"]
            .as_array()
            .unwrap()
            .iter()
            .map(|section| section["id"].as_str().unwrap())
            .collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "{slug}: {ids:?}");
        assert!(ids.len() > 2, "{slug}: {ids:?}");
    }
}

/// A table of a value that looks like Markdown or HTML stays text.
#[test]
fn values_cannot_write_markup() {
    let app = TestApp::reading();
    let evil = "%3Cimg/src%3Dx/onerror%3Dalert(1)%3E%60%5B%5D(javascript:1)";
    let box_guide = "/api/v1/integrations/box/guide";
    let html = app
        .get(&format!("{box_guide}?format=html&var.subdomain={evil}"))
        .expect(200);
    assert!(
        tags(html.text()).iter().all(|tag| tag.name != "img"),
        "{}",
        html.text()
    );
    let page = app
        .get(&format!("/integrations/box/guide?var.subdomain={evil}"))
        .expect(200);
    assert!(
        tags(page.text())
            .iter()
            .all(|tag| tag.attributes().all(|name| !name.starts_with("on")))
    );
    let md = app
        .get(&format!("{box_guide}?format=md&var.subdomain={evil}"))
        .expect(200);
    let shown = md.text().lines().find(|line| line.contains("onerror")).unwrap();
    assert!(shown.contains('`'), "a value stands in a code span: {shown}");
}
